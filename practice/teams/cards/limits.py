"""What Teams limits or wants beyond the schema, and what a card needs so that everybody can use it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from practice.teams.cards.rules import refusals

MOST_BYTES = 80_000
"""Of a card as UTF-16: what the documentation asks to stay below; from about 100 KB on it is refused."""
WIDEST_ROW = 60
"""Characters of the labels of one row together, from which on Teams cuts them off."""


def problems_of(card: Mapping[str, Any]) -> list[str]:
    """All that is wrong with the card, each with its place; none where it can be sent."""
    return [*refusals(card), *_limits(card)]


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
    for one in pieces(card):
        yield from _piece(one)


def _piece(one: Mapping[str, Any]) -> Iterator[str]:
    kind = str(one["type"])
    if kind == "ActionSet":
        labels = [str(action.get("title", "")) for action in one.get("actions", ())]
        if not labels:
            yield "no actions in a row"
        if len(labels) > 1 and sum(map(len, labels)) > WIDEST_ROW:
            yield f"a row too wide: {labels}"
    if kind.startswith("Action.") and not one.get("title") and kind != "Action.OpenUrl":
        yield "an action without a title"
    if kind == "Image" and not one.get("altText"):
        yield "a picture without words"
    if kind.startswith("Input."):
        yield from _input(one)


def _input(one: Mapping[str, Any]) -> Iterator[str]:
    if not one.get("label"):
        yield f"the input {one.get('id')} without a label"
    if one.get("isRequired") and not one.get("errorMessage"):
        yield f"the input {one.get('id')} says nothing where it is empty"
