"""Who has a seat in a joint group: whoever holds a role at one of its schools, in the school's own network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.groups import Held, Seats, seats_to_change
from domain.policies import Role
from storage import groups as rows
from storage import networks as network_rows
from storage import rosters
from storage import schools as school_rows
from storage.models import Membership, Network, School


@dataclass(frozen=True)
class Standing:
    """Where a group's seats stand. away: its schools that are in no network of their own any more. served: the roles
    of SEILs who are SEIL of no network any more.
    """

    seats: Seats
    away: Sequence[School] = ()
    served: Sequence[Membership] = ()
    mark: str = ""

    def __bool__(self) -> bool:
        return bool(self.seats or self.away or self.served)


async def standing(session: AsyncSession, group: Network) -> Standing:
    """What of the group's seats does not follow from the roles at home (any more).

    mark: another one for each state that the roles here and there can be in.
    """
    schools = await network_rows.schools(session, group.id)
    homes = await rows.homes_of(session, [school.id for school in schools])
    here = [school.id for school in schools if school.id in homes]
    at_home, seats = await rows.held_at_home(session, here), await rows.seats(session, group.id)
    seils = await network_rows.memberships(session, group.id, [Role.SEIL])
    serving = await rows.serve_elsewhere(session, group.workspace_id, [m.person_id for m in seils])
    roles = [str(m.id) for m in (*at_home, *seats, *seils)]
    mark = "-".join([*(str(school.id) for school in schools), "", *roles])
    return Standing(
        seats_to_change(_held(at_home), _held(seats)),
        [school for school in schools if school.id not in homes],
        [m for m in seils if m.person_id not in serving],
        mark,
    )


async def follow(session: AsyncSession, group: Network, now: datetime) -> bool:
    """Let the group's seats follow; returns whether anything changed. Call with the group locked."""
    found = await standing(session, group)
    if found.away:
        for school in found.away:
            if school.merged_into_id is not None:
                await school_rows.join(session, group, school.merged_into_id, now)
        await school_rows.leave(session, group.id, [school.id for school in found.away], now)
        found = await standing(session, group)
    ending = {m.id: m for m in await rows.seats(session, group.id) if m.id in found.seats.end}
    for membership in (*ending.values(), *found.served):
        await rosters.end(session, membership, now)
    for held in found.seats.give:
        [own] = await rosters.by_ids(session, [held.key])
        role = Role.MEMBER if held.leads else Role.DELEGATE
        await rosters.give(session, group, held.person, role, held.school_id, now, after=[own])
    return bool(found)


def _held(memberships: Iterable[Membership]) -> list[Held]:
    """School roles for a school. One that leads a group is no seat by itself: whoever holds it has one beside it."""
    return [
        Held(m.id, m.person_id, m.school_id, m.role in rosters.LEADING_A_SCHOOL)
        for m in memberships
        if m.school_id is not None
    ]
