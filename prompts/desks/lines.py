"""What one feature puts on a SEIL's desk."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from domain.desk import Weight
from prompts.text import Words
from prompts.todo import Todo


class Waiting(Struct, frozen=True):
    """Something that waits for the SEIL in a network, since a day; the day is the network's own."""

    network_id: int
    since: date
    todo: Todo


class Need(Struct, frozen=True):
    """What a network needs, in a few words that go on from its name: "no meeting is booked"."""

    network_id: int
    weight: Weight
    words: Words
