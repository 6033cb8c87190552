"""Reading days and times as people type them: one reader for every command and form.

The reader itself, its words and dateparser's are read with the first text that somebody types.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from domain.calendar import SchoolCalendar
from domain.typed.doubts import Asked, Doubt, Elsewhere
from domain.typed.named_days import DayOf

if TYPE_CHECKING:
    from domain.typed.due import DueReading
    from domain.typed.reading import Reading

__all__ = ["Asked", "DayOf", "Doubt", "Elsewhere", "names_a_day", "read", "read_due"]


def read(text: str, now: datetime, calendar: SchoolCalendar) -> Reading:
    """Read "Thu 14 May 2pm at Coburg PS" as it is meant at `now`, which is aware and in the network's zone."""
    from domain.typed import reading

    return reading.read(text, now, calendar)


def read_due(
    text: str, today: date, calendar: SchoolCalendar, of: DayOf | None = DayOf.LAST, *, anywhere: bool = False
) -> DueReading:
    """Read "send the data by 12 June" as it is meant today. of: which day of "week 5" is meant. anywhere: see there."""
    from domain.typed import due

    return due.read_due(text, today, calendar, of, anywhere=anywhere)


def names_a_day(text: str) -> bool:
    """Whether some words of it are for a day, whichever that is."""
    from domain.typed.scanning import Kind, scan
    from domain.typed.tokens import tokens_of

    return any(piece.kind is Kind.DAY for piece in scan(tokens_of(text)))
