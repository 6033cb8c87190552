"""Whoever loses a role keeps no button that was given to them for it; the next chair is asked what the last one was."""

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

LEFT_OFFICE, NEW_CHAIR = "networks.left_office", "networks.asked_of_new_chair"
ASKED_WITHIN = timedelta(days=28)


async def plan_left_office(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """At the next look after roles have ended, once for all that ended at one moment; and after a chair has come."""
    ended: dict[datetime, set[str]] = {}
    roles = await roles_lately(session, network_ctx, since)
    came = [
        role
        for role in roles
        if role.role == Role.CHAIR and role.until is None and role.since > max(since, network_ctx.network.created_at)
    ]
    for role in roles:
        if role.until is not None and role.until > since:
            ended.setdefault(role.until, set()).add(role.person_id)
    chairs = [
        Due(
            NEW_CHAIR,
            f"role-{role.id}",
            role.since,
            role.since + ASKED_WITHIN,
            "A new chair is asked what the one before was asked",
            {"person": role.person_id},
        )
        for role in came
    ]
    return chairs + [
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


def fires_of(kinds: Iterable[str], next_chairs: Iterable[str]) -> Mapping[str, Fire]:
    """What carries it out. kinds: of the messages that ask somebody for their role, of all features; next_chairs: those
    of them that the next chair gets.
    """

    async def take_away(occasion: OccasionContext) -> None:
        network, every = occasion.network_ctx.network, list(kinds)
        # A joint group turns to the chairs of the networks that its own one is linked with.
        linked = [] if network.is_group else await rows.linked_with(occasion.session, network.id)
        networks = [network, *await rows.founded_in(occasion.session, linked)]
        for person in occasion.due.data["people"]:
            await unask(occasion.session, networks, every, person, now=occasion.now)

    async def ask_anew(occasion: OccasionContext) -> Skip | None:
        network, now, person = occasion.network_ctx.network, occasion.now, str(occasion.due.data["person"])
        asked = await ask_again(
            occasion.session,
            network,
            list(next_chairs),
            person,
            since=now - ASKED_WITHIN,
            now=now,
            due_at=occasion.network_ctx.next_post(now),
        )
        return None if asked else Skip("nothing was asked lately")

    return {LEFT_OFFICE: take_away, NEW_CHAIR: ask_anew}
