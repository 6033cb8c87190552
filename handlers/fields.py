"""The values of a submitted form, read by the name of their field (block_id and action_id are the same)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from domain.errors import Invalid
from domain.people import is_person_id


@dataclass(frozen=True)
class Fields:
    """`values` is Slack's view.state.values."""

    values: Mapping[str, Any]

    def _element(self, name: str) -> Mapping[str, Any]:
        found = self.values.get(name, {})
        element = found.get(name) if isinstance(found, Mapping) else None
        return element if isinstance(element, Mapping) else {}

    def has(self, name: str) -> bool:
        """Whether the form asked for this at all."""
        return bool(self._element(name))

    def text(self, name: str) -> str:
        """What was typed, without surrounding blanks; empty where nothing was."""
        return str(self._element(name).get("value") or "").strip()

    def choice(self, name: str) -> str | None:
        """The value of the chosen option, or None."""
        option = self._element(name).get("selected_option")
        return str(option["value"]) if isinstance(option, Mapping) and "value" in option else None

    def choices(self, name: str) -> list[str]:
        """The values of all chosen options."""
        options = self._element(name).get("selected_options") or []
        return [str(option["value"]) for option in options if isinstance(option, Mapping) and "value" in option]

    def person(self, name: str) -> str | None:
        """The chosen person's user id, or None. Raises Invalid where it cannot be one."""
        found = self._element(name).get("selected_user")
        return _person_id(found, name) if found else None

    def people(self, name: str) -> list[str]:
        """The chosen people's user ids. Raises Invalid where one cannot be one."""
        return [_person_id(user, name) for user in self._element(name).get("selected_users") or []]

    def conversation(self, name: str) -> str | None:
        """The chosen channel's id, or None."""
        found = self._element(name).get("selected_conversation")
        return str(found) if found else None

    def date(self, name: str) -> date | None:
        """The chosen day, or None. Raises Invalid where it is no date."""
        found = self._element(name).get("selected_date")
        try:
            return date.fromisoformat(found) if found else None
        except (TypeError, ValueError) as error:
            raise Invalid("Choose a date from the calendar.", name) from error

    def time(self, name: str) -> time | None:
        """The chosen time of day, or None. Raises Invalid where it is no time."""
        found = self._element(name).get("selected_time")
        try:
            return time.fromisoformat(found) if found else None
        except (TypeError, ValueError) as error:
            raise Invalid("Choose a time from the list.", name) from error

    def number(self, name: str) -> int | None:
        """What was typed as a whole number, or None. Raises Invalid where it is none."""
        typed = self.text(name)
        try:
            return int(typed) if typed else None
        except ValueError as error:
            raise Invalid("Type a whole number, such as 2.", name) from error


def _person_id(found: object, name: str) -> str:
    if not is_person_id(str(found)):
        raise Invalid("Choose a person from the list.", name)
    return str(found)
