"""Whoever loses a role keeps no button that was given to them for it; a new chair or SEIL is asked what still waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.policies import Role
from services.context import AppContext, NetworkContext
from services.delivery.engine import Skip
from services.delivery.outbox import ask_again, unask
from services.schedule import LOOK_BACK, Due, Fire, OccasionContext, roles_lately
from storage import groups as rows
from storage import networks as network_rows
from storage import peer_reviews as review_rows
from storage.models import Network

LEFT_OFFICE = "networks.left_office"
CAME = {Role.CHAIR: "networks.asked_of_new_chair", Role.SEIL: "networks.asked_of_new_seil"}
ASKED_WITHIN = timedelta(days=28)


async def plan_left_office(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """At the next look after roles ended, once for all that ended at one moment; and after a chair or SEIL came."""
    ended: dict[datetime, set[str]] = {}
    roles = await roles_lately(session, network_ctx, since)
    came = [
        role
        for role in roles
        if role.role in CAME and role.until is None and role.since > max(since, network_ctx.network.created_at)
    ]
    for role in roles:
        if role.until is not None and role.until > since:
            ended.setdefault(role.until, set()).add(role.person_id)
    asked = [
        Due(
            CAME[Role(role.role)],
            f"role-{role.id}",
            role.since,
            role.since + ASKED_WITHIN,
            f"A new {Role(role.role).label} is asked what others were asked and still waits",
            {"person": role.person_id},
        )
        for role in came
    ]
    return asked + [
        Due(
            LEFT_OFFICE,
            moment.isoformat(),
            moment,
            moment + LOOK_BACK,
            "What somebody was asked for a role that they lost is taken away",
            {"people": sorted(people)},
            always=True,
        )
        for moment, people in sorted(ended.items())
    ]


def fires_of(kinds: Iterable[str], next_chairs: Iterable[str], next_seils: Iterable[str]) -> Mapping[str, Fire]:
    """What carries it out. kinds: of the messages that ask somebody for their role, of all features; next_chairs,
    next_seils: those of them that the next one gets.
    """

    async def take_away(occasion: OccasionContext) -> None:
        session, network, every = occasion.session, occasion.network_ctx.network, list(kinds)
        around = await _around(session, network)
        for person in occasion.due.data["people"]:
            # What a school has begun in a network that it left later goes on there.
            before = await network_rows.left_by(session, network.workspace_id, person)
            networks = {one.id: one for one in (*around, *before)}
            await unask(session, list(networks.values()), every, person, now=occasion.now)

    def ask_anew(going_on: Iterable[str]) -> Fire:
        async def ask(occasion: OccasionContext) -> Skip | None:
            session, here, now = occasion.session, occasion.network_ctx.network, occasion.now
            kinds, person, asked = list(going_on), str(occasion.due.data["person"]), 0
            for network in [here, *await _asking(session, here)]:
                asked += await ask_again(
                    session,
                    network,
                    kinds,
                    person,
                    since=now - ASKED_WITHIN,
                    now=now,
                    due_at=occasion.network_ctx.next_post(now),
                    asked_in=None if network is here else here.id,
                )
            return None if asked else Skip("nothing was asked lately")

        return ask

    return {LEFT_OFFICE: take_away, CAME[Role.CHAIR]: ask_anew(next_chairs), CAME[Role.SEIL]: ask_anew(next_seils)}


async def _asking(session: AsyncSession, network: Network) -> Sequence[Network]:
    """The joint groups that turn to the chairs of networks which their own one is linked with, this one among them."""
    return [] if network.is_group else await rows.founded_in(session, await rows.linked_with(session, network.id))


async def _around(session: AsyncSession, network: Network) -> list[Network]:
    """The network, and those in whose messages its people are asked too: in a round of two networks one asks
    the schools of both.
    """
    others = {other for other, _ in await review_rows.with_others(session, network.id)}
    reviewing = [await network_rows.network(session, network.workspace_id, other) for other in sorted(others)]
    return [network, *await _asking(session, network), *reviewing]
