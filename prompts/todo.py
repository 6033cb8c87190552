"""What waits for a person, and the days they have to keep: each feature tells, the Home tab shows it."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from prompts.text import Words


class Todo(Struct, frozen=True):
    """sentence: what waits, from the catalog; label, command and text: the button and what it does."""

    sentence: Words
    label: Words
    command: str
    text: str = ""


class Deadline(Struct, frozen=True):
    """A day that the person has to keep. sentence: what for, from the catalog."""

    on: date
    sentence: Words
