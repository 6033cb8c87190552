"""Links between two networks, which both chairs say yes to."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.errors import Gone

WAITS = timedelta(days=28)
"""How long the asking for a link waits. A no looks like waiting, so it is over on the same day."""

MOST_LINKS = 8
"""How many a network may have or ask for: more say little, and its card has to hold them."""


def check_room(number: int) -> None:
    """Raises Gone where a network has, or is asked for and asks for, as many links as it may."""
    if number >= MOST_LINKS:
        raise Gone("showcases.link_too_many", most=MOST_LINKS)


def is_open(asked_at: datetime, agreed_at: datetime | None, declined_at: datetime | None, now: datetime) -> bool:
    """Whether the other chair can still say yes or no."""
    return agreed_at is None and declined_at is None and now < asked_at + WAITS
