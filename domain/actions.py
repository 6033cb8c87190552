"""What somebody takes on: what may be recorded, and when its owner is reminded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.calendar import SchoolCalendar, UnknownDate, local_moment
from domain.errors import Invalid

WHAT, OWNER, DUE, REASON = "what", "owner", "due", "reason"
"""The fields that a refusal can name; forms that record actions call theirs the same."""
MOST_CHARACTERS = 300
FURTHEST_AHEAD = timedelta(days=731)
SOON_SCHOOL_DAYS = 2
"""The owner is reminded so many school days before the due day, and on it, …"""
OVERDUE_SCHOOL_DAYS = 3
"""… and so many school days after it. That is all: three reminders, whatever happens to the date."""
MOST_NUDGES = 3


def check_what(what: str) -> str:
    """The text without surrounding blanks, on one line. Raises Invalid where there is none or too much."""
    tidy = " ".join(what.split())
    if not tidy:
        raise Invalid("actions.wrong_no_what", WHAT)
    if len(tidy) > MOST_CHARACTERS:
        raise Invalid("actions.wrong_too_long", WHAT, count=len(tidy), most=MOST_CHARACTERS)
    return tidy


def check_due(due_on: date, today: date) -> date:
    """The due day. Raises Invalid where it is over, or so far off that it must be a slip."""
    if due_on < today:
        raise Invalid("actions.wrong_past", DUE)
    if due_on - today > FURTHEST_AHEAD:
        raise Invalid("actions.wrong_far", DUE)
    return due_on


def nudge_days(due_on: date, calendar: SchoolCalendar) -> list[date]:
    """The school days on which the owner is reminded: soon, on the day, overdue; oldest first.

    What falls due in the holidays or at a weekend is reminded of on the school days before it. A day past the
    calendar's end is left out. Raises UnknownDate where the calendar does not reach the due day.
    """
    on_the_day = calendar.previous_school_day(due_on, including=True)
    soon = on_the_day
    for _ in range(SOON_SCHOOL_DAYS):
        soon = calendar.previous_school_day(soon)
    try:
        return [soon, on_the_day, calendar.add_school_days(due_on, OVERDUE_SCHOOL_DAYS)]
    except UnknownDate:
        return [soon, on_the_day]


@dataclass(frozen=True)
class Reminding:
    """What decides about reminders of one open action."""

    due_on: date
    due_set_at: datetime
    nudges: int
    last_nudge_on: date | None


def nudges_left(
    action: Reminding, calendar: SchoolCalendar, posting_time: time, zone: ZoneInfo
) -> list[tuple[date, datetime]]:
    """The days and moments at which the owner is still to be reminded; empty where the calendar ends before."""
    if action.nudges >= MOST_NUDGES:
        return []
    try:
        days = nudge_days(action.due_on, calendar)
    except UnknownDate:
        return []
    moments = [(day, local_moment(day, posting_time, zone)) for day in days]
    fresh = [
        (day, at)
        for day, at in moments
        if at > action.due_set_at and (action.last_nudge_on is None or day > action.last_nudge_on)
    ]
    return fresh[: MOST_NUDGES - action.nudges]
