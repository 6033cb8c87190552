"""Which half-year is meant, when it is told by itself, and what comes first of what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from domain.calendar import HalfYear, SchoolCalendar, Term
from domain.errors import Invalid
from domain.summaries import (
    MOST_STEPS,
    Aspect,
    Urgency,
    Wish,
    half_year_meant,
    half_years_in,
    next_steps,
    read_words,
    stretch,
    telling_day,
)
from tests.refusals import refused

TERMS = (
    Term(2025, 3, date(2025, 7, 21), date(2025, 7, 21), date(2025, 9, 19)),
    Term(2025, 4, date(2025, 10, 6), date(2025, 10, 6), date(2025, 12, 19)),
    Term(2026, 1, date(2026, 1, 27), date(2026, 1, 28), date(2026, 4, 2)),
    Term(2026, 2, date(2026, 4, 20), date(2026, 4, 20), date(2026, 6, 26)),
    Term(2026, 3, date(2026, 7, 13), date(2026, 7, 13), date(2026, 9, 18)),
    Term(2026, 4, date(2026, 10, 5), date(2026, 10, 5), date(2026, 12, 18)),
)
CALENDAR = SchoolCalendar("test", "Australia/Melbourne", TERMS, frozenset())
MAY = date(2026, 5, 14)


@pytest.mark.parametrize(
    ("typed", "wish", "reason"),
    [
        ("", Wish(), "nothing means this half-year"),
        ("2026-S1", Wish(year=2026, semester=1), "the key as the bot shows it"),
        ("2026 s2", Wish(year=2026, semester=2), "written loosely"),
        ("S1 2025", Wish(year=2025, semester=1), "the other way round"),
        ("Semester 2, 2025", Wish(year=2025, semester=2), "as the messages write it"),
        ("semester 1", Wish(semester=1), "this year's"),
        ("last half-year", Wish(last=True), "in words"),
        ("last term", Wish(last_term=True), "by the calendar"),
        ("Moonee Valley last term", Wish(last_term=True, name="Moonee Valley"), "a network and a term"),
        ("LAST half year", Wish(last=True), "capitals and hyphens do not matter"),
        ("previous semester", Wish(last=True), "another word for it"),
        ("last", Wish(last=True), "one word is enough"),
        ("this half-year", Wish(), "said aloud"),
        ("Merri-bek", Wish(name="Merri-bek"), "a network"),
        ("Moonee Valley last half-year", Wish(last=True, name="Moonee Valley"), "a network and a half-year"),
        ("2025-S2 Moonee  Valley", Wish(year=2025, semester=2, name="Moonee Valley"), "the half-year first"),
        ("Lasting Hills", Wish(name="Lasting Hills"), "a word that only begins like one"),
        ("Hills1", Wish(name="Hills1"), "a name that ends like a semester"),
        ("2026-S3", Wish(name="2026-S3"), "there is no third semester"),
        ("<!channel>", Wish(name="<!channel>"), "anything else is a name to look for"),
        ("trend", Wish(aspect=Aspect.TREND), "the years"),
        ("Since  the Baseline", Wish(aspect=Aspect.BASELINE), "loosely"),
        ("since baseline 2025-S2", Wish(year=2025, semester=2, aspect=Aspect.BASELINE), "up to a half-year"),
        (
            "last half-year Moonee Valley trend",
            Wish(last=True, aspect=Aspect.TREND, name="Moonee Valley", whole_name="Moonee Valley trend"),
            "all three, in any order",
        ),
        ("perception gap", Wish(aspect=Aspect.GAP), "both sides"),
        (
            "The Gap",
            Wish(aspect=Aspect.GAP, name="The", whole_name="The Gap"),
            "maybe a name after all",
        ),
        ("Trendy Hills", Wish(name="Trendy Hills"), "a name that only begins like it"),
        ("Up-trend", Wish(name="Up-trend"), "or ends like it"),
        ("The Trend Network", Wish(name="The Trend Network"), "in the midst of a name it is part of it"),
    ],
)
def test_reads_what_is_typed_after_the_command(typed: str, wish: Wish, reason: str) -> None:
    assert read_words(typed) == wish, reason


@pytest.mark.parametrize(
    ("typed", "keys", "rest"),
    [
        ("2025", ["2025-S1", "2025-S2"], ""),
        ("last year, Three Pillars", ["2025-S1", "2025-S2"], "three pillars"),
        ("the Three Pillars for 2025-S2", ["2025-S2"], "the three pillars"),
        ("semester 1", ["2026-S1"], ""),
        ("term 4 2025", ["2025-S2"], ""),
        ("second half of 2024", ["2024-S2"], ""),
        ("last half-year", ["2025-S2"], ""),
        ("this semester", ["2026-S1"], ""),
        ("the last", [], "the last"),
        ("Pillars of 1999", [], "pillars of 1999"),
        ("Framework 2020-22", [], "framework 2020-22"),
    ],
)
def test_reads_the_half_years_that_something_is_wanted_of(typed: str, keys: list[str], rest: str) -> None:
    found, left = half_years_in(typed, HalfYear(2026, 1))
    assert ([one.key for one in found], left.casefold()) == (keys, rest)


@pytest.mark.parametrize(
    ("wish", "today", "meant", "reason"),
    [
        (Wish(), MAY, "2026-S1", "the one that is now"),
        (Wish(), date(2026, 7, 5), "2026-S1", "winter holidays still belong to Semester 1"),
        (Wish(last=True), MAY, "2025-S2", "the one before"),
        (Wish(year=2021, semester=1, aspect=Aspect.TREND), MAY, "2021-S1", "of the years, also before the calendar"),
        (Wish(year=2025, semester=2), MAY, "2025-S2", "by its name"),
        (Wish(last_term=True), MAY, "2026-S1", "Term 1, which is of the same half"),
        (Wish(last_term=True), date(2026, 8, 3), "2026-S1", "Term 2"),
        (Wish(last_term=True), date(2026, 7, 5), "2026-S1", "the one that has just ended"),
        (Wish(last_term=True), date(2026, 2, 10), "2025-S2", "Term 4 of the year before"),
        (Wish(semester=1), date(2026, 8, 3), "2026-S1", "a semester alone is this year's"),
    ],
)
def test_finds_the_half_year_that_is_meant(wish: Wish, today: date, meant: str, reason: str) -> None:
    assert half_year_meant(wish, CALENDAR, today) == HalfYear.parse(meant), reason


@pytest.mark.parametrize(
    ("wish", "today", "sentence", "reason"),
    [
        (Wish(year=2026, semester=2), MAY, "Semester 2, 2026 has not begun yet. Try 2026-S1", "the future"),
        (Wish(year=2019, semester=1), MAY, "I know school dates from 21 July 2025", "before the calendar"),
        (Wish(last=True), date(2025, 8, 1), "Name a half-year in between, such as 2025-S2", "just before it"),
        (Wish(), date(2031, 3, 4), "Name a half-year, such as 2026-S2", "today is past the calendar"),
    ],
)
def test_refuses_a_half_year_that_nothing_can_be_said_about(
    wish: Wish, today: date, sentence: str, reason: str
) -> None:
    with refused(Invalid, sentence):
        half_year_meant(wish, CALENDAR, today)


def test_half_years_follow_each_other_without_a_gap() -> None:
    first, middle = stretch(CALENDAR, HalfYear(2026, 1))
    second, end = stretch(CALENDAR, HalfYear(2026, 2))
    assert (first, middle, second, end) == (date(2026, 1, 1), date(2026, 7, 13), date(2026, 7, 13), date(2027, 1, 1))


@pytest.mark.parametrize(
    ("closed", "day", "reason"),
    [
        (set(), date(2026, 6, 22), "the Monday of the last school week"),
        ({date(2026, 6, 22)}, date(2026, 6, 23), "Monday is a day off"),
        ({date(2026, 6, day) for day in range(22, 27)}, date(2026, 6, 15), "the whole week is off: the week before"),
    ],
)
def test_the_half_year_is_told_at_the_start_of_its_last_school_week(closed: set[date], day: date, reason: str) -> None:
    calendar = CALENDAR.with_overrides(closed=closed)
    assert telling_day(calendar, calendar.term_at_or_after(date(2026, 5, 1))) == day, reason


def test_terms_that_end_no_half_year_are_not_summed_up() -> None:
    assert telling_day(CALENDAR, CALENDAR.term_at_or_after(date(2026, 2, 16))) is None
    assert telling_day(CALENDAR, CALENDAR.term_at_or_after(date(2026, 8, 3))) is None
    assert telling_day(CALENDAR, CALENDAR.term_at_or_after(date(2026, 11, 2))) == date(2026, 12, 14)


@dataclass(frozen=True)
class Step:
    name: str
    urgency: Urgency


def test_what_to_do_next_is_short_and_the_most_pressing_comes_first() -> None:
    late, later = Step("actions", Urgency.LATE), Step("visits", Urgency.LATE)
    unbegun, term = Step("round", Urgency.UNBEGUN), Step("minutes", Urgency.TERM)
    assert next_steps([unbegun, late, later, term]) == (term, late, later)
    assert len(next_steps([late] * 9)) == MOST_STEPS
    assert next_steps([unbegun, late]) == (late, unbegun)
    assert next_steps([]) == ()
