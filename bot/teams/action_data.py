"""What a button or a form's button on a card carries, and brings back: ids and words, never authority."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeGuard

from handlers.interaction import Surface

KEY = "cop"
"""Under this one name it stands among the values of a card's inputs, so no input may be called so."""
TEAMS_KEY = "msteams"
"""What Teams itself reads there."""
MOST_CHARACTERS = 4000
"""Far more than any part of it holds."""


class Kind(StrEnum):
    """What a tap does.

    click: acts at once. open: opens a form, which is the answer to task/fetch. ask: asks `ask` first, in a dialog.
    submit: sends the form around it; `action` then names who hears it.
    """

    CLICK = "click"
    OPEN = "open"
    ASK = "ask"
    SUBMIT = "submit"


@dataclass(frozen=True)
class Question:
    """What is asked before a tap acts, in plain words."""

    title: str
    words: str
    yes: str


@dataclass(frozen=True)
class ActionData:
    """action: the button's or menu's id, with its suffix, or whoever hears the form. value: what the button carries.

    delivery: the id of the delivery that posted the message it stands in; form: the kept form it stands in, by its
    random id; both empty where there is none. surface: where it stands. menu: the input whose value was chosen, for a
    menu's button.
    """

    kind: Kind
    action: str = ""
    value: str = ""
    delivery: str = ""
    form: str = ""
    surface: Surface = Surface.MESSAGE
    menu: str = ""
    ask: Question | None = None

    def encode(self) -> dict[str, Any]:
        """As an action's `data` holds it."""
        found: dict[str, Any] = {"kind": self.kind.value}
        for name in ("action", "value", "delivery", "form", "menu"):
            if carried := getattr(self, name):
                found[name] = carried
        if self.surface is not Surface.MESSAGE:
            found["surface"] = self.surface.value
        if self.ask:
            found["ask"] = {"title": self.ask.title, "words": self.ask.words, "yes": self.ask.yes}
        return {KEY: found}


def decode(data: object) -> ActionData | None:
    """What a tap brings back; None where it is none of ours, or altered."""
    found = data.get(KEY) if isinstance(data, Mapping) else None
    if not isinstance(found, Mapping) or found.get("kind") not in list(Kind):
        return None
    words = {name: found.get(name, "") for name in ("action", "value", "delivery", "form", "menu")}
    if not all(_is_text(one) for one in words.values()):
        return None
    ask = found.get("ask")
    question = _question(ask)
    if ask is not None and question is None:
        return None
    surface = found.get("surface", Surface.MESSAGE)
    if surface not in list(Surface):
        return None
    return ActionData(Kind(found["kind"]), **words, surface=Surface(surface), ask=question)


def chosen_in(data: Mapping[str, Any], carried: ActionData) -> str:
    """What the button carries, or what was chosen in its menu; empty where nothing was."""
    if not carried.menu:
        return carried.value
    chosen = data.get(carried.menu)
    return chosen if _is_text(chosen) else ""


def _question(ask: object) -> Question | None:
    if not isinstance(ask, Mapping):
        return None
    title, words, yes = (ask.get(name) for name in ("title", "words", "yes"))
    if not _is_text(title) or not _is_text(words) or not _is_text(yes):
        return None
    return Question(title, words, yes)


def _is_text(found: object) -> TypeGuard[str]:
    return isinstance(found, str) and len(found) <= MOST_CHARACTERS and "\0" not in found
