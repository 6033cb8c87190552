"""The self-assessment in SQL: rounds, raters, their drafts while a round is open, and the results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Gone
from domain.ratings import Distribution, Level
from storage.database import ERASED
from storage.models import AgreedLevel, AssessmentRater, AssessmentResult, AssessmentRound, Base, DraftRating


async def round_of(session: AsyncSession, workspace_id: int, round_id: int) -> AssessmentRound:
    """The round. Raises Gone where this workspace has no such round."""
    found = await session.scalar(
        select(AssessmentRound).where(AssessmentRound.id == round_id, AssessmentRound.workspace_id == workspace_id)
    )
    if found is None:
        raise Gone("That self-assessment is no longer here. Type /cop-assess to see where yours stands.")
    return found


async def hold(session: AsyncSession, round_id: int) -> None:
    """Keep the round from closing until the transaction ends, and wait for a close that is under way."""
    await session.execute(select(AssessmentRound.id).where(AssessmentRound.id == round_id).with_for_update(read=True))


async def lock_round(session: AsyncSession, round_id: int) -> AssessmentRound | None:
    """The round as it stands now, with nobody saving a rating in it until the transaction ends."""
    return await session.scalar(
        select(AssessmentRound)
        .where(AssessmentRound.id == round_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def rounds(session: AsyncSession, network_id: int) -> Sequence[AssessmentRound]:
    """Every round of the network, oldest first."""
    return (
        await session.scalars(
            select(AssessmentRound)
            .where(AssessmentRound.network_id == network_id)
            .order_by(AssessmentRound.half_year, AssessmentRound.id)
        )
    ).all()


async def open_round(session: AsyncSession, network_id: int) -> AssessmentRound | None:
    return await session.scalar(
        select(AssessmentRound)
        .where(AssessmentRound.network_id == network_id, AssessmentRound.status == "open")
        .order_by(AssessmentRound.opens_at.desc())
        .limit(1)
    )


async def revealed(session: AsyncSession, network_id: int, most: int = 2) -> Sequence[AssessmentRound]:
    """The newest rounds with results, the newest first."""
    return (
        await session.scalars(
            select(AssessmentRound)
            .where(AssessmentRound.network_id == network_id, AssessmentRound.status == "revealed")
            .order_by(AssessmentRound.half_year.desc())
            .limit(most)
        )
    ).all()


async def add_raters(session: AsyncSession, found: AssessmentRound, user_ids: Iterable[str]) -> None:
    """Note these people as raters of the round; who is noted already stays as they are."""
    values = [
        {"workspace_id": found.workspace_id, "round_id": found.id, "slack_user_id": user_id} for user_id in user_ids
    ]
    if values:
        adding = _insert(session, AssessmentRater).values(values)
        await session.execute(adding.on_conflict_do_nothing(index_elements=["round_id", "slack_user_id"]))


async def raters(session: AsyncSession, round_id: int) -> Sequence[AssessmentRater]:
    return (
        await session.scalars(
            select(AssessmentRater).where(AssessmentRater.round_id == round_id).order_by(AssessmentRater.id)
        )
    ).all()


async def rater(session: AsyncSession, round_id: int, user_id: str) -> AssessmentRater | None:
    return await session.scalar(
        select(AssessmentRater).where(AssessmentRater.round_id == round_id, AssessmentRater.slack_user_id == user_id)
    )


async def noted_rater(session: AsyncSession, found: AssessmentRound, user_id: str) -> AssessmentRater:
    """The person as a rater of the round, noted now where they were not."""
    await add_raters(session, found, [user_id])
    return (
        await session.scalars(
            select(AssessmentRater).where(
                AssessmentRater.round_id == found.id, AssessmentRater.slack_user_id == user_id
            )
        )
    ).one()


async def draft(session: AsyncSession, round_id: int, user_id: str) -> dict[str, int]:
    """What one person has rated so far, item key to level."""
    rows = await session.execute(
        select(DraftRating.item_key, DraftRating.level)
        .join(AssessmentRater, AssessmentRater.id == DraftRating.rater_id)
        .where(AssessmentRater.round_id == round_id, AssessmentRater.slack_user_id == user_id)
    )
    return {item_key: level for item_key, level in rows}  # noqa: C416 - typed, unlike dict(rows)


async def save_draft(session: AsyncSession, found: AssessmentRater, ratings: Mapping[str, int]) -> None:
    """Put these levels into the person's draft, over what they chose before."""
    values = [
        {"workspace_id": found.workspace_id, "rater_id": found.id, "item_key": key, "level": level}
        for key, level in ratings.items()
    ]
    if values:
        saving = _insert(session, DraftRating).values(values)
        await session.execute(
            saving.on_conflict_do_update(index_elements=["rater_id", "item_key"], set_={"level": saving.excluded.level})
        )


async def finished_forms(session: AsyncSession, round_id: int) -> list[dict[str, int]]:
    """The ratings of everybody who finished, a form each, without whose it is."""
    rows = await session.execute(
        select(DraftRating.rater_id, DraftRating.item_key, DraftRating.level)
        .join(AssessmentRater, AssessmentRater.id == DraftRating.rater_id)
        .where(AssessmentRater.round_id == round_id, AssessmentRater.finished_at.is_not(None))
    )
    forms: dict[int, dict[str, int]] = {}
    for rater_id, item_key, level in rows:
        forms.setdefault(rater_id, {})[item_key] = level
    return list(forms.values())


async def forget_raters(session: AsyncSession, round_id: int) -> None:
    """Delete every draft of the round, and who its raters were."""
    of_round = select(AssessmentRater.id).where(AssessmentRater.round_id == round_id)
    await session.execute(delete(DraftRating).where(DraftRating.rater_id.in_(of_round)))
    await session.execute(delete(AssessmentRater).where(AssessmentRater.round_id == round_id))
    session.info[ERASED] = True


async def count_raters(session: AsyncSession, round_id: int) -> int:
    """How many people are noted as raters of the round."""
    query = select(func.count()).select_from(AssessmentRater).where(AssessmentRater.round_id == round_id)
    return await session.scalar(query) or 0


def add_results(session: AsyncSession, found: AssessmentRound, counted: Mapping[str, Distribution]) -> None:
    """Keep how many gave each level of each item; a level that nobody gave needs no row."""
    session.add_all(
        AssessmentResult(
            workspace_id=found.workspace_id, round_id=found.id, item_key=key, level=int(level), count=count
        )
        for key, distribution in counted.items()
        for level in Level
        if (count := distribution.count(level))
    )


async def results(session: AsyncSession, round_ids: Sequence[int]) -> dict[int, dict[str, Distribution]]:
    """The distributions of these rounds, by round and item key."""
    rows = await session.scalars(select(AssessmentResult).where(AssessmentResult.round_id.in_(round_ids)))
    tally: dict[int, dict[str, list[int]]] = {round_id: {} for round_id in round_ids}
    for row in rows:
        tally[row.round_id].setdefault(row.item_key, [0] * len(Level))[row.level - 1] = row.count
    return {
        round_id: {key: Distribution((one, two, three, four)) for key, (one, two, three, four) in items.items()}
        for round_id, items in tally.items()
    }


async def agreed(session: AsyncSession, round_id: int) -> Sequence[AgreedLevel]:
    return (await session.scalars(select(AgreedLevel).where(AgreedLevel.round_id == round_id))).all()


async def save_agreed(
    session: AsyncSession,
    found: AssessmentRound,
    levels: Mapping[str, tuple[int, str]],
    *,
    recorded_by: str,
    now: datetime,
) -> None:
    """Record level and reason for these items, over what was agreed before."""
    values = [
        {
            "workspace_id": found.workspace_id,
            "round_id": found.id,
            "item_key": key,
            "level": level,
            "reason": reason,
            "recorded_by": recorded_by,
            "recorded_at": now,
        }
        for key, (level, reason) in levels.items()
    ]
    if values:
        saving = _insert(session, AgreedLevel).values(values)
        changed = {name: saving.excluded[name] for name in ("level", "reason", "recorded_by", "recorded_at")}
        await session.execute(saving.on_conflict_do_update(index_elements=["round_id", "item_key"], set_=changed))


def _insert(session: AsyncSession, model: type[Base]) -> Any:
    """An INSERT that can say what to do where the row is there already, which each database has its own kind of."""
    dialect = session.get_bind().dialect.name
    return postgresql.insert(model) if dialect == "postgresql" else sqlite.insert(model)
