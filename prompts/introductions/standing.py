"""What the bot says of introductions where it sums a network up."""

from __future__ import annotations

from facts.introductions import IntroductionStanding
from prompts.catalog import say
from prompts.sections import Part, Section
from prompts.text import Text


def section(found: IntroductionStanding) -> Section:
    """How many were made and, to leaders alone, in how many of them the two have met."""
    return Section(
        Part(_words(found, met=found.met > 0), brief=True),
        Part(_words(found, met=False), brief=True),
    )


def _words(found: IntroductionStanding, *, met: bool) -> Text:
    if not found.introduced:
        return say("introductions.standing_none")
    key = "introductions.standing_met" if met else "introductions.standing"
    return say(key, made=found.introduced, met=found.met)
