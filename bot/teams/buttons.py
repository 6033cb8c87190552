"""Buttons and menus as a card's actions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.teams.action_data import TEAMS_KEY, ActionData, Kind, Question
from bot.teams.inputs import choices, list_style
from bot.teams.surroundings import Surroundings
from handlers.interaction import Surface
from prompts.catalog import say
from prompts.elements import Button, Confirm, Control, Menu
from prompts.text import plain

Piece = dict[str, Any]
MOST_IN_ROW, WIDEST_ROW, FRAME = 6, 40, 4.5
"""Actions that one row holds; characters that find room beside each other on a telephone, where more are cut off; what
the frame of each takes of them."""
STYLES = {"primary": "positive", "danger": "destructive"}
TASK_FETCH = {TEAMS_KEY: {"type": "task/fetch"}}


def rows(controls: Sequence[Control], around: Surroundings, surface: Surface) -> list[Piece]:
    """The controls from left to right, in as many rows as they need; a menu is a list with a button below it."""
    found: list[Piece] = []
    row: list[Piece] = []
    for control in controls:
        made = action(control, around, surface)
        if isinstance(control, Menu):
            found += [*_row(row), menu(control), *_row([made])]
            row = []
            continue
        width = sum(len(one["title"]) + FRAME for one in [*row, made])
        if row and (len(row) == MOST_IN_ROW or width > WIDEST_ROW):
            found += _row(row)
            row = []
        row.append(made)
    return [*found, *_row(row)]


def _row(actions: Sequence[Piece]) -> list[Piece]:
    return [{"type": "ActionSet", "actions": list(actions)}] if actions else []


def menu(control: Menu) -> Piece:
    """The list itself; what is chosen in it comes back with its button."""
    return {
        "type": "Input.ChoiceSet",
        "id": menu_id(control),
        "label": plain(control.placeholder),
        "placeholder": say("forms.choose_one").plain,
        "style": list_style(control.options),
        "choices": choices(control.options),
    }


def menu_id(control: Menu) -> str:
    return f"menu:{control.action}"


def action(control: Control, around: Surroundings, surface: Surface) -> Piece:
    """A button, or the button of a menu, as the action that does what it does.

    Execute acts at once; Submit asks for a dialog, and in a dialog brings back what was filled in.
    """
    if isinstance(control, Button) and control.url:
        return {"type": "Action.OpenUrl", "title": plain(control.words), "url": control.url}
    data = _data(control, around, surface)
    title = plain(control.words) if isinstance(control, Button) else say("forms.choose_button").plain
    if surface is Surface.FORM:
        found: Piece = {"type": "Action.Submit", "title": title, "data": data.encode()}
    elif data.kind is Kind.CLICK:
        found = {"type": "Action.Execute", "title": title, "verb": data.action, "data": data.encode()}
    else:
        found = {"type": "Action.Submit", "title": title, "data": {**data.encode(), **TASK_FETCH}}
    if isinstance(control, Button) and control.style:
        found["style"] = STYLES[control.style]
    return found


def _data(control: Control, around: Surroundings, surface: Surface) -> ActionData:
    opens = around.opens(control.action)
    if isinstance(control, Menu):
        kind, value, ask, menu_of = Kind.OPEN if opens else Kind.CLICK, "", None, menu_id(control)
    else:
        ask = _question(control.confirm) if control.confirm else None
        kind = Kind.ASK if ask else Kind.OPEN if opens else Kind.CLICK
        value, menu_of = control.value, ""
    return ActionData(kind, control.action, value, around.delivery, around.form, surface, menu_of, ask)


def _question(confirm: Confirm) -> Question:
    return Question(plain(confirm.title), plain(confirm.words), plain(confirm.yes))
