"""What a button or a form carries: ids in a small text. Never authority: the service checks that anew."""

from __future__ import annotations

import json

from domain.errors import Invalid

RefValue = int | str


def encode(**ids: RefValue) -> str:
    """The ids as compact text for a button's value or a view's private_metadata."""
    return json.dumps(ids, separators=(",", ":"), sort_keys=True)


def decode(text: str | None) -> dict[str, RefValue]:
    """The ids again. Raises Invalid where the text is not ours (an altered or very old button)."""
    try:
        found = json.loads(text or "{}")
    except ValueError as error:
        raise Invalid("That button is from an older message. Type the command again.") from error
    if not isinstance(found, dict) or not all(type(value) in (int, str) for value in found.values()):
        raise Invalid("That button is from an older message. Type the command again.")
    return found
