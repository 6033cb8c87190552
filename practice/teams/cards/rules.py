"""What Teams refuses in a card, or shows broken: the schema, and the traps that it has besides."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from practice.teams.cards import walking
from practice.teams.cards.schema import faults

Card = Mapping[str, Any]
Surface = Literal["message", "dialog"]

VERSIONS = ("1.0", "1.1", "1.2", "1.3", "1.4", "1.5")
MOST_ACTIONS = 6
TAKEN = {"msteams"}
"""Ids of inputs that Teams puts its own values under."""
#: Pictures come over https; only this machine is believed without.
_PICTURE = re.compile(r"https://\S+|http://(127\.0\.0\.1|localhost)(:\d+)?/\S*|data:image/(png|jpeg|gif);base64,\S+")
_MARK = re.compile(r"<at>.*?</at>")


def refusals(card: Any, surface: Surface = "message") -> list[str]:
    """Say what Teams would not take in a card, or not show as it was meant; empty if it would show it."""
    return faults(card) or list(_traps(card, surface))


def complaints(card: Card) -> list[str]:
    """Say what Teams would show broken in a card that it takes."""
    said = []
    for element in walking.all_elements(card):
        url = element.get("url")
        if element.get("type") == "Image" and not _PICTURE.fullmatch(str(url)):
            said.append(f"the picture {url!r} does not come over https")
    named = {entity["text"] for entity in _entities(card)}
    for text in walking.texts(card):
        said += [f"{mark} is shown as it is: it has no entity" for mark in _MARK.findall(text) if mark not in named]
    return said


def _entities(card: Card) -> list[Any]:
    return (card.get("msteams") or {}).get("entities") or []


def _traps(card: Card, surface: Surface) -> Iterator[str]:
    if card["version"] not in VERSIONS:
        yield f"version {card['version']!r} is none of {VERSIONS}"
    if not card.get("body") and not card.get("actions"):
        yield "the card is empty"
    ids = [one["id"] for one in walking.all_elements(card) if "id" in one]
    ids += [action["id"] for action, _ in walking.actions(card) if "id" in action]
    yield from (f"two pieces are called {id}" for id in sorted({id for id in ids if ids.count(id) > 1}))
    yield from _many_actions(card)
    for one in walking.cards(card):
        for element in walking.inputs(one):
            yield from _choices(element)
    yield from _mentions(card)
    known = {element.get("id") for element in walking.all_elements(card)}
    inputs = {id(one): {element["id"] for element in walking.inputs(one)} for one in walking.cards(card)}
    for action, around in walking.actions(card):
        yield from _action(action, {name for one in around for name in inputs[id(one)]}, known, surface)


def _many_actions(card: Card) -> Iterator[str]:
    sets = [e["actions"] for e in walking.all_elements(card) if e.get("type") == "ActionSet"]
    for actions in [*sets, *(one.get("actions") or [] for one in walking.cards(card))]:
        if len(actions) > MOST_ACTIONS:
            yield f"{len(actions)} actions in a row, more than {MOST_ACTIONS}"


def _choices(element: Card) -> Iterator[str]:
    id, choices = element["id"], element.get("choices") or ()
    values = [choice.get("value") for choice in choices]
    if id in TAKEN:
        yield f"an input called {id}"
    if element["type"] == "Input.ChoiceSet" and not values and "choices.data" not in element:
        yield f"the input {id} offers nothing"
    if len(set(values)) < len(values):
        yield f"the input {id} offers a value twice"
    if element.get("isMultiSelect") and any("," in str(value) for value in values):
        yield f"the input {id} has a comma in a value"


def _mentions(card: Card) -> Iterator[str]:
    said = list(walking.texts(card))
    for entity in _entities(card):
        mentioned = entity.get("mentioned")
        if not isinstance(mentioned, dict) or not mentioned.get("id") or not mentioned.get("name"):
            yield f"{entity.get('text')} mentions nobody"
        elif not any(entity["text"] in text for text in said):
            yield f"{entity['text']} is mentioned, and stands nowhere"


def _action(action: Card, inputs: set[str], known: set[Any], surface: Surface) -> Iterator[str]:
    if surface == "dialog" and action.get("type") == "Action.Execute":
        yield f"Action.Execute ({action.get('title')}) does nothing in a dialog"
    for target in action.get("targetElements") or ():
        id = target if isinstance(target, str) else target["elementId"]
        if id not in known:
            yield f"there is no element {id} to show or hide"
    data = action.get("data")
    if isinstance(data, dict) and action.get("associatedInputs") != "none":
        yield from (f"the input {name} would take the place of its data" for name in sorted(inputs & data.keys()))
