"""The trend, sent to whoever asked for it, and read and worded at that moment."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from domain.calendar import HalfYear
from domain.policies import can_see_summary, can_see_whole_summary
from facts.trends import TrendTold
from prompts.message import Message
from prompts.trends import cards as prompts
from services.access import Asker, actor_of
from services.context import network_context
from services.delivery.engine import Announcement, RenderContext, Skip
from services.sections import SectionContext
from services.trends.reading import read_trend
from storage import networks as network_rows

TREND, BASELINE = "trends.trend", "trends.baseline"


async def say_trend(context: RenderContext) -> Message | Skip:
    """Half-year by half-year: items to those who lead the network, pillars to those further away."""
    return await _say(context, prompts.trend_message)


async def say_baseline(context: RenderContext) -> Message | Skip:
    """The same, compared with the baseline alone."""
    return await _say(context, prompts.baseline_message)


async def _say(context: RenderContext, message: Callable[[TrendTold], Message]) -> Message | Skip:
    delivery = context.delivery
    network = await network_rows.network(context.session, delivery.workspace_id, delivery.network_id or 0)
    actor = await actor_of(context.app, context.session, Asker(delivery.workspace_id, delivery.people[0]))
    if not can_see_summary(actor, network.id, network.area_id):
        return Skip("the person may not see this trend any more")
    half_year = HalfYear.parse(str(delivery.payload["half_year"]))
    network_ctx = await network_context(context.app, context.session, network)
    found = await read_trend(SectionContext(context.app, context.session, network_ctx, actor, half_year, context.now))
    whole = bool(can_see_whole_summary(actor, network.id))
    return await asyncio.to_thread(message, TrendTold(network.id, network.name, whole, found))  # it draws


ANNOUNCEMENTS: dict[str, Announcement] = {TREND: say_trend, BASELINE: say_baseline}
