"""What two may not both have: a name, a kind, an id. Whoever claims one that is taken stops the start."""

from __future__ import annotations

from collections.abc import Iterable


class ClaimedTwice(Exception):
    """Two claim the same; the bot does not start."""


def check_once(what: str, claims: Iterable[tuple[str, str]]) -> None:
    """`claims` are pairs of what is claimed and by whom. Raises ClaimedTwice, naming both."""
    owners: dict[str, str] = {}
    for claimed, owner in claims:
        if claimed in owners:
            raise ClaimedTwice(f"the {what} “{claimed}” is claimed by {owners[claimed]} and by {owner}")
        owners[claimed] = owner
