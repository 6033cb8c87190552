"""What a trend is read from, in SQL: a fixed number of questions, however many half-years there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.assessments import HAS_RESULTS
from storage.models.assessments import AgreedLevel, AssessmentRound, ImportedLevel


async def rounds(session: AsyncSession, network_id: int, instrument: str, until: str) -> Sequence[AssessmentRound]:
    """Every round of that instrument with results up to a half-year (a key), the newest first."""
    query = (
        select(AssessmentRound)
        .where(
            AssessmentRound.network_id == network_id,
            AssessmentRound.instrument_key == instrument,
            AssessmentRound.status == "revealed",
            HAS_RESULTS,
            AssessmentRound.half_year <= until,
        )
        .order_by(AssessmentRound.half_year.desc(), AssessmentRound.id.desc())
    )
    return (await session.scalars(query)).all()


async def agreed(session: AsyncSession, round_ids: Sequence[int]) -> Mapping[int, Sequence[AgreedLevel]]:
    """The levels agreed on in these rounds, by round."""
    found: dict[int, list[AgreedLevel]] = {round_id: [] for round_id in round_ids}
    query = select(AgreedLevel).where(AgreedLevel.round_id.in_(round_ids)).order_by(AgreedLevel.id)
    for row in await session.scalars(query):
        found[row.round_id].append(row)
    return found


async def imported(
    session: AsyncSession, network_id: int, instrument_key: str, until: str | None = None
) -> Sequence[ImportedLevel]:
    """What stands of the results from before the bot, up to a half-year (a key) where one is given."""
    query = select(ImportedLevel).where(
        ImportedLevel.network_id == network_id,
        ImportedLevel.instrument_key == instrument_key,
        ImportedLevel.superseded_at.is_(None),
    )
    if until is not None:
        query = query.where(ImportedLevel.half_year <= until)
    return (await session.scalars(query.order_by(ImportedLevel.half_year, ImportedLevel.item_key))).all()
