"""The trend, sent to whoever asked for it, and read and worded at that moment."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from domain.agreements import Kind
from facts.trends import TrendTold
from prompts.message import Message
from prompts.trends import cards as prompts
from services.asked import asked_about
from services.delivery.engine import Announcement, RenderContext, Skip
from services.trends.reading import read_trend

TREND, BASELINE = "trends.trend", "trends.baseline"


async def say_trend(context: RenderContext) -> Message | Skip:
    """Half-year by half-year: items to those who lead the network, pillars to those further away."""
    return await _say(context, prompts.trend_message)


async def say_baseline(context: RenderContext) -> Message | Skip:
    """The same, compared with the baseline alone."""
    return await _say(context, prompts.baseline_message)


async def _say(context: RenderContext, message: Callable[[TrendTold], Message]) -> Message | Skip:
    asked = await asked_about(context, Kind.RATINGS)
    if isinstance(asked, Skip):
        return asked
    network_ctx, key = asked.about.network_ctx, context.delivery.payload.get("instrument")
    instrument = next((one for one in network_ctx.instruments if one.key == key), network_ctx.instruments[0])
    found = await read_trend(asked.about, instrument)
    if found is None and len(network_ctx.instruments) > 1:
        # That there are no results is said once, where no instrument has any.
        others = [await read_trend(asked.about, one) for one in network_ctx.instruments if one is not instrument]
        if any(others) or instrument is not network_ctx.instruments[0]:
            return Skip("there are no results of that instrument")
    told = TrendTold(asked.network.id, network_ctx.named(instrument), asked.whole, found)
    return await asyncio.to_thread(message, told)  # it draws


ANNOUNCEMENTS: dict[str, Announcement] = {TREND: say_trend, BASELINE: say_baseline}
