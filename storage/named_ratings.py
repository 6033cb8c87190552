"""Ratings of an open round in SQL: with names, for those who gave them, until its levels are told."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models.assessments import AssessmentResult, AssessmentRound, NamedRating

Ratings = Mapping[str, Mapping[str, int]]
"""Level by item key, by person."""


async def of_round(session: AsyncSession, round_id: int) -> Ratings:
    """The ratings of those who finished; empty once they are forgotten."""
    query = select(NamedRating).where(NamedRating.round_id == round_id).order_by(NamedRating.id)
    found: dict[str, dict[str, int]] = {}
    for row in await session.scalars(query):
        found.setdefault(row.person, {})[row.item_key] = row.level
    return found


def add(session: AsyncSession, found: AssessmentRound, ratings: Ratings) -> None:
    session.add_all(
        NamedRating(workspace_id=found.workspace_id, round_id=found.id, person=person, item_key=item, level=level)
        for person, levels in sorted(ratings.items())
        for item, level in levels.items()
    )


async def forget(session: AsyncSession, round_id: int) -> None:
    await session.execute(delete(NamedRating).where(NamedRating.round_id == round_id))


async def set_result(session: AsyncSession, found: AssessmentRound, item: str, level: int) -> None:
    """Let the level agreed on be the only result of the item."""
    await session.execute(
        delete(AssessmentResult).where(AssessmentResult.round_id == found.id, AssessmentResult.item_key == item)
    )
    session.add(
        AssessmentResult(workspace_id=found.workspace_id, round_id=found.id, item_key=item, level=level, count=1)
    )
    await session.flush()
