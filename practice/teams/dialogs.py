"""Dialogs: each person has one open at most."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from practice.teams.messages import Card

#: From where a dialog was opened: a button on a card, or an action on a message.
Origin = Literal["card", "extension"]


@dataclass
class Dialog:
    """A dialog on somebody's screen: a card in it, or (without one) a text to be read.

    where: what the activities about it carry on: conversation, replyToId, and an extension's command and message.
    values: what is typed and chosen, by input id.
    errors: what the client says beside inputs, by input id.
    """

    id: str
    person: str
    title: str
    card: Card | None
    text: str = ""
    height: str | int = "medium"
    width: str | int = "medium"
    origin: Origin = "card"
    where: dict[str, Any] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    """The elements whose visibility a button has turned round."""


class DialogShelf:
    """All open dialogs, by person."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._serial = itertools.count(1)
        self.open: dict[str, Dialog] = {}

    def show(self, person: str, title: str, card: Card | None, **more: Any) -> Dialog:
        """Open a dialog, in the place of the one that is open."""
        dialog = Dialog(f"dialog-{next(self._serial)}", person, title, card, **more)
        self.open[person] = dialog
        self._changed()
        return dialog

    def close(self, person: str) -> Dialog | None:
        """Close somebody's dialog; gives it, or None where none was open."""
        dialog = self.open.pop(person, None)
        self._changed()
        return dialog
