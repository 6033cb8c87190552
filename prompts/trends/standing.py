"""What the bot says of a network's trend where it sums the network up."""

from __future__ import annotations

from collections.abc import Sequence

from domain.trends import Trend
from prompts.catalog import say
from prompts.sections import Further, Part, Section, lines
from prompts.text import Text
from prompts.trends.cards import BASELINE_WORD, TREND_WORD, counted


def section(found: Sequence[tuple[str, Trend | None]]) -> Section:
    """A line once there is something to compare, and buttons that show the years.

    found: trends, each with the title of its instrument, which is empty where there is one alone.
    """
    told = [(title, counted(trend)) for title, trend in found if trend is not None and len(trend.rated) > 1]
    if not told:
        nothing = Part(Text())
        return Section(nothing, nothing)
    said = [say("trends.of_instrument", instrument=title, line=line) if title else line for title, line in told]
    part = Part(lines(said), brief=True)
    further = (
        Further("trend", say("trends.further_trend"), TREND_WORD),
        Further("baseline", say("trends.further_baseline"), BASELINE_WORD),
    )
    return Section(part, part, further=further)
