"""What leaders and schools say, sent to whoever asked for it, and read and worded at that moment."""

from __future__ import annotations

import asyncio

from domain.agreements import Kind
from facts.gaps import GapTold
from prompts.gaps import cards as prompts
from prompts.message import Message
from services.asked import asked_about
from services.context import pulse_instrument
from services.delivery.engine import Announcement, RenderContext, Skip
from services.gaps.reading import read_gap

GAP = "gaps.gap"


async def say_gap(context: RenderContext) -> Message | Skip:
    """Items to those who lead the network, pillars to those further away."""
    asked = await asked_about(context, Kind.GAP_ITEMS)
    if isinstance(asked, Skip):
        return asked
    network_ctx = asked.about.network_ctx
    name = network_ctx.named(pulse_instrument(context.app, asked.network))
    told = GapTold(asked.network.id, name, asked.whole, await read_gap(asked.about))
    return await asyncio.to_thread(prompts.gap_message, told)  # it draws


ANNOUNCEMENTS: dict[str, Announcement] = {GAP: say_gap}
