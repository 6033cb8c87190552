"""The trend in a line, for whatever sums a network up, with the ways to see more of it."""

from __future__ import annotations

from prompts.sections import Section
from prompts.trends import standing as words
from services.sections import SectionContext
from services.trends.reading import read_trend


async def section(context: SectionContext) -> Section:
    """How many items are higher and lower than at the baseline, for each instrument that the network uses."""
    apart = len(context.network_ctx.instruments) > 1
    return words.section(
        [(one.title if apart else "", await read_trend(context, one)) for one in context.network_ctx.instruments]
    )
