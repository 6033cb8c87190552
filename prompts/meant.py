"""What may be meant by words that are not clear: what buttons can be made of."""

from __future__ import annotations

from msgspec import Struct

from prompts.text import Words


class Offered(Struct, frozen=True):
    """Something that may be meant: what its button says, and what it types after the command."""

    label: Words
    text: str


class Meant(Struct, frozen=True):
    """A command that plain words may mean. word: which of its words, if any; text: what is typed after it."""

    command: str
    word: str
    text: str
