"""Whoever loses a role keeps no button that was given to them for it: what they were asked says so from then on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.context import AppContext, NetworkContext
from services.delivery.outbox import unask
from services.schedule import LOOK_BACK, Due, Fire, OccasionContext, roles_lately
from storage import groups as rows

LEFT_OFFICE = "networks.left_office"


async def plan_left_office(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """At the next look after roles have ended: once for all that ended at one moment."""
    ended: dict[datetime, set[str]] = {}
    for role in await roles_lately(session, network_ctx, since):
        if role.until is not None and role.until > since:
            ended.setdefault(role.until, set()).add(role.person_id)
    return [
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


def fires_of(kinds: Iterable[str]) -> Mapping[str, Fire]:
    """What carries it out. kinds: of the messages that ask somebody for their role, of all features."""

    async def take_away(occasion: OccasionContext) -> None:
        network, every = occasion.network_ctx.network, list(kinds)
        # A joint group turns to the chairs of the networks that its own one is linked with.
        linked = [] if network.is_group else await rows.linked_with(occasion.session, network.id)
        networks = [network, *await rows.founded_in(occasion.session, linked)]
        for person in occasion.due.data["people"]:
            await unask(occasion.session, networks, every, person, now=occasion.now)

    return {LEFT_OFFICE: take_away}
