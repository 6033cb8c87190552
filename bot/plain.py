"""What may be shown on a terminal or written to a log: text without secrets, and without characters that do something.

Names come from files and from Slack. A terminal obeys what stands in them: colours, a moved cursor, a new title; and a
line break in a log forges an entry.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

HIDDEN = "[hidden]"
SHORTEST = 8
"""Shorter values are not looked for: they would be found in half of all words."""

SECRET = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+"
    r"|(?<=://)(?!user:password@)[^/\s:@'\"]*:[^\s@'\"]+(?=@)"
    r"|(?i:(?<=password=)|(?<=passwd=)|(?<=client_secret=)|(?<=code=)(?=[\w.-]{20}))[^\s&'\"]+"
)
ACTING = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, marks that turn the direction of writing, other line ends, and halves of characters."""

_known: set[str] = set()


def never_show(*values: str | None) -> None:
    """Hide these values from now on wherever they would be shown: the settings' own secrets."""
    _known.update(value for value in values if value and len(value) >= SHORTEST)


def without_secrets(text: str) -> str:
    """The text with tokens, passwords and the settings' own secrets blanked."""
    for value in sorted(_known, key=len, reverse=True):
        text = text.replace(value, HIDDEN)
    return SECRET.sub(HIDDEN, text)


def plain(text: str, keep: str = "") -> str:
    r"""The text with nothing in it that a terminal obeys (an escape becomes \x1b), and without secrets.

    keep: characters to leave as they are, such as line breaks in a traceback.
    """
    return ACTING.sub(lambda found: found[0] if found[0] in keep else _named(found[0]), without_secrets(text))


def plain_value(value: Any) -> Any:
    """The same for all texts within a value; what is neither text, number nor a collection becomes text."""
    if isinstance(value, bool | int | float | None):
        return value
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, Mapping):
        return {plain(str(key)): plain_value(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain_value(inner) for inner in value]
    return plain(str(value))


def _named(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode()
