"""What the bot says of a network's trend where it sums the network up."""

from __future__ import annotations

from domain.trends import Trend
from prompts.catalog import say
from prompts.sections import Further, Part, Section
from prompts.text import Text
from prompts.trends.cards import BASELINE_WORD, TREND_WORD, counted


def section(found: Trend | None) -> Section:
    """A line once there is something to compare, and buttons that show the years."""
    if found is None or len(found.rated) < 2:
        nothing = Part(Text())
        return Section(nothing, nothing)
    part = Part(counted(found), brief=True)
    further = (
        Further("trend", say("trends.further_trend"), TREND_WORD),
        Further("baseline", say("trends.further_baseline"), BASELINE_WORD),
    )
    return Section(part, part, further=further)
