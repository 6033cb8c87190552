"""What Teams limits or wants beyond the schema, and what a card needs so that everybody can use it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from practice.teams.cards.schema import faults

MOST_BYTES = 80_000
"""Of a card as UTF-16: what the documentation asks to stay below; from about 100 KB on it is refused."""
MOST_ACTIONS = 6
WIDEST_ROW = 60
"""Characters of the labels of one row together, from which on Teams cuts them off."""
TAKEN = {"msteams"}
"""Ids of inputs that Teams puts its own values under."""


def problems_of(card: Mapping[str, Any]) -> list[str]:
    """All that is wrong with the card, each with its place; none where it can be sent."""
    return [*faults(card), *_limits(card)]


def weight(card: object) -> int:
    """Bytes of the card as UTF-16, as Teams counts."""
    return len(json.dumps(card, ensure_ascii=False).encode("utf-16-le", "surrogatepass"))


def pieces(found: object) -> Iterator[Mapping[str, Any]]:
    """Every element and action in the card, from the outside in."""
    if isinstance(found, Mapping):
        if "type" in found:
            yield found
        for name, inner in found.items():
            if name not in ("data", "msteams"):
                yield from pieces(inner)
    elif isinstance(found, list):
        for inner in found:
            yield from pieces(inner)


def _limits(card: Mapping[str, Any]) -> Iterator[str]:
    if (bytes_ := weight(card)) > MOST_BYTES:
        yield f"{bytes_} bytes"
    every = list(pieces(card))
    ids = [one["id"] for one in every if "id" in one]
    yield from (f"two pieces are called {one}" for one in {one for one in ids if ids.count(one) > 1})
    for one in every:
        yield from _piece(one)
    if len(card.get("actions", ())) > MOST_ACTIONS:
        yield "too many actions below the card"
    text = json.dumps([one.get("text", "") for one in every], ensure_ascii=False)
    for entity in card.get("msteams", {}).get("entities", ()):
        if json.dumps(entity["text"], ensure_ascii=False)[1:-1] not in text:
            yield f"{entity['text']} is mentioned, and stands nowhere"


def _piece(one: Mapping[str, Any]) -> Iterator[str]:
    kind = str(one["type"])
    if kind == "ActionSet":
        labels = [str(action.get("title", "")) for action in one.get("actions", ())]
        if not 0 < len(labels) <= MOST_ACTIONS:
            yield f"{len(labels)} actions in a row"
        if len(labels) > 1 and sum(map(len, labels)) > WIDEST_ROW:
            yield f"a row too wide: {labels}"
    if kind.startswith("Action.") and not one.get("title") and kind != "Action.OpenUrl":
        yield "an action without a title"
    if kind == "Image" and not one.get("altText"):
        yield "a picture without words"
    if kind.startswith("Input."):
        yield from _input(one)


def _input(one: Mapping[str, Any]) -> Iterator[str]:
    if one.get("id") in TAKEN or not one.get("id"):
        yield f"an input called {one.get('id')}"
    if not one.get("label"):
        yield f"the input {one.get('id')} without a label"
    if one.get("isRequired") and not one.get("errorMessage"):
        yield f"the input {one.get('id')} says nothing where it is empty"
    values = [choice.get("value") for choice in one.get("choices", ())]
    if len(set(values)) < len(values):
        yield f"the input {one.get('id')} offers a value twice"
    if one.get("isMultiSelect") and any("," in str(value) for value in values):
        yield f"the input {one.get('id')} has a comma in a value"
