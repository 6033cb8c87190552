"""What the two chairs are told of a link, re-checked at the moment of saying it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Gone
from domain.network_links import is_open
from domain.policies import Role
from facts.showcases import LinkAsk
from prompts.message import Message
from prompts.showcases.links import agreed_message, asked_message, ended_message, no_more_message
from services.delivery.engine import Announcement, RenderContext, Skip
from storage import network_links as rows
from storage import networks as network_rows
from storage.models.network_links import NetworkLink

ASKED = "showcases.link_asked"
AGREED = "showcases.link_agreed"
ENDED = "showcases.link_ended"


async def link_ask(session: AsyncSession, link: NetworkLink, now: datetime) -> LinkAsk:
    """The asking, with both networks' names and how it stands for whoever was asked."""
    network = await network_rows.network(session, link.workspace_id, link.network_id)
    other = await network_rows.network(session, link.workspace_id, link.other_network_id)
    if link.agreed_at or link.declined_at:
        answer = "yes" if link.agreed_at else "no"
    else:
        answer = "" if is_open(link.asked_at, None, None, now) else "late"
    return LinkAsk(link.id, network.name, other.name, answer)


async def announce_asked(context: RenderContext) -> Message | Skip:
    """To the other network's chair: the question; brought up to date where it stands already."""
    is_new = context.delivery.operation == "post"
    try:
        link = await rows.by_id(context.session, context.delivery.workspace_id, context.id("link"))
    except Gone:
        return Skip("it was taken back, or has ended") if is_new else no_more_message()
    found = await link_ask(context.session, link, context.now)
    if not await _chairs(context, link.other_network_id):
        return Skip("no longer the chair of this network") if is_new else no_more_message()
    if found.answer and is_new:
        return Skip("it has an answer, or none in time")
    return asked_message(found)


async def announce_agreed(context: RenderContext) -> Message | Skip:
    """To the chair who asked: the networks are linked."""
    link = await rows.by_id(context.session, context.delivery.workspace_id, context.id("link"))
    if not await _chairs(context, link.network_id):
        return Skip("no longer the chair of this network")
    return agreed_message(await link_ask(context.session, link, context.now))


async def announce_ended(context: RenderContext) -> Message | Skip:
    """To the other network's chair: the link is no more."""
    network = await network_rows.network(context.session, context.delivery.workspace_id, context.id("network"))
    by = await network_rows.network(context.session, context.delivery.workspace_id, context.id("by"))
    if not await _chairs(context, network.id):
        return Skip("no longer the chair of this network")
    return ended_message(network.name, by.name)


async def _chairs(context: RenderContext, network_id: int) -> bool:
    chairs = await network_rows.people_with_role(context.session, network_id, Role.CHAIR)
    return str(context.delivery.payload.get("to")) in chairs


ANNOUNCEMENTS: dict[str, Announcement] = {ASKED: announce_asked, AGREED: announce_agreed, ENDED: announce_ended}
