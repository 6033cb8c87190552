"""What is unusual about a meeting's time, and the days of its reminders, on Victoria's calendar."""

from datetime import date, datetime

import pytest

from domain.meeting_times import Unusual, day_before, invitation_day, unusual, week_before
from storage.calendars import load_calendar

VICTORIA = load_calendar("victoria")


@pytest.mark.parametrize(
    ("start", "end", "expected", "why"),
    [
        ("2026-05-14 14:00", "2026-05-14 15:30", (), "a Thursday in term"),
        ("2026-05-14 07:00", "2026-05-14 19:00", (), "the widest day"),
        ("2026-05-16 14:00", "2026-05-16 15:30", (Unusual.NOT_SCHOOL_DAY,), "a Saturday"),
        ("2026-06-08 14:00", "2026-06-08 15:30", (Unusual.NOT_SCHOOL_DAY,), "the King's Birthday"),
        ("2026-07-02 14:00", "2026-07-02 15:30", (Unusual.HOLIDAYS,), "between the terms"),
        ("2026-05-14 06:30", "2026-05-14 08:00", (Unusual.EARLY_OR_LATE,), "before seven"),
        ("2026-05-14 18:00", "2026-05-14 19:30", (Unusual.EARLY_OR_LATE,), "past seven"),
        ("2026-07-04 22:00", "2026-07-05 00:30", (Unusual.HOLIDAYS, Unusual.EARLY_OR_LATE), "past midnight"),
    ],
)
def test_what_is_unusual_is_said(start: str, end: str, expected: tuple[Unusual, ...], why: str) -> None:
    assert unusual(datetime.fromisoformat(start), datetime.fromisoformat(end), VICTORIA) == expected, why


@pytest.mark.parametrize(
    ("day", "before", "week", "why"),
    [
        ("2026-05-14", "2026-05-13", "2026-05-07", "an ordinary Thursday"),
        ("2026-05-18", "2026-05-15", "2026-05-11", "a Monday: the Friday before"),
        ("2026-06-09", "2026-06-05", "2026-06-02", "after a long weekend"),
        ("2026-06-15", "2026-06-12", "2026-06-09", "the week before falls on a holiday, so a day later"),
        ("2026-07-13", "2026-07-13", None, "the first day of term: reminded in the morning"),
        ("2026-07-14", "2026-07-13", None, "the second day: a week before was in the holidays"),
        ("2026-07-08", "2026-06-26", None, "in the holidays: reminded on the last day of term"),
    ],
)
def test_reminders_fall_on_school_days(day: str, before: str, week: str | None, why: str) -> None:
    meeting = date.fromisoformat(day)
    assert day_before(meeting, VICTORIA) == date.fromisoformat(before), why
    assert week_before(meeting, VICTORIA) == (date.fromisoformat(week) if week else None), why


@pytest.mark.parametrize(
    ("day", "asked", "why"),
    [
        ("2026-05-14", "2026-05-07", "an ordinary Thursday: a week before"),
        ("2026-05-18", "2026-05-11", "a Monday"),
        ("2026-06-09", "2026-06-01", "the King's Birthday does not count"),
        ("2026-07-14", "2026-06-23", "nor do the holidays"),
        ("2026-07-08", "2026-06-22", "a meeting in the holidays: the last five days of term"),
    ],
)
def test_those_who_have_not_answered_are_asked_five_school_days_before(day: str, asked: str, why: str) -> None:
    assert invitation_day(date.fromisoformat(day), VICTORIA) == date.fromisoformat(asked), why
