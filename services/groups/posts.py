"""What goes out about joint groups, re-checked at the moment of saying it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Gone
from domain.groups import is_open
from domain.policies import CHAIR_AND_SEIL, Role
from facts.groups import GroupNews, SchoolAsk
from prompts.groups.posts import (
    asked_message,
    channel_message,
    ended_message,
    ending_message,
    handed_on_message,
    joined_message,
    left_message,
    no_channel_message,
    no_more_message,
    offered_message,
)
from prompts.message import Message
from services.delivery.engine import Announcement, RenderContext, Skip
from services.delivery.offices import no_longer_theirs, taken_away
from services.leaders import chair_or_seil
from storage import actions, rosters
from storage import groups as rows
from storage import networks as network_rows
from storage import schools as school_rows
from storage.models import Network, School
from storage.models.groups import GroupInvitation

ASKED, OFFERED = "groups.asked", "groups.offered"
JOINED, LEFT = "groups.joined", "groups.left"
ENDING, ENDED = "groups.ending", "groups.ended"
CHANNEL, NO_CHANNEL = "groups.channel", "groups.no_channel"
HANDED_ON = "groups.handed_on"


async def news_of(session: AsyncSession, network: Network, school: School | None = None) -> GroupNews:
    """What there is to tell of a group now."""
    found = await rows.of(session, network.id)
    homes = await rows.homes_of(session, [school.id] if school is not None else [])
    own = homes.get(school.id, []) if school is not None else []
    return GroupNews(
        network.id,
        network.name,
        network.fiso_focus,
        found.ends_on,
        school=school.name if school is not None else "",
        network=own[0].name if own else "",
        schools=tuple(one.name for one in await network_rows.schools(session, network.id)),
        outcome=found.outcome,
        open_actions=len(await actions.open_in(session, network.id)),
        channel_id=network.channel_id,
    )


async def ask_of(session: AsyncSession, asked: GroupInvitation, now: datetime) -> SchoolAsk:
    """What a school's principal is asked, and how it stands."""
    group = await network_rows.network(session, asked.workspace_id, asked.network_id)
    news, school = await news_of(session, group), await session.get_one(School, asked.school_id)
    late = not asked.answer and not is_open(asked.asked_at, asked.answer, asked.ended_at, now)
    return SchoolAsk(
        asked.id,
        group.name,
        school.name,
        group.fiso_focus,
        news.ends_on,
        asked.asked_by_id,
        tuple(one for one in news.schools if one != school.name),
        asked.answer or ("late" if late or group.has_ended else ""),
        channel_id=group.channel_id if asked.answer == "yes" else None,
    )


async def announce_asked(context: RenderContext) -> Message | Skip:
    """To a school's principal: the question; brought up to date where it stands already."""
    is_new = context.delivery.operation == "post"
    try:
        asked = await rows.invitation(context.session, context.delivery.workspace_id, context.id("invitation"))
    except Gone:
        return Skip("it was taken back, or the group has ended") if is_new else no_more_message()
    if context.delivery.payload.get("to") not in await rosters.principals(context.session, asked.school_id):
        return Skip("they no longer lead the school") if is_new else no_more_message()
    found = await ask_of(context.session, asked, context.now)
    if found.answer and is_new:
        return Skip("it has an answer, or none in time")
    return asked_message(found)


async def announce_offered(context: RenderContext) -> Message | Skip:
    """To the chair of a linked network: which of its schools could take part?"""
    group, network_id = await _group(context), context.id("network")
    chairs = await network_rows.people_with_role(context.session, network_id, Role.CHAIR)
    is_new = context.delivery.operation == "post"
    if group.has_ended:
        return Skip("the group has ended") if is_new else no_more_message()
    if context.delivery.payload.get("to") not in chairs:
        return Skip("they chair that network no longer") if is_new else no_longer_theirs()
    linked = await rows.linked_with(context.session, (await rows.of(context.session, group.id)).founded_in_id)
    if network_id not in linked:
        return Skip("the networks are linked no longer") if is_new else no_more_message()
    return offered_message(await news_of(context.session, group), str(context.delivery.payload["by"]))


async def announce_joined(context: RenderContext) -> Message | Skip:
    group, school = await _group(context), await _school(context)
    if not await school_rows.is_in(context.session, group.id, school.id):
        return Skip("the school has left")
    return joined_message(await news_of(context.session, group, school))


async def announce_left(context: RenderContext) -> Message | Skip:
    group, school = await _group(context), await _school(context)
    if await school_rows.is_in(context.session, group.id, school.id):
        return Skip("the school is back")
    return left_message(await news_of(context.session, group, school))


async def announce_channel(context: RenderContext) -> Message | Skip:
    """To everybody in the group: where it talks from now on."""
    group = await _group(context)
    if group.channel_id is None or group.has_ended:
        return Skip("it has no channel, or has ended")
    leads = await chair_or_seil(context.session, group.id)
    return channel_message(await news_of(context.session, group), leads)


async def announce_no_channel(context: RenderContext) -> Message | Skip:
    """To those who lead a group that is without one for long."""
    group = await _group(context)
    if group.channel_id is not None or group.has_ended:
        return Skip("it has a channel by now, or has ended")
    return no_channel_message(await news_of(context.session, group))


async def announce_handed_on(context: RenderContext) -> Message | Skip:
    """To those who lead a group from now on, or lead it on, since its chair has left it."""
    group = await _group(context)
    if context.delivery.operation == "update":
        return await taken_away(context, group.id, *CHAIR_AND_SEIL) or Skip("it still stands")
    leading = await network_rows.people_with_role(context.session, group.id, *CHAIR_AND_SEIL)
    if group.has_ended or context.delivery.payload.get("to") not in leading:
        return Skip("it has ended, or they lead it no longer")
    payload, news = context.delivery.payload, await news_of(context.session, group)
    return handed_on_message(news, str(payload["gone"]), leads_now=bool(payload["leads_now"]))


async def announce_ending(context: RenderContext) -> Message | Skip:
    """To those who lead it: it ends soon."""
    is_new = context.delivery.operation == "post"
    group = await _group(context)
    found = await rows.of(context.session, group.id)
    if group.has_ended or found.ends_on.isoformat() != context.delivery.payload["ends_on"]:
        return Skip("it has ended, or goes on for longer") if is_new else no_more_message()
    leading = await network_rows.people_with_role(context.session, group.id, *CHAIR_AND_SEIL)
    if context.delivery.payload.get("to") not in leading:
        return Skip("they lead it no longer") if is_new else no_more_message()
    return ending_message(await news_of(context.session, group))


async def announce_ended(context: RenderContext) -> Message | Skip:
    return ended_message(await news_of(context.session, await _group(context)))


async def _group(context: RenderContext) -> Network:
    return await network_rows.network(context.session, context.delivery.workspace_id, context.id("group"))


async def _school(context: RenderContext) -> School:
    return await context.session.get_one(School, context.id("school"))


ANNOUNCEMENTS: dict[str, Announcement] = {
    ASKED: announce_asked,
    OFFERED: announce_offered,
    JOINED: announce_joined,
    LEFT: announce_left,
    ENDING: announce_ending,
    ENDED: announce_ended,
    CHANNEL: announce_channel,
    NO_CHANNEL: announce_no_channel,
    HANDED_ON: announce_handed_on,
}
