"""The bot's own examples: dates near enough to be meant, that are understood as they are written on any day."""

from __future__ import annotations

from datetime import date, timedelta

from domain.calendar import SchoolCalendar, UnknownDate
from domain.typed.doubts import SURPRISING

_THURSDAY, _FRIDAY = 3, 4
_SOON, _LATER = timedelta(days=7), timedelta(days=28)


def example_day(today: date, calendar: SchoolCalendar) -> str:
    """ "Thu 14 May", a school day a week or more from today."""
    day = _school_day(today + _SOON, _THURSDAY, today, calendar)
    return f"{day:%a} {day.day} {day:%b}"


def example_meeting(today: date, calendar: SchoolCalendar) -> str:
    """ "Thu 14 May 2pm at Coburg PS", on a school day a week or more from today."""
    return f"{example_day(today, calendar)} 2pm at Coburg PS"


def example_action(today: date, calendar: SchoolCalendar) -> str:
    """ "@Anna share the reading data by Fri 12 June", on a school day four weeks or more from today."""
    day = _school_day(today + _LATER, _FRIDAY, today, calendar)
    return f"@Anna share the reading data by {day.day} {day:%B}"


def _school_day(first: date, weekday: int, today: date, calendar: SchoolCalendar) -> date:
    """The first school day of that weekday; past the calendar's end the first such weekday."""
    soonest = first + timedelta(days=(weekday - first.weekday()) % 7)
    day = soonest
    try:
        while not calendar.is_school_day(day):
            day += timedelta(days=7)
    except UnknownDate:
        return soonest
    return day if day - today <= SURPRISING else soonest
