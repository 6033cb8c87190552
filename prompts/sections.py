"""What one feature tells of where a network stands: its section of the summary, and of whatever sums up networks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from domain.summaries import Urgency
from prompts.message import Picture
from prompts.text import Text, Words, joined

Draw = Callable[[str, str], Picture]
"""Draws a section's picture, of a block's id and a title. It takes CPU: call it off the event loop."""


class Part(Struct, frozen=True):
    """A section's words. `brief`: short enough to share a paragraph with a neighbour that is brief too."""

    words: Text
    brief: bool = False


class NextStep(Struct, frozen=True):
    """Something that waits for the reader, in a line and a button, which does what typing `command text` does.

    name: tells its button from those of other steps.
    """

    name: str
    urgency: Urgency
    line: Text
    label: Words
    command: str
    text: str = ""


class Further(Struct, frozen=True):
    """A button that shows more of a section's subject: it does what typing `/cop-summary text` does.

    name: tells it from other buttons in the summary.
    """

    name: str
    label: Words
    text: str


class Section(Struct, frozen=True):
    """whole: for those who lead the network. safe: for its channel and for readers further away.

    Counts, medians and rates alone, in both: no person and no school is named. steps: what this reader could do
    next, the most pressing first. draw: the picture below the whole words, where there is one; draw_more: further ones
    below it. further: what shows more of it to whoever asked. Sections stand in the order of their features; one of a
    higher rank, later.
    """

    whole: Part
    safe: Part
    steps: Sequence[NextStep] = ()
    draw: Draw | None = None
    rank: int = 0
    further: Sequence[Further] = ()
    draw_more: Sequence[Draw] = ()


def lines(several: Sequence[Text]) -> Text:
    """The lines of a part, without those that say nothing."""
    return joined("\n", (line for line in several if line))
