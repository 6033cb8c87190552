"""What falls due of joint groups: seats follow the roles at home, the end is told in good time, and comes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import in_words, local_moment
from domain.groups import NOTICE_DAYS, WITHOUT_CHANNEL
from prompts.catalog import say
from services.context import AppContext, NetworkContext
from services.delivery.engine import Skip
from services.delivery.outbox import post_to_people
from services.groups.asking import FOLLOWED, LAPSED, fire_asked, fire_lapsed, plan_asked, plan_lapses
from services.groups.ending import end
from services.groups.posts import ENDING, NO_CHANNEL
from services.groups.seats import follow, standing
from services.groups.succession import hand_on
from services.leaders import chair_and_seils
from services.schedule import Due, Fire, OccasionContext, Planner, Where
from storage import groups as rows
from storage import networks as network_rows

SEATS, OVER = "groups.seats", "groups.over"
AT_ONCE = timedelta(microseconds=1)
NEVER_TOO_LATE = timedelta(days=3650)


async def plan_seats(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """A network's look finds what has changed at home; the group itself is looked at for what it was given.

    A group that has ended is read on, so who has left or come since then loses or gets the seat as in any other.
    """
    if network_ctx.network.is_group:
        groups = [] if network_ctx.network.has_ended else [network_ctx.network]
    else:
        groups = list(await rows.around(session, network_ctx.network.id))
    found = []
    for group in groups:
        stands = await standing(session, group, since)
        if stands:
            key = hashlib.blake2b(stands.mark.encode(), digest_size=12).hexdigest()
            what = str(say("groups.agenda_seats", group=group.name))
            at = since + AT_ONCE
            due = Due(SEATS, f"{group.id}:{key}", at, until + timedelta(days=1), what, {"group": group.id}, always=True)
            found.append(due)
    return found


async def fire_seats(occasion: OccasionContext) -> None:
    network = occasion.network_ctx.network
    group = await network_rows.lock(occasion.session, network.workspace_id, int(occasion.due.data["group"]), ended=True)
    await follow(occasion.session, group, occasion.now)
    await hand_on(occasion.app, occasion.session, group, occasion.now)


async def plan_channel(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """Two weeks after it was begun, if it has no channel by then, those who lead it hear what it lacks; once."""
    network = network_ctx.network
    if not network.is_group or network.has_ended or network.channel_id is not None:
        return []
    at = network_ctx.next_post(network.created_at + WITHOUT_CHANNEL)
    what = str(say("groups.agenda_no_channel", group=network.name))
    return [Due(NO_CHANNEL, "once", at, at + WITHOUT_CHANNEL, what, always=True)]


async def fire_channel(occasion: OccasionContext) -> Skip | None:
    network = occasion.network_ctx.network
    people = await chair_and_seils(occasion.session, network.id)
    for person in people:
        payload = {"group": network.id, "to": person}
        post_to_people(occasion.session, network, NO_CHANNEL, payload, [person], now=occasion.now)
    return None if people else Skip("nobody leads it")


async def plan_end(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """Twice before its last day whoever leads it hears; the morning after it, it ends by itself."""
    network = network_ctx.network
    if not network.is_group or network.has_ended:
        return []
    ends_on = (await rows.of(session, network.id)).ends_on
    return list(_end(network_ctx, ends_on.isoformat()))


def _end(network_ctx: NetworkContext, last: str) -> Iterator[Due]:
    network, ends_on = network_ctx.network, datetime.fromisoformat(last).date()
    over = local_moment(ends_on + timedelta(days=1), network.posting_time, network_ctx.zone)
    for days in NOTICE_DAYS:
        at = network_ctx.next_post(local_moment(ends_on - timedelta(days=days), network.posting_time, network_ctx.zone))
        what = str(say("groups.agenda_ending", group=network.name, day=in_words(ends_on)))
        data = {"ends_on": last, "days": days}
        yield Due(ENDING, f"{last}:{days}", at, over, what, data, always=True)
    what = str(say("groups.agenda_over", group=network.name))
    yield Due(OVER, last, over, over + NEVER_TOO_LATE, what, {"ends_on": last}, always=True)


async def fire_ending(occasion: OccasionContext) -> Skip | None:
    network = occasion.network_ctx.network
    for person in await chair_and_seils(occasion.session, network.id):
        payload = {"group": network.id, "ends_on": occasion.due.data["ends_on"], "to": person}
        post_to_people(occasion.session, network, ENDING, payload, [person], now=occasion.now)
    return None


async def fire_over(occasion: OccasionContext) -> Skip | None:
    """Nobody ended it before, and nobody extended it."""
    found = await rows.of(occasion.session, occasion.network_ctx.network.id)
    if found.ended_at is not None or found.ends_on.isoformat() != occasion.due.data["ends_on"]:
        return Skip("it has ended, or goes on for longer")
    await end(occasion.session, occasion.network_ctx, found, "", occasion.now)
    return None


PLANNERS: list[Planner] = [
    Where(rows.ANY_AT_ALL, plan_seats),
    Where(rows.ANY_ASKED_LEFT, plan_asked),
    Where(rows.ANY_LAPSES, plan_lapses),
    plan_channel,
    plan_end,
]
FIRES: dict[str, Fire] = {
    SEATS: fire_seats,
    FOLLOWED: fire_asked,
    LAPSED: fire_lapsed,
    NO_CHANNEL: fire_channel,
    ENDING: fire_ending,
    OVER: fire_over,
}
