"""What a trend is read from, in SQL: a fixed number of questions, however many half-years there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import AgreedLevel, AssessmentRound


async def rounds(session: AsyncSession, network_id: int, until: str) -> Sequence[AssessmentRound]:
    """Every round with results up to a half-year (a key), the newest first."""
    query = (
        select(AssessmentRound)
        .where(
            AssessmentRound.network_id == network_id,
            AssessmentRound.status == "revealed",
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
