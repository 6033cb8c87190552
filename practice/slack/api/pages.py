"""Lists in pages, with Slack's opaque cursors."""

import base64
import binascii
from typing import Any

from practice.slack.api.call import ApiError, Call


def page(call: Call, entries: list[Any], default: int = 100) -> tuple[list[Any], str]:
    """Give the page asked for (`limit`, `cursor`) and the cursor of the next one, empty at the end."""
    limit = call.number("limit", default, 0) or default
    start = _position(call.text("cursor"))
    after = start + limit
    return entries[start:after], _cursor(after) if after < len(entries) else ""


def _cursor(position: int) -> str:
    return base64.urlsafe_b64encode(f"next:{position}".encode()).decode()


def _position(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        word, _, position = base64.urlsafe_b64decode(cursor).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise ApiError("invalid_cursor") from None
    if word != "next" or not position.isdigit():
        raise ApiError("invalid_cursor")
    return int(position)
