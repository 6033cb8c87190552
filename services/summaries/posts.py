"""The messages that go out about where a network stands, read and worded at the moment they are sent."""

from __future__ import annotations

import asyncio

from domain.calendar import HalfYear
from domain.policies import Actor, can_see_summary, can_see_whole_summary, can_share_summary
from prompts import summaries as prompts
from prompts.message import Message
from prompts.summary_facts import Summary
from services.access import Asker, actor_of
from services.delivery import Announcement, Saying, Skip
from services.ground import stand_on
from services.summaries.reading import read_summary
from storage import networks as network_rows
from storage.models import Network

ASKED, HALF_YEAR, SHARED = "summaries.asked", "summaries.half_year", "summaries.shared"


async def say_asked(saying: Saying) -> Message | Skip:
    """To whoever asked: the whole summary to a leader of the network, the safe one to those further away."""
    actor = await _actor(saying, saying.delivery.people[0])
    network = await _network(saying)
    if not can_see_summary(actor, network.id, network.area):
        return Skip("the person may not see this summary any more")
    summary = await _read(saying, actor, network)
    if not can_see_whole_summary(actor, network.id):
        return prompts.safe_message(summary)
    return await asyncio.to_thread(prompts.whole_message, summary)  # it draws


async def say_half_year(saying: Saying) -> Message | Skip:
    """To chair and SEIL, as the half-year ends."""
    actor = await _actor(saying, saying.delivery.people[0])
    network = await _network(saying)
    if not can_share_summary(actor, network.id):
        return Skip("the person does not lead the network any more")
    summary = await _read(saying, actor, network)
    return await asyncio.to_thread(prompts.whole_message, summary, by_itself=True)


async def say_shared(saying: Saying) -> Message | Skip:
    """To the channel: the safe version."""
    shared_by = str(saying.delivery.payload["by"])
    actor = await _actor(saying, shared_by)
    network = await _network(saying)
    if not can_share_summary(actor, network.id):
        return Skip("the person who shared it may not do so any more")
    return prompts.shared_message(await _read(saying, actor, network), shared_by)


ANNOUNCEMENTS: dict[str, Announcement] = {ASKED: say_asked, HALF_YEAR: say_half_year, SHARED: say_shared}


async def _actor(saying: Saying, user_id: str) -> Actor:
    return await actor_of(saying.ground, saying.session, Asker(saying.delivery.workspace_id, user_id))


async def _network(saying: Saying) -> Network:
    return await network_rows.network(saying.session, saying.delivery.workspace_id, saying.delivery.network_id or 0)


async def _read(saying: Saying, actor: Actor, network: Network) -> Summary:
    place = await stand_on(saying.ground, saying.session, network)
    half_year = HalfYear.parse(str(saying.delivery.payload["half_year"]))
    return await read_summary(saying.ground, saying.session, place, actor, half_year, saying.now)
