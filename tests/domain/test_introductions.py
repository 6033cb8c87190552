"""When an introduction closes, and what two answers amount to."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from domain.errors import Invalid
from domain.introductions import (
    MOST_CHARACTERS,
    Upshot,
    check_people,
    check_why,
    closing_moment,
    follow_up_day,
    last_day_to_answer,
    silence_day,
    upshot,
)
from storage.calendars import load_calendar

CALENDAR = load_calendar("victoria")


@pytest.mark.parametrize(
    ("first", "second", "amounts_to"),
    [
        ("", "", Upshot.OPEN),
        ("yes", "", Upshot.OPEN),
        ("no", "", Upshot.OPEN),
        ("", "no", Upshot.OPEN),
        ("yes", "yes", Upshot.AGREED),
        ("yes", "no", Upshot.DECLINED),
        ("no", "yes", Upshot.DECLINED),
        ("no", "no", Upshot.DECLINED),
    ],
)
def test_a_single_no_decides_nothing_that_anybody_could_see(first: str, second: str, amounts_to: Upshot) -> None:
    assert upshot(first, second) is amounts_to


@pytest.mark.parametrize(
    ("first", "second", "field"),
    [(None, "UB", "first"), ("UA", None, "second"), ("UA", "UA", "second"), ("US", "UB", "first")],
)
def test_two_different_people_besides_the_seil(first: str | None, second: str | None, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_people("US", first, second)
    assert refused.value.field == field


@pytest.mark.parametrize("why", ["", "  ", "x" * (MOST_CHARACTERS + 1)])
def test_a_reason_is_given_and_not_too_long(why: str) -> None:
    with pytest.raises(Invalid):
        check_why(why)


def test_days_are_school_days() -> None:
    last = last_day_to_answer(date(2026, 6, 22), CALENDAR)
    assert last == date(2026, 7, 20), "the winter holidays do not count"
    closes = closing_moment(last, CALENDAR, time(8, 30), CALENDAR.zone)
    assert closes == datetime(2026, 7, 20, 22, 30, tzinfo=UTC), "Tuesday 21 July, 8.30 am in Melbourne"
    introduced = datetime(2026, 6, 10, 1, tzinfo=UTC)
    assert follow_up_day(introduced, CALENDAR, CALENDAR.zone) == date(2026, 7, 13), "three weeks on are holidays"
    assert silence_day(date(2026, 7, 13), CALENDAR) == date(2026, 7, 20)
