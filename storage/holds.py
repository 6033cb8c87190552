"""Legal holds in SQL: what is held now, and whom and what that covers.

A hold covers networks, with all that was recorded in them: the one it names; those that the school it names is or was
in; those in whose records the person it names stands. That is more than a court may ask for, and never less.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import person_data, schools
from storage.models.holds import Hold


async def lasting(session: AsyncSession, workspace_id: int) -> Sequence[Hold]:
    """The holds that nobody has released, oldest first."""
    query = select(Hold).where(Hold.workspace_id == workspace_id, Hold.released_at.is_(None)).order_by(Hold.id)
    return (await session.scalars(query)).all()


async def every(session: AsyncSession) -> Sequence[Hold]:
    """All there ever were, oldest first."""
    return (await session.scalars(select(Hold).order_by(Hold.id))).all()


async def by_id(session: AsyncSession, hold_id: int) -> Hold | None:
    """The hold, locked until the transaction ends."""
    return await session.scalar(select(Hold).where(Hold.id == hold_id).with_for_update())


async def networks_of(session: AsyncSession, hold: Hold) -> set[int]:
    """The networks that it covers."""
    found = {hold.network_id} if hold.network_id is not None else set()
    if hold.school_id is not None:
        before = await schools.merged_into(session, [hold.school_id])
        found |= await schools.networks_of(session, [hold.school_id, *before])
    if hold.person_id is not None:
        found |= await person_data.networks_with(session, hold.person_id)
    return found


async def held_networks(session: AsyncSession, holds: Collection[Hold]) -> set[int]:
    """The networks that any of them covers."""
    found: set[int] = set()
    for hold in holds:
        found |= await networks_of(session, hold)
    return found


async def covers(session: AsyncSession, workspace_id: int, network_id: int) -> bool:
    """Whether what was recorded in that network is held now."""
    holds = await lasting(session, workspace_id)
    return bool(holds) and network_id in await held_networks(session, holds)


def add(session: AsyncSession, workspace_id: int, reason: str, now: datetime, **named: int | str) -> Hold:
    """named: network_id, school_id or person_id."""
    hold = Hold(workspace_id=workspace_id, reason=reason, set_at=now, **named)
    session.add(hold)
    return hold
