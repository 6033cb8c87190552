"""How long each kind of record is kept. What is older goes, unless a legal hold covers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

FOR_EVER = 0
YEAR, TWO_YEARS, SEVEN_YEARS = 366, 731, 2557


@dataclass(frozen=True)
class Kind:
    """days: how long it is kept where nobody says otherwise. at_least: the bot itself needs it for so long."""

    name: str
    days: int
    at_least: int


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("clicks", 90, 7),
        Kind("messages", YEAR, 190),
        Kind("replies", TWO_YEARS, 30),
        Kind("roles", TWO_YEARS, 210),
        Kind("asked", TWO_YEARS, 600),
        Kind("introductions", TWO_YEARS, 210),
        Kind("requests", TWO_YEARS, 60),
        Kind("offers", YEAR, 30),
        Kind("contacts", TWO_YEARS, 180),
        Kind("notices", TWO_YEARS, 120),
        Kind("stories", TWO_YEARS, 130),
        Kind("actions", SEVEN_YEARS, 210),
        Kind("meetings", SEVEN_YEARS, 400),
        Kind("reviews", SEVEN_YEARS, 400),
    )
}
"""In the order in which they go. Messages are still brought up to date after half a year, results are compared with
those of the last 78 weeks by who was asked, and a summary looks at the half-year before."""


class NotAKind(ValueError):
    """The words do not say how long records are kept; the message says why."""


def kept_days(words: str) -> dict[str, int]:
    """What "messages=400, meetings=0" says: days by kind; 0 is for ever. Raises NotAKind."""
    found: dict[str, int] = {}
    for part in filter(None, (one.strip() for one in words.split(","))):
        name, _, number = (one.strip() for one in part.partition("="))
        kind = KINDS.get(name.lower())
        if kind is None:
            raise NotAKind(f"“{name}” is none of {', '.join(KINDS)}")
        if not number.isdecimal():
            raise NotAKind(f"“{part}” names no number of days, as {kind.name}={kind.days} does")
        days = int(number)
        if days != FOR_EVER and days < kind.at_least:
            raise NotAKind(f"{kind.name} are needed for {kind.at_least} days; 0 keeps them for ever")
        found[kind.name] = days
    return found


def cut_offs(days: Mapping[str, int], now: datetime) -> dict[str, datetime]:
    """By kind, before which moment records go; kinds that are kept for ever are left out. days: what is set."""
    kept = {name: days.get(name, kind.days) for name, kind in KINDS.items()}
    return {name: now - timedelta(days=number) for name, number in kept.items() if number != FOR_EVER}
