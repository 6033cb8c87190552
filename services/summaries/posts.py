"""The messages that go out about where a network stands, read and worded at the moment they are sent."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.agreements import Kind
from domain.calendar import HalfYear
from domain.policies import Actor, can_see_summary, can_share_summary
from prompts.message import Message
from prompts.summaries import cards as prompts
from prompts.summaries.cards import Summary
from services.access import Asker, actor_of
from services.context import network_context
from services.delivery.engine import Announcement, RenderContext, Skip
from services.sections import SectionContext, SectionSource
from services.sharing import may_see
from services.summaries.reading import read_summary
from storage import networks as network_rows
from storage.models import Network

ASKED, HALF_YEAR, SHARED = "summaries.asked", "summaries.half_year", "summaries.shared"


@dataclass(frozen=True)
class Posts:
    """The announcements, made of the features' sections."""

    sections: Iterable[SectionSource]

    async def say_asked(self, context: RenderContext) -> Message | Skip:
        """To whoever asked: the whole summary to a leader of the network, the safe one to those further away."""
        actor = await _actor(context, context.delivery.people[0])
        network = await _network(context)
        if not can_see_summary(actor, network.id, network.seen_from):
            return Skip("the person may not see this summary any more")
        summary = await self._read(context, actor, network)
        if not await may_see(context.session, actor, network, Kind.STANDING, context.now):
            return prompts.safe_message(summary)
        return await asyncio.to_thread(prompts.whole_message, summary)  # it draws

    async def say_half_year(self, context: RenderContext) -> Message | Skip:
        """To chair and SEIL, as the half-year ends."""
        actor = await _actor(context, context.delivery.people[0])
        network = await _network(context)
        if not can_share_summary(actor, network.id):
            return Skip("the person does not lead the network any more")
        summary = await self._read(context, actor, network)
        return await asyncio.to_thread(prompts.whole_message, summary, by_itself=True)

    async def say_shared(self, context: RenderContext) -> Message | Skip:
        """To the channel: the safe version."""
        shared_by = str(context.delivery.payload["by"])
        actor = await _actor(context, shared_by)
        network = await _network(context)
        if not can_share_summary(actor, network.id):
            return Skip("the person who shared it may not do so any more")
        return prompts.shared_message(await self._read(context, actor, network), shared_by)

    async def _read(self, context: RenderContext, actor: Actor, network: Network) -> Summary:
        network_ctx = await network_context(context.app, context.session, network)
        half_year = HalfYear.parse(str(context.delivery.payload["half_year"]))
        about = SectionContext(context.app, context.session, network_ctx, actor, half_year, context.now)
        return await read_summary(self.sections, about)


def announcements(sections: Iterable[SectionSource]) -> Mapping[str, Announcement]:
    """What is said of all features' sections, by its kind."""
    posts = Posts(sections)
    return {ASKED: posts.say_asked, HALF_YEAR: posts.say_half_year, SHARED: posts.say_shared}


async def _actor(context: RenderContext, user_id: str) -> Actor:
    return await actor_of(context.app, context.session, Asker(context.delivery.workspace_id, user_id))


async def _network(context: RenderContext) -> Network:
    return await network_rows.network(context.session, context.delivery.workspace_id, context.delivery.network_id or 0)
