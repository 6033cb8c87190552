"""Evidence of items in SQL: what came with the ratings, and what was brought while agreeing on levels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.evidence import Evidence, Given
from storage.models.assessments import AssessmentRound, ItemEvidence


async def of_round(session: AsyncSession, round_id: int) -> dict[str, tuple[Evidence, ...]]:
    """All that was brought, by item key; what came with the ratings first."""
    query = select(ItemEvidence).where(ItemEvidence.round_id == round_id)
    found: dict[str, tuple[Evidence, ...]] = {}
    for row in await session.scalars(query.order_by(ItemEvidence.agreeing, ItemEvidence.id)):
        found[row.item_key] = (*found.get(row.item_key, ()), Evidence(row.words, row.by, row.agreeing))
    return found


def add_given(session: AsyncSession, found: AssessmentRound, given: Iterable[tuple[str, str, Given]]) -> None:
    """Keep what came with the ratings: item key, who wants to be named or nobody, and the evidence."""
    for item, who, one in given:
        session.add(_row(found, item, one.words, agreeing=False, by=who or None))


async def bring(session: AsyncSession, found: AssessmentRound, by: str, words: Mapping[str, str]) -> set[str]:
    """Keep what this person brings to these items while agreeing, in place of what they brought to them before.

    Returns the items for which that is new. Empty words take it away.
    """
    query = select(ItemEvidence).where(ItemEvidence.round_id == found.id, ItemEvidence.agreeing, ItemEvidence.by == by)
    before = {row.item_key: row.words for row in await session.scalars(query)}
    changed = {item for item, said in words.items() if before.get(item, "") != said}
    if changed:
        await session.execute(
            delete(ItemEvidence).where(
                ItemEvidence.round_id == found.id,
                ItemEvidence.agreeing,
                ItemEvidence.by == by,
                ItemEvidence.item_key.in_(changed),
            )
        )
        session.add_all(_row(found, item, words[item], agreeing=True, by=by) for item in changed if words[item])
        await session.flush()
    return changed


def _row(found: AssessmentRound, item: str, words: str, *, agreeing: bool, by: str | None) -> ItemEvidence:
    return ItemEvidence(
        workspace_id=found.workspace_id, round_id=found.id, item_key=item, words=words, agreeing=agreeing, by=by
    )
