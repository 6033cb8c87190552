"""A joint group goes on being led: where whoever led it has no part in it any more, others hear of it, or lead it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.groups import MOST_SEILS
from domain.policies import Role
from services.audit import record
from services.context import AppContext, network_context
from services.delivery.outbox import post_in_channel, post_to_people
from services.groups.posts import HANDED_ON
from services.groups.seats import standing
from services.leaders import chair_and_seils
from services.schedule import LOOK_BACK, OccasionContext
from storage import groups as rows
from storage import networks as network_rows
from storage import rosters
from storage.models import Network
from storage.occasions import note_once

SCHEDULE = "schedule"
"""The actor of what the bot does by itself."""


async def hand_on(app: AppContext, session: AsyncSession, group: Network, now: datetime) -> None:
    """Where nobody leads the group, those who come next do from now on, and are told; where its chair alone has left,
    those who lead it hear so, once. Call with the group locked, and its seats in order.
    """
    found = await standing(session, group, now - LOOK_BACK)
    gone = found.lost.person_id if found.lost is not None else ""
    is_news = found.lost is None or await note_once(session, group, HANDED_ON, f"role-{found.lost.id}", now)
    for person, seat in found.heirs:
        if seat is None:
            await rosters.give(session, group, person, Role.SEIL, None, now)
        else:
            await rosters.give(session, group, person, Role.CHAIR, seat.school_id, now, after=[seat])
            post_in_channel(session, group, "networks.new_chair", {"person": person, "before": gone}, now=now)
    if found.heirs:
        people = [person for person, _ in found.heirs]
        await _record(session, group, people, gone, now)
        await _tell(app, session, group, people, gone, now, leads_now=True)
    elif gone and is_news:
        await _tell(app, session, group, await chair_and_seils(session, group.id), gone, now, leads_now=False)


async def hand_over(occasion: OccasionContext, successor: str) -> int:
    """The groups that were begun in a network go over to its new SEIL, from SEILs who serve none of their schools any
    more; how many they find. A group's own SEIL has none to find.
    """
    session, network, now = occasion.session, occasion.network_ctx.network, occasion.now
    begun = [] if network.is_group else await rows.founded_in(session, [network.id])
    going_on = [one for one in begun if not one.has_ended]
    for one in going_on:
        group = await network_rows.lock(session, network.workspace_id, one.id)
        schools = await network_rows.schools(session, group.id)
        homes = await rows.homes_of(session, [school.id for school in schools])
        around = {network.id, *(home.id for own in homes.values() for home in own)}
        serving = {m.person_id for m in await network_rows.memberships_in(session, list(around), [Role.SEIL])}
        staying = set[str]()
        for membership in await network_rows.memberships(session, group.id, [Role.SEIL]):
            if membership.person_id in serving:
                staying.add(membership.person_id)
            else:
                await rosters.end(session, membership, now)
        if successor not in staying and len(staying) < MOST_SEILS:
            await rosters.give(session, group, successor, Role.SEIL, None, now)
            await _record(session, group, [successor], "", now)
    return len(going_on)


async def _tell(
    app: AppContext,
    session: AsyncSession,
    group: Network,
    people: Collection[str],
    gone: str,
    now: datetime,
    *,
    leads_now: bool,
) -> None:
    """Each alone, at the next posting hour. gone: who led it; empty where that is not known."""
    at = (await network_context(app, session, group)).next_post(now)
    for person in people:
        payload = {"group": group.id, "gone": gone, "leads_now": leads_now, "to": person}
        post_to_people(session, group, HANDED_ON, payload, [person], now=now, due_at=at)


async def _record(session: AsyncSession, group: Network, people: Collection[str], gone: str, now: datetime) -> None:
    details = {"to": sorted(people), "from": gone}
    await record(session, group.workspace_id, SCHEDULE, "groups.handed_on", group.name, details, now=now)
