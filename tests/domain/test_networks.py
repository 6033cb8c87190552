"""The rules for a network's schools, settings and days, a reason for each row."""

from __future__ import annotations

from datetime import date, time

import pytest

from domain.calendar import HalfYear, UnknownDate
from domain.errors import Invalid
from domain.networks import (
    NamedSchool,
    chair_until,
    check_override,
    check_posting_time,
    check_threshold,
    check_window,
    clean_name,
    half_year_to_set,
    new_schools,
    read_schools,
)
from storage.calendars import load_calendar

VICTORIA = load_calendar("victoria")
S1, S2 = HalfYear(2026, 1), HalfYear(2026, 2)


@pytest.mark.parametrize(
    ("text", "schools"),
    [
        ("Merri Weir PS", [NamedSchool("Merri Weir PS")]),  # a name alone
        ("Merri Weir PS, Primary", [NamedSchool("Merri Weir PS", "primary")]),  # types read alike
        (" Merri   Weir PS ,primary ", [NamedSchool("Merri Weir PS", "primary")]),  # stray blanks
        ("A PS\n\n  \nB PS\r\n", [NamedSchool("A PS"), NamedSchool("B PS")]),  # blank lines
        ("A PS\na ps, primary", [NamedSchool("A PS")]),  # twice is once
        ("A PS, primary, P-6", [NamedSchool("A PS", "primary, p-6")]),  # only the first comma parts
        ("St Mary's PS\nSt Mary’s\u00a0PS", [NamedSchool("St Mary's PS")]),  # two spellings are one school
        ("A PS\tPrimary\nB PS", [NamedSchool("A PS", "primary"), NamedSchool("B PS")]),  # pasted from a table
        ('"A PS", primary', [NamedSchool("A PS", "primary")]),  # quotes around a cell
        ("\u200b\nA PS", [NamedSchool("A PS")]),  # a line with nothing to see
        ("", []),
    ],
)
def test_schools_are_read_one_a_line_with_an_optional_type(text: str, schools: list[NamedSchool]) -> None:
    assert list(read_schools(text, "schools")) == schools


def test_a_school_that_is_there_already_is_not_new_whatever_its_capitals() -> None:
    assert new_schools([NamedSchool("A PS"), NamedSchool("B PS")], ["a ps"]) == [NamedSchool("B PS")]
    assert new_schools([NamedSchool("St Mary’s–PS")], ["St Mary's-PS"]) == []


@pytest.mark.parametrize("text", ["", "   ", "\u200b\ufeff", "x" * 81])
def test_a_name_is_neither_empty_nor_too_long(text: str) -> None:
    with pytest.raises(Invalid):
        clean_name(text, "name")


@pytest.mark.parametrize(
    ("number", "fits"), [(None, False), (0, False), (4, False), (5, True), (50, True), (51, False)]
)
def test_the_threshold_never_goes_below_five(number: int | None, fits: bool) -> None:
    if fits:
        assert check_threshold(number, "threshold") == number
    else:
        with pytest.raises(Invalid):
            check_threshold(number, "threshold")


@pytest.mark.parametrize(
    ("at", "fits"), [(time(6, 59), False), (time(7), True), (time(16), True), (time(16, 1), False), (None, False)]
)
def test_posts_go_out_between_seven_and_four(at: time | None, fits: bool) -> None:
    if fits:
        assert check_posting_time(at, "posting") == at
    else:
        with pytest.raises(Invalid):
            check_posting_time(at, "posting")


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 2, 3), S1),  # Term 1: this half-year's window is still to come
        (date(2026, 5, 29), S1),  # Friday of week 6 of Term 2: it runs now
        (date(2026, 6, 7), S1),  # Sunday of week 7: the last day that belongs to it
        (date(2026, 6, 8), S2),  # Monday of week 8: over, so the next one is set
        (date(2026, 7, 4), S2),  # winter holidays
        (date(2026, 12, 28), HalfYear(2027, 1)),  # summer holidays
    ],
)
def test_the_assessment_to_set_dates_for_is_the_next_one(today: date, expected: HalfYear) -> None:
    assert half_year_to_set(VICTORIA, today) == expected


def test_past_the_calendars_end_there_is_no_half_year_to_set() -> None:
    with pytest.raises(UnknownDate):
        half_year_to_set(VICTORIA, date(2031, 2, 1))


@pytest.mark.parametrize(
    ("opens", "closes", "field"),
    [
        (date(2026, 5, 11), None, "closes"),  # half a window
        (None, date(2026, 5, 11), "opens"),
        (date(2026, 5, 11), date(2026, 5, 11), "closes"),  # opens and closes on one day
        (date(2026, 5, 29), date(2026, 5, 11), "closes"),  # backwards
        (date(2026, 5, 11), date(2026, 5, 14), "closes"),  # less than a school week
        (date(2026, 4, 6), date(2026, 5, 11), "opens"),  # in the holidays
        (date(2026, 7, 20), date(2026, 7, 30), "opens"),  # in the other half-year
        (date(2026, 5, 11), date(2031, 5, 1), "closes"),  # beyond the calendar
    ],
)
def test_a_window_lies_in_terms_of_its_half_year_and_closes_after_it_opens(
    opens: date | None, closes: date | None, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        check_window(VICTORIA, S1, opens, closes, ("opens", "closes"))
    assert refused.value.field == field


def test_no_dates_mean_the_usual_window() -> None:
    assert check_window(VICTORIA, S1, None, None, ("opens", "closes")) is None


@pytest.mark.parametrize(
    ("day", "is_school_day", "fits"),
    [
        (date(2026, 5, 15), False, True),  # a Friday in term can be closed
        (date(2026, 5, 16), False, False),  # a Saturday is closed anyway
        (date(2026, 11, 3), True, True),  # Melbourne Cup Day is kept on another day there
        (date(2026, 5, 15), True, False),  # open anyway
        (date(2026, 5, 16), True, False),  # a Saturday cannot be opened
        (date(2026, 7, 1), True, False),  # nor the holidays
        (date(2031, 5, 15), False, False),  # beyond the calendar
        (None, False, False),
    ],
)
def test_a_days_exception_has_to_change_something(day: date | None, is_school_day: bool, fits: bool) -> None:
    if fits:
        assert check_override(VICTORIA, day, is_school_day, "day") == day
    else:
        with pytest.raises(Invalid):
            check_override(VICTORIA, day, is_school_day, "day")


@pytest.mark.parametrize(
    ("since", "until"),
    [(date(2026, 2, 3), date(2027, 2, 3)), (date(2028, 2, 29), date(2029, 2, 28))],
)
def test_a_chairs_time_is_a_year(since: date, until: date) -> None:
    assert chair_until(since) == until
