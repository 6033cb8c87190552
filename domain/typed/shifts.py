"""By how much something booked is moved, where no day is named: "back a week", "two days earlier"."""

from __future__ import annotations

import re
from datetime import timedelta

_NUMBERS = {"a": 1, "one": 1, "another": 1, "two": 2, "three": 3, "four": 4, "couple": 2}
_UNITS = {"day": 1, "week": 7, "wk": 7, "fortnight": 14}
_SHIFT = re.compile(
    r"\W*(?:it )?(?P<before>(?:(?:back|out|on|by|later|forward|earlier)\s+)*)(?:a (?=couple))?"
    r"(?P<number>a|one|another|two|three|four|couple|\d)\s+(?:of )?(?P<unit>day|week|wk|fortnight)s?"
    r"(?P<after>\s+(?:back|later|forward|earlier|on))?\W*(?:please|pls|thanks)?\W*",
    re.IGNORECASE,
)
_EARLIER = ("forward", "earlier")


def shift_in(text: str) -> timedelta | None:
    """How much later it is to be, earlier where that is less than nothing; None where the words say no such thing."""
    found = _SHIFT.fullmatch(text.strip())
    if found is None:
        return None
    number = _NUMBERS.get(found["number"].lower()) or int(found["number"])
    days = number * _UNITS[found["unit"].lower()]
    around = f"{found['before']} {found['after'] or ''}".lower()
    return timedelta(days=-days if any(word in around for word in _EARLIER) else days)
