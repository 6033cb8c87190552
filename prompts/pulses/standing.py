"""What the bot says of a network's pulse checks where it sums the network up."""

from __future__ import annotations

from collections.abc import Sequence

from domain.pulses import Shape, reached_levels, shape
from facts.pulses import PulseStanding
from prompts.catalog import say
from prompts.sections import Part, Section, lines
from prompts.shares import share_words
from prompts.text import Text, listing

MOST_PULSES = 6
"""The newest ones; the rest are counted, so that the message stays short."""


def section(pulses: Sequence[PulseStanding]) -> Section:
    """The published results; `pulses` are the oldest first, and are told the newest first."""
    part = Part(_words(pulses))
    return Section(part, part)


def _words(pulses: Sequence[PulseStanding]) -> Text:
    if not pulses:
        return say("pulses.standing_none")
    newest = pulses[-MOST_PULSES:][::-1]
    said = [say("pulses.standing", number=len(pulses)), *(standing_line(pulse) for pulse in newest)]
    if len(pulses) > len(newest):
        said.append(say("pulses.standing_more", number=len(pulses) - len(newest)))
    return lines(said)


def standing_line(pulse: PulseStanding) -> Text:
    """One result in a line: its middle, or that it has none to speak of, as it was told."""
    rate = Text() if pulse.participation is None else share_words(pulse.participation)
    suffix = "" if pulse.participation is None else "_rate"
    form = Shape.MIDDLE if pulse.spread is None else shape(pulse.median, pulse.spread)
    if form is Shape.SPREAD:
        return say(f"pulses.standing_spread{suffix}", title=pulse.title, rate=rate)
    if form is Shape.SPLIT and pulse.spread is not None:
        reached = reached_levels(pulse.spread)
        names = [pulse.scale.level(level).label for level in reached]
        levels = listing(names) if len(names) > 1 else pulse.median.words
        return say(f"pulses.standing_split{suffix}", title=pulse.title, levels=levels, rate=rate)
    return say(f"pulses.standing_one{suffix}", title=pulse.title, median=pulse.median.words, rate=rate)
