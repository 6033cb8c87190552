"""A school that leaves a network for another, and what its people hold there and here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.policies import Role
from storage import role_proposals, rosters
from storage import schools as school_rows
from storage.models import Membership, Network, School

LEADING_THE_NETWORK = (Role.CHAIR, Role.EXECUTIVE)


def as_held(memberships: Iterable[Membership]) -> list[Membership]:
    """The roles as they stand, to remember what they were once they change; no session knows these copies."""
    columns = [column.key for column in Membership.__table__.columns]
    return [Membership(**{key: getattr(one, key) for key in columns}) for one in memberships]


async def take_out(session: AsyncSession, network: Network, school: School, now: datetime) -> list[Membership]:
    """Let a school leave the network; returns the roles that were held for it there, as they stood until now.

    Chair and executive of the network keep theirs without the school. What waited for its principal's yes is off.
    """
    await school_rows.leave(session, network.id, [school.id], now)
    await role_proposals.overtake_all(session, school.id, now)
    there = [one for one in await rosters.at_school(session, school.id) if one.network_id == network.id]
    held = as_held(there)
    for membership in there:
        if membership.role in LEADING_THE_NETWORK:
            rosters.place(membership, None, now)
        else:
            membership.until = now
    network.next_check_at = None
    await session.flush()
    return held
