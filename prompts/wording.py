"""Numbers, days and times as people in the network read them."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from domain.moments import short_name
from facts.assessments import OpenRound
from facts.meetings import MeetingFacts


def count(number: int, one: str, many: str | None = None) -> str:
    """ "1 school", "3 schools"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def day(when: date) -> str:
    """ "Thursday 14 May" """
    return f"{when:%A} {when.day} {when:%B}"


def day_at(when: date, at: time | None) -> str:
    """ "Thursday 14 May, 9:30 am", or the day alone"""
    return f"{day(when)}, {clock_time(at)}" if at else day(when)


def dated(when: date, today: date) -> str:
    """ "Thursday 14 May", with its year where that is another one than today's."""
    return day(when) if when.year == today.year else f"{day(when)} {when.year}"


def short_day(when: date) -> str:
    """ "Thu 14 May" """
    return f"{when:%a} {when.day} {when:%b}"


def clock_time(when: datetime | time) -> str:
    """ "2 pm", "2:30 pm" """
    hour = when.hour % 12 or 12
    minutes = f":{when.minute:02d}" if when.minute else ""
    return f"{hour}{minutes} {'am' if when.hour < 12 else 'pm'}"


def day_and_time(when: datetime, zone: ZoneInfo) -> str:
    """ "Thursday 14 May, 2 pm" in the network's zone."""
    local = when.astimezone(zone)
    return f"{day(local)}, {clock_time(local)}"


def zone_time(zone: ZoneInfo) -> str:
    """ "Melbourne time": whose clock a time is on, for readers in other zones."""
    return f"{short_name(zone)} time"


def zoned_day_and_time(when: datetime, zone: ZoneInfo) -> str:
    """ "Thursday 14 May, 2 pm (Melbourne time)" """
    return f"{day_and_time(when, zone)} ({zone_time(zone)})"


def term_name(key: str) -> str:
    """ "Term 2" for "2026-T2"."""
    return f"Term {key.rpartition('T')[2]}"


def half_year_name(key: str) -> str:
    """ "Semester 1, 2026" for "2026-S1"."""
    year, _, semester = key.partition("-S")
    return f"Semester {semester}, {year}"


def period(start: datetime, end: datetime) -> str:
    """ "Thursday 14 May, 2 pm to 3:30 pm"; both are local."""
    return f"{day(start)}, {clock_time(start)} to {clock_time(end)}"


def meeting_when(facts: MeetingFacts) -> str:
    """ "Thursday 14 May, 2 pm to 3:30 pm" in the network's zone."""
    return period(facts.starts_at.astimezone(facts.zone), facts.ends_at.astimezone(facts.zone))


def open_until(found: OpenRound) -> str:
    """Until when a self-assessment is open, in the network's zone."""
    return zoned_day_and_time(found.closes_at, found.zone)
