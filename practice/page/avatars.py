"""Initials on a colour, for people without pictures."""

from dataclasses import dataclass
from zlib import crc32

HUES = 8


@dataclass(frozen=True)
class Avatar:
    """Initials on a colour; `hue` is 0 to 7, or `app` for the bot."""

    initials: str
    hue: str


def avatar(user_id: str, name: str, *, is_app: bool = False) -> Avatar:
    """The same person has the same colour everywhere."""
    words = [word for word in name.split() if word[0].isalpha()] or [name or "?"]
    initials = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    return Avatar(initials.upper(), "app" if is_app else str(crc32(user_id.encode()) % HUES))
