"""Who has a seat in a joint group: whoever holds a role at one of its schools, in the school's own network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.groups import Held, Home, Seats, heirs, seats_to_change
from domain.policies import Role
from storage import groups as rows
from storage import networks as network_rows
from storage import rosters
from storage import schools as school_rows
from storage.models import Membership, Network, School


@dataclass(frozen=True)
class Standing:
    """Where a group's seats stand. away: its schools that are in no network of their own any more. served: the roles
    of SEILs who are SEIL of no network any more. lost: the role of the chair who has no part in it any more, where it
    has no other since. heirs: who leads it from now on since nobody does, as its SEIL or (by their seat) as its chair.
    """

    seats: Seats
    away: Sequence[School] = ()
    served: Sequence[Membership] = ()
    lost: Membership | None = None
    heirs: Sequence[tuple[str, Membership | None]] = ()
    mark: str = ""

    def __bool__(self) -> bool:
        return bool(self.seats or self.away or self.served or self.lost or self.heirs)


async def standing(session: AsyncSession, group: Network, since: datetime | None = None) -> Standing:
    """What of the group's seats does not follow from the roles at home (any more).

    since: for who leads it as well, and whether its chair has left since then. mark: another one for each state that
    the roles here and there can be in.
    """
    schools = await network_rows.schools(session, group.id)
    homes = await rows.homes_of(session, [school.id for school in schools])
    here = [school.id for school in schools if school.id in homes]
    at_home, seats = await rows.held_at_home(session, here), await rows.seats(session, group.id)
    seils = await network_rows.memberships(session, group.id, [Role.SEIL])
    serving = await rows.serve_elsewhere(session, group.workspace_id, [m.person_id for m in seils])
    roles = [str(m.id) for m in (*at_home, *seats, *seils)]
    changes = seats_to_change(_held(at_home), _held(seats))
    served = [m for m in seils if m.person_id not in serving]
    lost, successors = None, list[tuple[str, Membership | None]]()
    if since is not None and not group.has_ended:
        staying = [m for m in seats if m.id not in changes.end]
        if not any(m.role == Role.CHAIR for m in staying):
            lost = await rows.lost_chair(session, group.id, since)
            if len(served) == len(seils):
                successors = await _heirs(session, group, [n.id for own in homes.values() for n in own], staying)
    leading = [*(m.person_id for m in served), *([f"lost {lost.id}"] if lost else ()), *(one for one, _ in successors)]
    mark = "-".join([*(str(school.id) for school in schools), "", *roles, *leading])
    away = [school for school in schools if school.id not in homes]
    return Standing(changes, away, served, lost, successors, mark)


async def _heirs(
    session: AsyncSession, group: Network, homes: Sequence[int], seats: Sequence[Membership]
) -> list[tuple[str, Membership | None]]:
    """Who leads the group from now on, each with the seat by which they do."""
    founded_in = (await rows.of(session, group.id)).founded_in_id
    ids = list(dict.fromkeys([*([founded_in] if founded_in is not None else ()), *homes]))
    held = await network_rows.memberships_in(session, ids, [Role.SEIL, Role.CHAIR])

    def of(network_id: int, role: Role) -> list[str]:
        return [m.person_id for m in held if (m.network_id, m.role) == (network_id, role)]

    seated = {m.person_id: m for m in seats if m.role in rosters.LEADING_A_SCHOOL}
    people, as_seils = heirs([Home(of(id_, Role.SEIL), of(id_, Role.CHAIR)) for id_ in ids], seated)
    return [(person, None if as_seils else seated[person]) for person in people]


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
