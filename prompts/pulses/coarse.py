"""What the bot says of a pulse check that is told coarser than others, so that no two results tell on anybody."""

from __future__ import annotations

from domain.ratings import Median
from prompts import elements
from prompts.catalog import say
from prompts.message import Message


def coarse_message(title: str, median: Median | None) -> Message:
    """Where the middle lies, or that nothing is told; and why that is so. median: None where nothing is told."""
    if median is None:
        text = say("pulses.result_hidden", title=title)
    elif median.low == median.high:
        text = say("pulses.result_middle", title=title, median=median.words)
    else:
        text = say("pulses.result_between", title=title, low=median.low.label, high=median.high.label)
    return Message(text, [elements.Section(text), elements.Context(say("pulses.why_coarse"))])
