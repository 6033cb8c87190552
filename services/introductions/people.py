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
from storage.models import Network


@dataclass(frozen=True)
class Sides:
    """The networks that the first and the second person count to; one and the same for a guest.

    swapped: the person of the SEIL's own network was named second. other_seils: who is asked before the two, where the
    other's network is none of the SEIL's.
    """

    first_network: int
    second_network: int
    swapped: bool = False
    other_seils: tuple[str, ...] = ()


def networks_of_seil(actor: Actor) -> set[int]:
    return {grant.network_id for grant in actor.grants if grant.role is Role.SEIL}


def can_start(actor: Actor) -> Answer:
    """Whether they may introduce anybody: in one network that they serve at least."""
    return can_introduce(actor, sorted(networks_of_seil(actor))[:1])


async def find_sides(session: AsyncSession, workspace_id: int, actor: Actor, first_id: str, second_id: str) -> Sides:
    """Where the two belong, as far as this SEIL may introduce them.

    One must be in a network of the SEIL. The other may be a guest, somebody who is in no network at all, or in another
    SEIL's network, who is asked first. Raises Invalid naming the person's field, and Refused for whoever is no SEIL.
    """
    own = networks_of_seil(actor)
    require(can_start(actor))
    first, first_far = await _network_of(session, workspace_id, own, first_id)
    second, second_far = await _network_of(session, workspace_id, own, second_id)
    if first is None and second is None:
        far = first_far or second_far
        if far is not None:
            field = FIRST if first_far is not None else SECOND
            raise Invalid("introductions.another_seils", field, network=far.name)
        raise Invalid("introductions.nobody_of_a_network", SECOND)
    if (far := first_far or second_far) is not None:
        return await _across(session, actor, first or second or 0, far, swapped=first_far is not None)
    sides = Sides(first or second or 0, second or first or 0)
    with_guest = first is None or second is None
    require(can_introduce(actor, {sides.first_network, sides.second_network}, with_guest=with_guest))
    return sides


async def _across(session: AsyncSession, actor: Actor, own: int, far: Network, *, swapped: bool) -> Sides:
    """Somebody of the SEIL's own network and of another one's. Raises Invalid where that has no SEIL to ask."""
    require(can_introduce(actor, {own}, with_guest=True))
    seils = await network_rows.people_with_role(session, far.id, Role.SEIL)
    if far.self_made or not seils:
        raise Invalid("introductions.no_seil_there", FIRST if swapped else SECOND, network=far.name)
    return Sides(own, far.id, swapped, tuple(seils))


async def _network_of(
    session: AsyncSession, workspace_id: int, own: set[int], user_id: str
) -> tuple[int | None, Network | None]:
    """The SEIL's network that the person is in, or else another one's; neither for a guest."""
    held = await network_rows.memberships_of_person(session, workspace_id, user_id)
    for _, network in sorted(held, key=lambda row: row[1].self_made):  # in a confirmed network first
        if network.id in own:
            return network.id, None
    far = sorted((network for _, network in held), key=lambda network: network.self_made)
    return None, far[0] if far else None


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
