"""Days that follow from another meeting: "back a week", "two days earlier", "same time next month"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from domain.calendar import monday_of

_NUMBERS = {"a": 1, "one": 1, "another": 1, "two": 2, "three": 3, "four": 4, "couple": 2}
_UNITS = {"day": 1, "week": 7, "wk": 7, "fortnight": 14}
_SHIFT = re.compile(
    r"\W*(?:it )?(?P<before>(?:(?:back|out|on|by|later|forward|earlier)\s+)*)(?:a (?=couple))?"
    r"(?P<number>a|one|another|two|three|four|couple|\d)\s+(?:of )?(?P<unit>day|week|wk|fortnight)s?"
    r"(?P<after>\s+(?:back|later|forward|earlier|on))?\W*(?:please|pls|thanks)?\W*",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    r"\W*(?:book |meet |the |at )*same (?:time|day|place|again)(?:,? (?:and |same |the )*(?:time|day|place))*,?\s+"
    r"(?:in )?(?:the )?(?:next|following) (?P<unit>week|fortnight|month)\W*(?:please|pls|thanks)?\W*",
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


def again_in(text: str) -> str | None:
    """The next what is meant by "same time next month": a week, fortnight or month; None where the words say no such
    thing."""
    found = _AGAIN.fullmatch(text.strip())
    return found["unit"].lower() if found is not None else None


def day_again(unit: str, last: date, today: date) -> date:
    """The same weekday as of the meeting before it (`last`), in a month the same one of the month: its third Thursday.

    Next week, fortnight and month are counted from today, or from the meeting where that is still to come. There is not
    always a fifth, so then it is the fourth.
    """
    today = max(today, last)
    if unit != "month":
        return monday_of(today) + timedelta(days=_UNITS[unit] + last.weekday())
    first = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    day = first + timedelta(days=(last.weekday() - first.weekday()) % 7 + (last.day - 1) // 7 * 7)
    return day if day.month == first.month else day - timedelta(days=7)
