"""The trend, sent to whoever asked for it, and read and worded at that moment."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

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
    asked = await asked_about(context)
    if isinstance(asked, Skip):
        return asked
    found = await read_trend(asked.about)
    told = TrendTold(asked.network.id, asked.network.name, asked.whole, found)
    return await asyncio.to_thread(message, told)  # it draws


ANNOUNCEMENTS: dict[str, Announcement] = {TREND: say_trend, BASELINE: say_baseline}
