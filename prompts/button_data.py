"""What a button or a form carries: ids in a small text. Never authority: the service checks that anew."""

from __future__ import annotations

import json

from domain.errors import OldButton

RefValue = int | str
LARGEST = 2**31 - 1
"""The largest id that every database can hold."""
MOST_CHARACTERS = 3000
"""What Slack lets a form carry; a button carries less."""

MOST_TYPED = 1800
"""Of the 2,000 characters of a button's value, those for typed words, counted as they are written there."""


def encode(**ids: RefValue) -> str:
    """The ids as compact text for a button's value or a view's private_metadata."""
    return json.dumps(ids, separators=(",", ":"), sort_keys=True)


def short_enough(text: str) -> str:
    """Typed words as far as a button can carry them beside its ids."""
    while len(json.dumps(text)) > MOST_TYPED:
        text = text[: len(text) * MOST_TYPED // len(json.dumps(text)) - 1].rstrip() + "…"
    return text


def decode(text: str | None) -> dict[str, RefValue]:
    """The ids again. Raises Invalid where the text is not ours (an altered or very old button)."""
    try:
        found = json.loads((text or "{}")[:MOST_CHARACTERS])
    except (ValueError, RecursionError) as error:
        raise OldButton() from error
    if not isinstance(found, dict) or not all(_is_ref(value) for value in found.values()):
        raise OldButton()
    return found


def _is_ref(value: object) -> bool:
    return isinstance(value, str) or (type(value) is int and abs(value) <= LARGEST)
