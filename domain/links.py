"""Links as people type and paste them."""

from __future__ import annotations

import re
from typing import Final

_BARE: Final = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)


def with_scheme(typed: str) -> str:
    """The link with https:// before it where it begins with its host, as "zoom.us/j/1" that a telephone shows so."""
    link = typed.strip()
    return f"https://{link}" if _BARE.fullmatch(link) else link
