"""School roles that wait for somebody's yes, in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Gone
from storage.models import Network, RoleProposal, School, SchoolMembership

OPEN, GIVEN, REFUSED, OVERTAKEN = "open", "given", "refused", "overtaken"


async def by_id(session: AsyncSession, workspace_id: int, proposal_id: int) -> RoleProposal:
    """The proposal as it stands. Raises Gone where there is none."""
    found = await session.scalar(
        select(RoleProposal)
        .where(RoleProposal.id == proposal_id, RoleProposal.workspace_id == workspace_id)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise Gone("networks.question_gone")
    return found


async def open_in(session: AsyncSession, network_id: int) -> Sequence[tuple[RoleProposal, School]]:
    """What waits in a network, oldest first, each with its school."""
    rows = await session.execute(
        select(RoleProposal, School)
        .join(School, School.id == RoleProposal.school_id)
        .join(
            SchoolMembership,
            (SchoolMembership.school_id == School.id) & (SchoolMembership.network_id == RoleProposal.network_id),
        )
        .where(RoleProposal.network_id == network_id, RoleProposal.status == OPEN, SchoolMembership.until.is_(None))
        .order_by(RoleProposal.id)
    )
    return [(proposal, school) for proposal, school in rows]


async def asked_lately(session: AsyncSession, school_id: int, user_id: str, role: str, since: datetime) -> bool:
    """Whether that role for that person waits already, or was refused after `since`."""
    waits = RoleProposal.status == OPEN
    refused = (RoleProposal.status == REFUSED) & (RoleProposal.answered_at > since)
    found = await session.scalar(
        select(RoleProposal.id)
        .where(
            RoleProposal.school_id == school_id,
            RoleProposal.person_id == user_id,
            RoleProposal.role == role,
            or_(waits, refused),
        )
        .limit(1)
    )
    return found is not None


async def add(
    session: AsyncSession, network: Network, school_id: int, user_id: str, role: str, proposed_by: str, now: datetime
) -> RoleProposal:
    found = RoleProposal(
        workspace_id=network.workspace_id,
        network_id=network.id,
        school_id=school_id,
        person_id=user_id,
        role=role,
        proposed_by=proposed_by,
        proposed_at=now,
        status=OPEN,
    )
    session.add(found)
    await session.flush()
    return found


async def overtake(session: AsyncSession, school_id: int, user_id: str, now: datetime) -> None:
    """Whatever waits for this person at the school has been settled in another way."""
    await session.execute(
        update(RoleProposal)
        .where(RoleProposal.school_id == school_id, RoleProposal.person_id == user_id, RoleProposal.status == OPEN)
        .values(status=OVERTAKEN, answered_at=now)
    )


async def overtake_all(session: AsyncSession, school_id: int, now: datetime) -> None:
    """Whatever waits at the school is off, since the school is not what it was."""
    await session.execute(
        update(RoleProposal)
        .where(RoleProposal.school_id == school_id, RoleProposal.status == OPEN)
        .values(status=OVERTAKEN, answered_at=now)
    )
