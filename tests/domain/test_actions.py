"""What may be recorded as an action, and the days of its reminders."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from domain.actions import MOST_CHARACTERS, Reminding, check_due, check_what, nudge_days, nudges_left
from domain.errors import Invalid
from storage.calendars import load_calendar

CALENDAR = load_calendar("victoria")
LONG_AGO = datetime(2026, 1, 30, tzinfo=UTC)
TODAY = date(2026, 5, 14)


@pytest.mark.parametrize(
    ("due_on", "days", "reason"),
    [
        (date(2026, 5, 14), ["05-12", "05-14", "05-19"], "a Thursday, with the weekend before the last one"),
        (date(2026, 5, 16), ["05-13", "05-15", "05-20"], "a Saturday is reminded of by the Friday"),
        (date(2026, 6, 9), ["06-04", "06-09", "06-12"], "the King's Birthday lies before it"),
        (date(2026, 7, 1), ["06-24", "06-26", "07-15"], "in the holidays, so by the last day of term"),
    ],
)
def test_reminders_fall_on_school_days(due_on: date, days: list[str], reason: str) -> None:
    assert [f"{day:%m-%d}" for day in nudge_days(due_on, CALENDAR)] == days, reason


@pytest.mark.parametrize(
    ("action", "days", "reason"),
    [
        (Reminding(TODAY, LONG_AGO, 0, None), [12, 14, 19], "nothing said yet"),
        (Reminding(TODAY, LONG_AGO, 1, date(2026, 5, 12)), [14, 19], "the first was given"),
        (Reminding(TODAY, datetime(2026, 5, 14, 2, tzinfo=UTC), 0, None), [19], "recorded at noon on its due day"),
        (Reminding(TODAY, LONG_AGO, 2, date(2026, 4, 1)), [12], "two were spent on an earlier date"),
        (Reminding(TODAY, LONG_AGO, 3, date(2026, 4, 1)), [], "all three are spent"),
        (Reminding(date(2031, 3, 3), LONG_AGO, 0, None), [], "past the end of the calendar"),
    ],
)
def test_three_reminders_at_most_and_none_for_a_moment_gone_by(action: Reminding, days: list[int], reason: str) -> None:
    left = nudges_left(action, CALENDAR, time(8, 30), CALENDAR.zone)
    assert [day.day for day, _ in left] == days, reason


def test_an_action_is_kept_on_one_line() -> None:
    assert check_what("  Send\n the   data ") == "Send the data"


@pytest.mark.parametrize("what", ["", " \n ", "x" * (MOST_CHARACTERS + 1)])
def test_nothing_and_too_much_are_refused(what: str) -> None:
    with pytest.raises(Invalid):
        check_what(what)


@pytest.mark.parametrize(("days", "fine"), [(-1, False), (0, True), (731, True), (732, False)])
def test_a_due_day_lies_between_today_and_two_years_on(days: int, fine: bool) -> None:
    due_on = TODAY + timedelta(days=days)
    if fine:
        assert check_due(due_on, TODAY) == due_on
        return
    with pytest.raises(Invalid):
        check_due(due_on, TODAY)
