"""Proposed and confirmed levels in SQL: each change is a row of its own, and none is overwritten."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.levels import Proposal, Revision
from storage.assessments import save_agreed
from storage.models.assessments import AssessmentRound, LevelRevision


async def revisions(session: AsyncSession, round_id: int) -> Sequence[LevelRevision]:
    """Everything that was proposed in the round, oldest first."""
    query = select(LevelRevision).where(LevelRevision.round_id == round_id).order_by(LevelRevision.id)
    return (await session.scalars(query)).all()


async def proposals(session: AsyncSession, round_id: int) -> dict[str, Proposal]:
    """What waits to be confirmed, by item key: the newest proposal for an item takes the place of older ones."""
    newest = {row.item_key: row for row in await revisions(session, round_id)}
    return {
        key: Proposal(key, row.level, row.reason, row.proposed_by_id)
        for key, row in newest.items()
        if row.confirmed_at is None
    }


async def newest_waiting(session: AsyncSession, round_id: int) -> datetime | None:
    """When the newest proposal was made that waits to be confirmed; None where none does."""
    newest = {row.item_key: row for row in await revisions(session, round_id)}
    return max((row.proposed_at for row in newest.values() if row.confirmed_at is None), default=None)


async def history(session: AsyncSession, round_id: int) -> dict[str, tuple[Revision, ...]]:
    """Everything that was proposed for each item, oldest first."""
    found: dict[str, tuple[Revision, ...]] = {}
    for row in await revisions(session, round_id):
        one = Revision(row.level, row.reason, row.proposed_by_id, row.proposed_at, row.confirmed_by_id)
        found[row.item_key] = (*found.get(row.item_key, ()), one)
    return found


async def propose(
    session: AsyncSession, found: AssessmentRound, levels: Mapping[str, tuple[int, str]], *, by: str, now: datetime
) -> None:
    """Add a proposal for each of these items (level and reason by key)."""
    session.add_all(
        LevelRevision(
            workspace_id=found.workspace_id,
            round_id=found.id,
            item_key=key,
            level=level,
            reason=reason,
            proposed_by_id=by,
            proposed_at=now,
        )
        for key, (level, reason) in levels.items()
    )
    await session.flush()


async def confirm(
    session: AsyncSession, found: AssessmentRound, keys: Collection[str], *, by: str, now: datetime
) -> None:
    """Confirm the newest proposals of these items, which are the agreed levels from now on."""
    newest = {row.item_key: row for row in await revisions(session, found.id)}
    for key in keys:
        row = newest[key]
        row.confirmed_by_id, row.confirmed_at = by, now
        await save_agreed(session, found, {key: (row.level, row.reason)}, recorded_by=row.proposed_by_id, now=now)
