"""What two may not both have: a name, a command, a kind, an id. Whoever claims one that is taken is not read.

An id of a feature's (of an occasion, a message, a button, a form) begins with the feature's name, as "pulses.close":
so it is known whose it is before the feature is read, and two features cannot have the same.
"""

from __future__ import annotations

from collections.abc import Iterable


class ClaimedTwice(Exception):
    """Two claim the same, or one what is another's."""


def check_once(what: str, claims: Iterable[tuple[str, str]]) -> None:
    """`claims` are pairs of what is claimed and by whom. Raises ClaimedTwice, naming both."""
    owners: dict[str, str] = {}
    for claimed, owner in claims:
        if claimed in owners:
            raise ClaimedTwice(f"the {what} “{claimed}” is claimed by {owners[claimed]} and by {owner}")
        owners[claimed] = owner


def owner(claimed: str) -> str:
    """The name of the feature whose id that is."""
    return claimed.partition(".")[0]


def check_own(what: str, feature: str, claims: Iterable[str]) -> None:
    """Raises ClaimedTwice where the feature claims the same twice, or what begins with another's name."""
    several = list(claims)
    for claimed in several:
        if owner(claimed) != feature:
            raise ClaimedTwice(f"the {what} “{claimed}” is claimed by {feature}, and begins with another name")
    check_once(what, [(claimed, feature) for claimed in several])
