"""Messages, forms and Home as Adaptive Cards: pure, all that they need from outside comes in Surroundings."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bot.teams.action_data import ActionData, Kind
from bot.teams.buttons import action, rows
from bot.teams.inputs import field
from bot.teams.markdown import Voice
from bot.teams.surroundings import Surroundings
from handlers.interaction import Surface
from prompts.catalog import say
from prompts.elements import (
    Button,
    Buttons,
    Context,
    Divider,
    Element,
    Heading,
    Menu,
    PicturePlace,
    RadioInput,
    Section,
)
from prompts.fitting import fitted
from prompts.message import Home, Message, View
from prompts.text import Words, plain, shorten

Card = dict[str, Any]
Piece = dict[str, Any]
SCHEMA, VERSION = "http://adaptivecards.io/schemas/adaptive-card.json", "1.5"
MOST_BYTES = 80_000
"""Of a card as UTF-16; Teams refuses a message from about 100 KB on."""
MOST_SUMMARY = 500
"""Characters of what a notification says; a phone shows far fewer."""
SHORT_LABEL = 25
"""Characters of a button that finds room beside a paragraph."""


def message_card(message: Message, around: Surroundings) -> Card:
    """The message as a card; a list that is too long for Teams is cut, and says how many there are more."""
    elements: Sequence[Element] = message.elements or [Section(message.text)]
    while True:
        card = _card(elements, around, summary(message, around))
        fewer = fitted(elements, len(elements) * 3 // 4) if _weight(card) > MOST_BYTES else elements
        if len(fewer) >= len(elements):
            return card
        elements = fewer


def summary(message: Message, around: Surroundings) -> str:
    """What notifications and screen readers say of the message; Teams wants it beside the card."""
    return shorten(" ".join(Voice(around).plain(message.text).split()), MOST_SUMMARY)


def view_card(view: View, around: Surroundings) -> Card:
    """The form as the card of a dialog, whose title is dialog_title.

    Teams tells of no single choice: where another chat would, the form says first what ✕ does with it.
    """
    voice = Voice(around)
    buttons = sum(isinstance(one, (Buttons, Section)) and bool(_controls(one)) for one in view.elements)
    shown: list[Element] = list(view.elements)
    if any(isinstance(one, RadioInput) and one.at_once for one in shown):
        shown.insert(0, Context(say("teams.kept_by_buttons")))
    body = _Body(voice, Surface.FORM, enforced=bool(view.submit) and not buttons).pieces(shown)
    card = _wrapped(body, voice, dialog_title(view))
    if view.submit:
        data = ActionData(Kind.SUBMIT, view.callback_id, form=around.form)
        send = {"type": "Action.Submit", "title": plain(view.submit), "style": "positive", "data": data.encode()}
        card["actions"] = [send]
    return card


def dialog_title(view: View) -> str:
    return plain(view.title)


def home_card(home: Home, around: Surroundings) -> Card:
    """Home as a card in the personal chat; of very many networks the last ones are left out."""
    parts, left_out = _parts(home.elements), False
    while True:
        more: list[Element] = [Divider(), Context(say("home.more_than_fit"))] if left_out else []
        *first, last = parts
        shown = [*(element for part in first for element in part), *more, *last]
        card = _card(shown, around, say("home.title").plain, Surface.HOME)
        if _weight(card) <= MOST_BYTES or len(parts) < 3:
            return card
        parts, left_out = [*parts[:-2], last], True


def question_card(carried: ActionData, around: Surroundings) -> Card:
    """What a tap asks first, as the card of a dialog: its yes does what the button does."""
    if carried.ask is None:
        raise ValueError("a tap that asks nothing")
    voice = Voice(around)
    kind = Kind.OPEN if around.opens(carried.action) else Kind.CLICK
    yes = ActionData(kind, carried.action, carried.value, carried.delivery, carried.form, carried.surface)
    card = _wrapped(voice.blocks(carried.ask.words), voice, carried.ask.title)
    card["actions"] = [{"type": "Action.Submit", "title": carried.ask.yes, "data": yes.encode()}]
    return card


HEADING = {"style": "heading", "size": "Large", "weight": "Bolder"}


class _Body:
    """Makes a card's body of elements."""

    def __init__(self, voice: Voice, surface: Surface, *, enforced: bool = False) -> None:
        self._voice = voice
        self._around = voice.around
        self._surface = surface
        self._enforced = enforced

    def pieces(self, elements: Sequence[Element]) -> list[Piece]:
        found: list[Piece] = []
        line = False
        for element in elements:
            if isinstance(element, Divider):
                line = bool(found)
                continue
            made = self._element(element)
            if line and made:
                made[0].update(separator=True, spacing="Medium")
                line = False
            found += made
        return found

    def _element(self, element: Element) -> list[Piece]:
        match element:
            case Heading(words):
                title = self._voice.heading(words)
                return [
                    {
                        "type": "TextBlock",
                        "text": title,
                        "style": "heading",
                        "size": "Medium",
                        "weight": "Bolder",
                        "wrap": True,
                    }
                ]
            case Section():
                return self._section(element)
            case Context():
                return [one for part in element.words for one in self._small(part)]
            case Buttons():
                return rows(element.controls, self._around, self._surface)
            case PicturePlace():
                return self._picture(element)
            case Divider():
                return []
            case _:
                return field(element, self._voice, enforced=self._enforced)

    def _small(self, words: Words) -> list[Piece]:
        return self._voice.blocks(words, isSubtle=True, size="Small")

    def _section(self, section: Section) -> list[Piece]:
        found = self._voice.blocks(section.words) if section.words else []
        beside = section.beside
        if isinstance(beside, Button) and found and len(plain(beside.words)) <= SHORT_LABEL:
            found = [self._columns(found, beside)]
            beside = None
        found += self._fields(section.fields)
        if beside is not None:
            found += rows([beside], self._around, self._surface)
        return found

    def _columns(self, words: list[Piece], beside: Button) -> Piece:
        made = action(beside, self._around, self._surface)
        return {
            "type": "ColumnSet",
            "columns": [
                {"type": "Column", "width": "stretch", "verticalContentAlignment": "Center", "items": words},
                {
                    "type": "Column",
                    "width": "auto",
                    "verticalContentAlignment": "Center",
                    "items": [{"type": "ActionSet", "actions": [made]}],
                },
            ],
        }

    def _fields(self, fields: Sequence[Words]) -> list[Piece]:
        """Two in a row."""
        columns = [{"type": "Column", "width": "stretch", "items": self._voice.blocks(one)} for one in fields]
        return [{"type": "ColumnSet", "columns": columns[at : at + 2]} for at in range(0, len(columns), 2)]

    def _picture(self, place: PicturePlace) -> list[Piece]:
        picture: Piece = {
            "type": "Image",
            "url": self._around.picture_url(place.id),
            "altText": self._voice.plain(place.alt),
            "msteams": {"allowExpand": True},
        }
        return [*(self._small(place.title) if place.title else []), picture]


def _card(elements: Sequence[Element], around: Surroundings, said: str, surface: Surface = Surface.MESSAGE) -> Card:
    voice = Voice(around)
    return _wrapped(_Body(voice, surface).pieces(elements), voice, said)


def _parts(elements: Sequence[Element]) -> list[list[Element]]:
    """The elements from divider to divider; each part but the first begins with one."""
    found: list[list[Element]] = [[]]
    for element in elements:
        if isinstance(element, Divider):
            found.append([])
        found[-1].append(element)
    return found


def _wrapped(body: list[Piece], voice: Voice, said: str) -> Card:
    card: Card = {
        "type": "AdaptiveCard",
        "$schema": SCHEMA,
        "version": VERSION,
        "lang": "en",
        "fallbackText": said,
        "body": body,
    }
    if entities := voice.entities():
        card["msteams"] = {"entities": entities}
    return card


def _weight(card: Card) -> int:
    return len(json.dumps(card, ensure_ascii=False).encode("utf-16-le", "surrogatepass"))


def _controls(element: Buttons | Section) -> Sequence[Button | Menu]:
    if isinstance(element, Buttons):
        return element.controls
    return (element.beside,) if element.beside else ()
