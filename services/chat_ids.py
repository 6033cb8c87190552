"""How a chat writes its ids, for the files in which operators name channels and people."""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class ChatIds(Struct, frozen=True):
    """One chat's ids. title: what the chat is called. person, channel: the forms of its ids.

    no_person, no_channel: what to do where something has not that form, as sentences. instead: what to do where an
    address cannot be looked up now. whole: what people belong to. join: how somebody comes to be known there, as what
    one would do. example_channel, example_person: for a file to fill in. read_channel: the id in
    what people copy from the chat.
    """

    title: str
    person: re.Pattern[str]
    channel: re.Pattern[str]
    a_person: str
    no_person: str
    no_channel: str
    instead: str
    whole: str
    join: str
    example_channel: str
    example_person: str
    read_channel: Callable[[str], str] = str

    def names_person(self, text: str) -> bool:
        """Whether it is somebody's id or address."""
        return bool(self.person.fullmatch(text) or EMAIL.fullmatch(text))

    def read_person(self, text: str) -> str:
        """The id or address in the form in which it is compared: addresses, and ids that are so, in small letters."""
        small = text.lower()
        return small if "@" in text or self.person.fullmatch(small) else text
