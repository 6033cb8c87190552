"""Who the people of an introduction are, and whose network they count to."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Invalid
from domain.introductions import FIRST, SECOND
from domain.policies import Actor, Answer, Role, can_introduce
from facts.introductions import Somebody
from services.access import require
from storage import networks as network_rows


@dataclass(frozen=True)
class Sides:
    """The networks that the first and the second person count to; one and the same for a guest."""

    first_network: int
    second_network: int


def networks_of_seil(actor: Actor) -> set[int]:
    return {grant.network_id for grant in actor.grants if grant.role is Role.SEIL}


def can_start(actor: Actor) -> Answer:
    """Whether they may introduce anybody: in one network that they serve at least."""
    return can_introduce(actor, sorted(networks_of_seil(actor))[:1])


async def find_sides(session: AsyncSession, workspace_id: int, actor: Actor, first_id: str, second_id: str) -> Sides:
    """Where the two belong, as far as this SEIL may introduce them.

    Each must be in a network of the SEIL, except that one of them may be a guest: somebody who is in no network
    at all. Raises Invalid naming the person's field, and Refused for whoever is no SEIL.
    """
    own = networks_of_seil(actor)
    require(can_start(actor))
    first = await _network_of(session, workspace_id, own, first_id, FIRST)
    second = await _network_of(session, workspace_id, own, second_id, SECOND)
    if first is None and second is None:
        raise Invalid("introductions.nobody_of_a_network", SECOND)
    sides = Sides(first or second or 0, second or first or 0)
    with_guest = first is None or second is None
    require(can_introduce(actor, {sides.first_network, sides.second_network}, with_guest=with_guest))
    return sides


async def _network_of(session: AsyncSession, workspace_id: int, own: set[int], user_id: str, field: str) -> int | None:
    """The SEIL's network that the person is in, or None for a guest."""
    held = await network_rows.memberships_of_person(session, workspace_id, user_id)
    for _, network in sorted(held, key=lambda row: row[1].self_made):  # in a confirmed network first
        if network.id in own:
            return network.id
    if held:
        raise Invalid("introductions.another_seils", field, network=held[0][1].name)
    return None


async def somebody(session: AsyncSession, workspace_id: int, user_id: str, network_id: int) -> Somebody:
    """The person with their school and network; both are empty for a guest."""
    held = await network_rows.memberships_of_person(session, workspace_id, user_id)
    here = [(member, network) for member, network in held if network.id == network_id]
    if not here:
        return Somebody(user_id)
    network = here[0][1]
    school_id = next((member.school_id for member, _ in here if member.school_id is not None), None)
    schools = await network_rows.schools(session, network.id) if school_id is not None else []
    school = next((school.name for school in schools if school.id == school_id), "")
    return Somebody(user_id, school, network.name)
