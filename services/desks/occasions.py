"""A network gets a new SEIL: what is open goes over to them, and they are told of it once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.policies import Role
from services.context import AppContext, NetworkContext
from services.delivery.engine import Skip
from services.delivery.outbox import post_to_people
from services.desks.posts import HANDED_OVER
from services.handing_over import HandOver
from services.schedule import ROLES_BACK, Due, Fire, OccasionContext, Planner, Where, of_each, roles_lately
from storage import networks as rows
from storage.models import Membership

FOLLOWED_FOR = ROLES_BACK


async def plan(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """A SEIL who came after the network began, and one who stays where another has gone."""
    network = network_ctx.network
    after = max(since - FOLLOWED_FOR, network.created_at)
    seils = [role for role in await roles_lately(session, network_ctx, since) if role.role == Role.SEIL]
    found = [role for role in seils if (role.until or role.since) > after]
    came = [membership for membership in found if membership.until is None]
    return of_each(came or found, lambda membership: _changed(membership, network_ctx))


def _changed(membership: Membership, network_ctx: NetworkContext) -> Iterator[Due]:
    """At the next posting hour; by then whoever is SEIL is known."""
    moment = membership.until or membership.since
    at = network_ctx.next_post(moment)
    yield Due(
        HANDED_OVER,
        f"membership-{membership.id}:{'gone' if membership.until else 'come'}",
        at,
        at + FOLLOWED_FOR,
        "A new SEIL hears what is open in the network",
        {"membership": membership.id, "came": "" if membership.until else membership.person_id},
    )


def fires_of(sources: Mapping[str, HandOver]) -> dict[str, Fire]:
    """What carries it out. sources: each feature's, by its name."""

    async def hand_over(occasion: OccasionContext) -> Skip | None:
        network = occasion.network_ctx.network
        seils = await rows.people_with_role(occasion.session, network.id, Role.SEIL)
        came = str(occasion.due.data["came"])
        if not seils or (came and came not in seils):
            return Skip("the network has no SEIL now, or another one")
        successor = came or seils[0]
        counted = {name: await source(occasion, successor) for name, source in sources.items()}
        there = {name: count for name, count in counted.items() if count}
        if not there:
            return Skip("nothing is open")
        payload = {"network": network.id, **there}
        at = occasion.network_ctx.next_post(occasion.now)
        post_to_people(occasion.session, network, HANDED_OVER, payload, [successor], now=occasion.now, due_at=at)
        return None

    return {HANDED_OVER: hand_over}


PLANNERS: list[Planner] = [Where(rows.any_changed(Role.SEIL, FOLLOWED_FOR), plan)]
