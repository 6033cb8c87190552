"""What somebody typed: their words, and the people they picked in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from domain.people import MARK

_CARRIED = re.compile(MARK + r"\{\{([A-Za-z0-9_-]+)\|([^{}|]*)\}\}")
"""Nobody can type a MARK, so nobody can name in plain words a person whom they did not pick."""


class Named(Struct, frozen=True):
    """A person picked from the chat's list, with the name that was shown."""

    user_id: str
    name: str


class Typed(Struct, frozen=True):
    """text: the words, letter for letter, with MARK for each of the people."""

    text: str = ""
    people: Sequence[Named] = ()

    def __bool__(self) -> bool:
        return bool(self.text)

    def plain(self, before_name: str = "") -> str:
        """The words with names for the people."""
        return _filled(self.text, (f"{before_name}{person.name}" for person in self.people))

    def without_people(self, most: int) -> str:
        """The words without the first people in them, and with names for the others."""
        return _filled(self.text, ["" if n < most else f"@{who.name}" for n, who in enumerate(self.people)])

    def ending(self, rest: str) -> Typed:
        """What of the words stands at their end, with those of the people who are picked in it."""
        return Typed(rest, self.people[len(self.people) - rest.count(MARK) :])

    @property
    def words(self) -> list[str]:
        """By words, in small letters."""
        return self.plain().lower().split()

    @property
    def carried(self) -> str:
        """In a form that a button can carry, which `brought_back` makes into this again."""
        return _filled(
            self.text, (f"{MARK}{{{{{person.user_id}|{re.sub('[{}|]', '', person.name)}}}}}" for person in self.people)
        )


def brought_back(carried: str) -> Typed:
    """What a button carried."""
    people = [Named(found[1], found[2]) for found in _CARRIED.finditer(carried)]
    return Typed(_CARRIED.sub(MARK, carried), people)


def _filled(text: str, names: Iterable[str]) -> str:
    """The text with a name for each MARK."""
    parts = text.split(MARK)
    return parts[0] + "".join(name + part for name, part in zip(names, parts[1:], strict=True))
