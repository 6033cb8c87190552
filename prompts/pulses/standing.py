"""What the bot says of a network's pulse checks where it sums the network up."""

from __future__ import annotations

from collections.abc import Sequence

from facts.pulses import PulseStanding
from prompts.catalog import say
from prompts.sections import Part, Section, lines
from prompts.shares import share_words
from prompts.text import Text

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
    said = [say("pulses.standing", number=len(pulses)), *(_line(pulse) for pulse in newest)]
    if len(pulses) > len(newest):
        said.append(say("pulses.standing_more", number=len(pulses) - len(newest)))
    return lines(said)


def _line(pulse: PulseStanding) -> Text:
    median = pulse.median.words
    if pulse.participation is None:
        return say("pulses.standing_one", title=pulse.title, median=median)
    rate = share_words(pulse.participation)
    return say("pulses.standing_one_rate", title=pulse.title, median=median, rate=rate)
