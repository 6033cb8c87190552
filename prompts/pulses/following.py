"""What the bot says after a result: the way to an action, and later what was done."""

from __future__ import annotations

from enum import StrEnum

from facts.pulses import Followed
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.message import Message
from prompts.text import joined, text
from prompts.wording import day


class FollowingAction(StrEnum):
    TAKE_UP = "pulses.take_up"


def take_up_button(pulse_id: int) -> elements.Button:
    """The form for an action about a result, filled in with the next step."""
    return elements.Button(say("pulses.take_up"), FollowingAction.TAKE_UP, refs.encode(pulse=pulse_id))


def did_message(found: Followed) -> Message:
    """For the channel, once: what we heard, and what was done about it."""
    on = f"{day(found.on)} {found.on.year}"
    if found.median is None:
        head = say("pulses.did_split", title=found.title, day=on)
    else:
        head = say("pulses.did", title=found.title, day=on, median=found.median.words)
    lines = [joined(" ", ("•", text(what))) for what in found.done]
    said = joined("\n", [head, *lines])
    return Message(said, [elements.Section(said)])
