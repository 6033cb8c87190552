"""Forms while they are open in Teams, which gives back what was typed and nothing else: the rest is kept meanwhile."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.teams.adaptive_cards import Card, dialog_title, view_card
from bot.teams.inputs import Asked, Brings, asked
from bot.teams.surroundings import Surroundings
from prompts.message import View
from services.access import Asker
from services.forms import FormService


@dataclass(frozen=True)
class OpenForm:
    """key: under which it is kept. carried: what the form carries for its handlers. origin: the message whose button
    opened it, where what is done in it may end that message."""

    key: str
    card: Card
    title: str = ""
    callback_id: str = ""
    carried: str = ""
    fields: tuple[Asked, ...] = ()
    origin: str = ""


class OpenForms:
    """The forms that one person has open."""

    def __init__(self, forms: FormService, asker: Asker, now: datetime) -> None:
        self._forms = forms
        self._asker = asker
        self._now = now

    def new_key(self) -> str:
        return self._forms.new_key()

    async def keep(self, view: View, around: Surroundings, *, discreet: bool, origin: str = "") -> OpenForm:
        """Keep a form that is about to be shown; `around` has its new key.

        discreet: nothing that stands in its fields is kept.
        """
        card = view_card(view, around)
        form = OpenForm(around.form, card, dialog_title(view), view.callback_id, view.metadata, asked(view), origin)
        await self._keep(replace(form, card=_emptied(card)) if discreet else form)
        return form

    async def keep_question(self, card: Card, title: str, key: str, origin: str) -> None:
        """Keep what a question is about that is asked in a dialog, before a button of a message does what it does."""
        await self._keep(OpenForm(key, card, title, origin=origin))

    async def find(self, key: str) -> OpenForm | None:
        """The form kept under this key; None where it is somebody else's, or its time is over."""
        kept = await self._forms.find(self._asker, key, self._now)
        if kept is None:
            return None
        try:
            return _read(key, json.loads(kept))
        except (KeyError, TypeError, ValueError):
            return None  # another version of the bot has kept it

    async def again(self, form: OpenForm) -> OpenForm:
        """The same form under another key: each time that it is opened it is a form of its own, which is sent once."""
        key = self.new_key()
        copy = _read(key, json.loads(_written(form).replace(form.key, key)))
        await self._keep(copy)
        return copy

    async def _keep(self, form: OpenForm) -> None:
        await self._forms.keep(self._asker, form.key, _written(form), self._now)


def _written(form: OpenForm) -> str:
    fields = [[field.name, field.brings.value, field.required] for field in form.fields]
    found = {
        "card": form.card,
        "title": form.title,
        "callback": form.callback_id,
        "carried": form.carried,
        "fields": fields,
        "origin": form.origin,
    }
    return json.dumps(found, separators=(",", ":"), ensure_ascii=False)


def _read(key: str, found: Mapping[str, Any]) -> OpenForm:
    fields = tuple(Asked(name, Brings(brings), required) for name, brings, required in found["fields"])
    return OpenForm(key, found["card"], found["title"], found["callback"], found["carried"], fields, found["origin"])


def _emptied(card: Card) -> Card:
    """The card with nothing in its fields."""
    body = [
        {name: value for name, value in piece.items() if name != "value"}
        if str(piece.get("type")).startswith("Input.")
        else piece
        for piece in card["body"]
    ]
    return {**card, "body": body}
