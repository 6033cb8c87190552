"""The values of a submitted form, read by the name of their field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from types import MappingProxyType

from msgspec import Struct, field

from domain.errors import Invalid
from domain.names import is_seen, unturned
from domain.people import is_person_id
from prompts.button_data import LARGEST

YEARS = range(1990, 2101)
"""Days that can be meant in a form: a picker takes every year up to 9999."""


class Fields(Struct, frozen=True):
    """values: of each field that the form showed what was typed or chosen, by the field's name; several in a tuple."""

    values: Mapping[str, str | tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def _one(self, name: str) -> str | None:
        found = self.values.get(name)
        return found if isinstance(found, str) and found else None

    def _several(self, name: str) -> tuple[str, ...]:
        found = self.values.get(name, ())
        return found if isinstance(found, tuple) else ()

    def has(self, name: str) -> bool:
        """Whether the form asked for this at all."""
        return name in self.values

    def text(self, name: str) -> str:
        """What was typed, without surrounding blanks; empty where nothing was, or nothing that can be seen."""
        typed = unturned(self._one(name) or "").strip()
        return typed if is_seen(typed) else ""

    def choice(self, name: str) -> str | None:
        """The value of the chosen option, or None."""
        return self._one(name)

    def choices(self, name: str) -> list[str]:
        """The values of all chosen options."""
        return list(self._several(name))

    def row(self, name: str) -> int | None:
        """The id of the row that was chosen, or None. Raises Invalid where it cannot be one."""
        found = self._one(name)
        if found is None:
            return None
        if not (found.isascii() and found.isdecimal() and int(found) <= LARGEST):
            raise Invalid("forms.no_choice", name)
        return int(found)

    def person(self, name: str) -> str | None:
        """The chosen person's user id, or None. Raises Invalid where it cannot be one."""
        found = self._one(name)
        return _person_id(found, name) if found else None

    def people(self, name: str) -> list[str]:
        """The chosen people's user ids. Raises Invalid where one cannot be one."""
        return [_person_id(user, name) for user in self._several(name)]

    def conversation(self, name: str) -> str | None:
        """The chosen channel's id, or None."""
        return self._one(name)

    def date(self, name: str) -> date | None:
        """The chosen day, or None. Raises Invalid where it is no date, or lies so far away that it was mistyped."""
        found = self._one(name)
        try:
            day = date.fromisoformat(found) if found else None
        except ValueError as error:
            raise Invalid("forms.no_date", name) from error
        if day is not None and day.year not in YEARS:
            raise Invalid("forms.no_date", name)
        return day

    def time(self, name: str) -> time | None:
        """The chosen time of day, or None. Raises Invalid where it is no time."""
        found = self._one(name)
        try:
            return time.fromisoformat(found) if found else None
        except ValueError as error:
            raise Invalid("forms.no_time", name) from error

    def number(self, name: str) -> int | None:
        """What was typed as a whole number, or None. Raises Invalid where it is none."""
        typed = self.text(name)
        try:
            return int(typed) if typed else None
        except ValueError as error:
            raise Invalid("forms.no_number", name) from error


def _person_id(found: object, name: str) -> str:
    if not is_person_id(str(found)):
        raise Invalid("forms.no_person", name)
    return str(found)
