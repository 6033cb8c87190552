"""Text that a database can keep, which not all is that JSON can say."""

from __future__ import annotations

import json
from typing import Any


def loaded(text: str) -> Any:
    """What the JSON says. Raises ValueError for text in it that no database could keep."""
    found = json.loads(text)
    if "\\u" in text:  # only an escape can bring in a NUL or half a character
        _check_texts(found)
    return found


def _check_texts(value: Any) -> None:
    if isinstance(value, str):
        keepable(value)
    elif isinstance(value, dict):
        for name, inner in value.items():
            keepable(name)
            _check_texts(inner)
    elif isinstance(value, list):
        for inner in value:
            _check_texts(inner)


def keepable(text: str) -> str:
    """The text. Raises ValueError where it holds a NUL or half a character."""
    text.encode()
    if "\0" in text:
        raise ValueError("a NUL in the text")
    return text
