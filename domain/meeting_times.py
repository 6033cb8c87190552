"""What is unusual about a meeting's time, and when to remind of it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import StrEnum

from domain.calendar import SchoolCalendar

EARLIEST, LATEST = time(7), time(19)
USUAL_MINUTES = 90
SHORTEST, LONGEST = 15, 600
"""Minutes that a meeting may last."""
ASK_SCHOOL_DAYS_BEFORE = 5
NEAR = timedelta(days=6)
"""A reminder on the school day before makes sense this close to the meeting; holidays can lie between."""


class Unusual(StrEnum):
    """What is worth a second look before booking, and allowed all the same."""

    HOLIDAYS = "holidays"
    NOT_SCHOOL_DAY = "not_school_day"
    EARLY_OR_LATE = "early_or_late"
    OVERLAPS = "overlaps"


def unusual(start: datetime, end: datetime, calendar: SchoolCalendar) -> tuple[Unusual, ...]:
    """What is unusual about a meeting from start to end, both in the network's own time.

    Raises UnknownDate where the calendar does not reach that far.
    """
    found = []
    if calendar.term_on(start.date()) is None:
        found.append(Unusual.HOLIDAYS)
    elif not calendar.is_school_day(start.date()):
        found.append(Unusual.NOT_SCHOOL_DAY)
    if start.time() < EARLIEST or end.time() > LATEST or end.date() > start.date():
        found.append(Unusual.EARLY_OR_LATE)
    return tuple(found)


def day_before(day: date, calendar: SchoolCalendar) -> date:
    """The day to remind shortly before a meeting: the school day before, or the day itself after holidays."""
    previous = calendar.previous_school_day(day)
    return day if day - previous > NEAR and calendar.is_school_day(day) else previous


def invitation_day(day: date, calendar: SchoolCalendar) -> date:
    """The day to ask those who have not answered: five school days before the meeting."""
    found = day
    for _ in range(ASK_SCHOOL_DAYS_BEFORE):
        found = calendar.previous_school_day(found)
    return found


def week_before(day: date, calendar: SchoolCalendar) -> date | None:
    """The day to remind a week before, moved to a school day; None where it would meet the last reminder."""
    candidate = calendar.next_school_day(day - timedelta(days=7))
    return candidate if candidate < day_before(day, calendar) else None
