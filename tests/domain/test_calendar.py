from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import (
    HalfYear,
    Off,
    SchoolCalendar,
    Term,
    UnknownDate,
    local_day,
    local_moment,
    posting_moment,
)
from storage.calendars import load_calendar

MELBOURNE = ZoneInfo("Australia/Melbourne")
EIGHT_THIRTY = time(8, 30)
CUP_DAY = date(2026, 11, 3)
TERM_1, TERM_2, TERM_3, TERM_4 = TERMS_2026 = (
    Term(2026, 1, date(2026, 1, 27), date(2026, 1, 28), date(2026, 4, 2)),
    Term(2026, 2, date(2026, 4, 20), date(2026, 4, 20), date(2026, 6, 26)),
    Term(2026, 3, date(2026, 7, 13), date(2026, 7, 13), date(2026, 9, 18)),
    Term(2026, 4, date(2026, 10, 5), date(2026, 10, 5), date(2026, 12, 18)),
)
TERM_1_2027 = Term(2027, 1, date(2027, 1, 27), date(2027, 1, 28), date(2027, 3, 25))
HOLIDAYS = frozenset({date(2026, 1, 26), date(2026, 3, 9), date(2026, 6, 8), CUP_DAY, date(2026, 12, 25)})
YEAR = SchoolCalendar("victoria", "Australia/Melbourne", TERMS_2026, HOLIDAYS)
LONGER = SchoolCalendar("victoria", "Australia/Melbourne", (*TERMS_2026, TERM_1_2027), HOLIDAYS)
DAYS_WITH_SCHOOL_AHEAD = st.dates(date(2026, 1, 1), date(2026, 11, 1))


@pytest.mark.parametrize(
    ("day", "expected", "why"),
    [
        (date(2026, 1, 27), False, "staff are in, students are not"),
        (date(2026, 1, 28), True, "the first day with students"),
        (date(2026, 3, 7), False, "a Saturday"),
        (date(2026, 3, 8), False, "a Sunday"),
        (date(2026, 3, 9), False, "Labour Day"),
        (date(2026, 3, 10), True, "the day after a long weekend"),
        (date(2026, 4, 2), True, "the last day of term"),
        (date(2026, 4, 3), False, "the day after the end of term"),
        (date(2026, 4, 19), False, "the day before a term"),
        (date(2026, 1, 1), False, "January before Term 1"),
        (date(2026, 12, 31), False, "December after Term 4"),
    ],
)
def test_school_day_is_a_weekday_in_term_that_is_no_public_holiday(day: date, expected: bool, why: str) -> None:
    assert YEAR.is_school_day(day) is expected, why


@pytest.mark.parametrize(
    ("closed", "opened", "cup_day", "geelong_cup", "why"),
    [
        (set(), set(), False, True, "as the state has it"),
        ({date(2026, 10, 21)}, {CUP_DAY}, True, False, "a city that keeps its own cup day"),
        ({CUP_DAY}, {CUP_DAY}, False, True, "closed wins over open"),
    ],
)
def test_network_can_swap_a_public_holiday(
    closed: set[date], opened: set[date], cup_day: bool, geelong_cup: bool, why: str
) -> None:
    calendar = YEAR.with_overrides(closed=closed, open=opened)
    assert calendar.is_school_day(CUP_DAY) is cup_day, why
    assert calendar.is_school_day(date(2026, 10, 21)) is geelong_cup, why


def test_overrides_add_up_and_opening_makes_no_weekend_or_holiday_into_school() -> None:
    calendar = YEAR.with_overrides(closed={date(2026, 5, 4)}).with_overrides(
        closed={date(2026, 5, 5)}, open={date(2026, 5, 9), date(2026, 7, 1)}
    )
    days = [date(2026, 5, 4), date(2026, 5, 5), date(2026, 5, 9), date(2026, 7, 1)]
    assert [calendar.is_school_day(day) for day in days] == [False] * 4


@pytest.mark.parametrize(
    ("day", "including", "expected"),
    [
        (date(2026, 3, 6), True, date(2026, 3, 6)),
        (date(2026, 3, 6), False, date(2026, 3, 10)),
        (date(2026, 4, 3), True, date(2026, 4, 20)),
        (date(2026, 1, 1), True, date(2026, 1, 28)),
    ],
)
def test_next_school_day_skips_weekends_holidays_and_breaks(day: date, including: bool, expected: date) -> None:
    assert YEAR.next_school_day(day, including=including) == expected


def test_previous_school_day_goes_back_over_a_long_weekend() -> None:
    assert YEAR.previous_school_day(date(2026, 3, 10)) == date(2026, 3, 6)
    assert YEAR.previous_school_day(date(2026, 3, 10), including=True) == date(2026, 3, 10)


@pytest.mark.parametrize(
    ("day", "n", "expected", "why"),
    [
        (date(2026, 5, 4), 5, date(2026, 5, 11), "a pulse opened on Monday closes the next Monday"),
        (date(2026, 6, 5), 1, date(2026, 6, 9), "over the King's Birthday"),
        (date(2026, 4, 1), 2, date(2026, 4, 20), "over the break"),
        (date(2026, 5, 9), 0, date(2026, 5, 11), "nothing after a Saturday is Monday"),
        (date(2026, 5, 8), 0, date(2026, 5, 8), "nothing after a school day is that day"),
    ],
)
def test_adding_school_days(day: date, n: int, expected: date, why: str) -> None:
    assert YEAR.add_school_days(day, n) == expected, why


def test_school_days_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="forwards"):
        YEAR.add_school_days(date(2026, 5, 4), -1)


@given(DAYS_WITH_SCHOOL_AHEAD, st.integers(1, 25))
def test_school_days_between_undoes_adding(day: date, n: int) -> None:
    later = YEAR.add_school_days(day, n)
    assert YEAR.is_school_day(later)
    assert YEAR.school_days_between(day, later) == n
    assert YEAR.school_days_between(later, day) == 0


@pytest.mark.parametrize(
    ("day", "term", "week", "why"),
    [
        (date(2026, 1, 27), TERM_1, 1, "the staff start is in the week of the student start"),
        (date(2026, 1, 28), TERM_1, 1, "the student start"),
        (date(2026, 2, 1), TERM_1, 1, "Sunday ends the week"),
        (date(2026, 2, 2), TERM_1, 2, "a short first week still is week 1"),
        (date(2026, 4, 2), TERM_1, 10, "the last day"),
        (date(2026, 4, 10), None, None, "the break"),
        (date(2026, 5, 4), TERM_2, 3, "week 3"),
    ],
)
def test_term_and_week_of_a_day(day: date, term: Term | None, week: int | None, why: str) -> None:
    assert YEAR.term_on(day) == term, why
    assert YEAR.week_of_term(day) == week, why


def test_days_before_the_week_that_students_start_have_no_week() -> None:
    early_staff = Term(2026, 1, date(2026, 1, 22), date(2026, 1, 28), date(2026, 4, 2))
    calendar = SchoolCalendar("early", "Australia/Melbourne", (early_staff,), frozenset())
    assert calendar.term_on(date(2026, 1, 22)) == early_staff
    assert calendar.week_of_term(date(2026, 1, 22)) is None


def test_first_school_day_of_a_week() -> None:
    assert YEAR.monday_of_week(TERM_1, 1) == date(2026, 1, 26)
    assert YEAR.first_school_day_of_week(TERM_1, 1) == date(2026, 1, 28)
    assert YEAR.first_school_day_of_week(TERM_2, 3) == date(2026, 5, 4)
    assert YEAR.first_school_day_of_week(TERM_2, 8) == date(2026, 6, 9), "King's Birthday is the Monday"
    assert YEAR.weeks_in(TERM_2) == 10
    closed = YEAR.with_overrides(closed={date(2026, 5, 4 + n) for n in range(5)})
    assert closed.first_school_day_of_week(TERM_2, 3) is None
    with pytest.raises(ValueError, match="Term 2, 2026 has weeks 1 to 10, not 11"):
        YEAR.monday_of_week(TERM_2, 11)


@given(st.sampled_from(TERMS_2026), st.integers(1, 9))
def test_monday_of_week_is_in_that_week(term: Term, n: int) -> None:
    friday = YEAR.monday_of_week(term, n) + timedelta(days=4)
    assert YEAR.week_of_term(friday) == n


@pytest.mark.parametrize(
    ("day", "expected", "why"),
    [
        (date(2026, 1, 5), "2026-S1", "January before Term 1 belongs to the year that starts"),
        (date(2026, 4, 10), "2026-S1", "the break after Term 1"),
        (date(2026, 6, 26), "2026-S1", "the last day of Term 2"),
        (date(2026, 7, 5), "2026-S1", "the winter break looks back"),
        (date(2026, 7, 13), "2026-S2", "the first day of Term 3"),
        (date(2026, 12, 31), "2026-S2", "December after Term 4"),
        (date(2027, 1, 5), "2027-S1", "the next January"),
    ],
)
def test_every_day_has_a_half_year(day: date, expected: str, why: str) -> None:
    assert LONGER.half_year_of(day).key == expected, why


def test_half_years_follow_each_other_and_know_their_terms() -> None:
    first = HalfYear.parse("2026-S1")
    assert (first.previous.key, first.next.key) == ("2025-S2", "2026-S2")
    assert first.next.previous == first < first.next
    assert YEAR.terms_of(first) == (TERM_1, TERM_2)
    assert YEAR.terms_of(first.previous) == ()
    assert str(first) == "Semester 1, 2026"


@pytest.mark.parametrize("key", ["2026", "2026-S3", "S1", "2026-T1", "x-S1", "2026-S"])
def test_half_year_key_must_look_like_one(key: str) -> None:
    with pytest.raises(ValueError, match=r"no half-year|semesters"):
        HalfYear.parse(key)


def test_terms_by_day() -> None:
    assert YEAR.term_at_or_after(date(2026, 6, 26)) is TERM_2
    assert YEAR.term_at_or_after(date(2026, 6, 27)) is TERM_3


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2027, 1, 1)])
def test_a_day_outside_the_known_years_is_a_sentence_for_the_operator(day: date) -> None:
    for question in (YEAR.is_school_day, YEAR.term_on, YEAR.half_year_of, YEAR.term_at_or_after):
        with pytest.raises(UnknownDate) as refusal:
            question(day)
        assert refusal.value.day == day
    assert str(refusal.value).startswith(
        "The school calendar “victoria” runs from 1 January 2026 to 31 December 2026, so it cannot say "
    )


def test_looking_past_the_last_known_day_says_so_too() -> None:
    with pytest.raises(UnknownDate, match="1 January 2027"):
        YEAR.next_school_day(date(2026, 12, 19))
    with pytest.raises(UnknownDate, match="1 January 2027"):
        YEAR.term_at_or_after(date(2026, 12, 19))


def test_a_year_that_lacks_terms_is_known_only_as_far_as_they_go() -> None:
    assert LONGER.known_until == TERM_1_2027.end
    late_start = SchoolCalendar("late", "Australia/Melbourne", TERMS_2026[2:], frozenset())
    assert late_start.known_from == TERM_3.staff_start


@pytest.mark.parametrize(
    ("day", "expected"), [(date(2025, 12, 31), False), (date(2026, 1, 1), True), (date(2028, 1, 1), True)]
)
def test_operator_is_warned_a_year_before_the_calendar_runs_out(day: date, expected: bool) -> None:
    assert YEAR.runs_out_within(day) is expected


def test_calendar_refuses_terms_that_overlap_or_are_missing() -> None:
    with pytest.raises(ValueError, match="2026-T1 must come after term 2026-T2"):
        SchoolCalendar("x", "Australia/Melbourne", (TERM_2, TERM_1), frozenset())
    with pytest.raises(ValueError, match="no terms"):
        SchoolCalendar("x", "Australia/Melbourne", (), frozenset())
    with pytest.raises(ValueError, match="2026-T1"):
        Term(2026, 1, date(2026, 2, 1), date(2026, 1, 28), date(2026, 4, 2))


def utc(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "at", "expected", "why"),
    [
        (date(2026, 4, 2), EIGHT_THIRTY, utc(2026, 4, 1, 21, 30), "daylight saving, UTC+11"),
        (date(2026, 4, 20), EIGHT_THIRTY, utc(2026, 4, 19, 22, 30), "standard time, UTC+10"),
        (date(2026, 10, 5), EIGHT_THIRTY, utc(2026, 10, 4, 21, 30), "the day after clocks go forward"),
        (date(2026, 4, 5), time(2, 30), utc(2026, 4, 4, 15, 30), "the first of two 2.30s"),
        (date(2026, 4, 5), time(3, 30), utc(2026, 4, 4, 17, 30), "after clocks went back"),
        (date(2026, 10, 4), time(2, 30), utc(2026, 10, 3, 16, 30), "2.30 does not exist: 3.30"),
    ],
)
def test_local_moment_through_both_clock_changes(day: date, at: time, expected: datetime, why: str) -> None:
    moment = local_moment(day, at, MELBOURNE)
    assert moment == expected, why
    assert moment.tzinfo is UTC


def test_local_day_is_the_date_on_the_wall() -> None:
    assert local_day(datetime(2026, 5, 4, 20, 0, tzinfo=UTC), MELBOURNE) == date(2026, 5, 5)


def melbourne(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=MELBOURNE)


@pytest.mark.parametrize(
    ("now", "expected", "why"),
    [
        (melbourne(2026, 5, 4, 7), melbourne(2026, 5, 4, 8, 30), "before hours waits for the morning"),
        (melbourne(2026, 5, 4, 8, 30), melbourne(2026, 5, 4, 8, 30), "on time is now"),
        (melbourne(2026, 5, 4, 16, 59), melbourne(2026, 5, 4, 16, 59), "still in hours"),
        (melbourne(2026, 5, 4, 17), melbourne(2026, 5, 5, 8, 30), "after hours waits for tomorrow"),
        (melbourne(2026, 5, 8, 20), melbourne(2026, 5, 11, 8, 30), "Friday evening waits for Monday"),
        (melbourne(2026, 5, 9, 10), melbourne(2026, 5, 11, 8, 30), "Saturday waits for Monday"),
        (melbourne(2026, 4, 2, 17), melbourne(2026, 4, 20, 8, 30), "over clocks going back"),
        (melbourne(2026, 9, 18, 18), melbourne(2026, 10, 5, 8, 30), "over clocks going forward"),
    ],
)
def test_posting_moment_is_in_hours_on_a_school_day(now: datetime, expected: datetime, why: str) -> None:
    moment = posting_moment(now.astimezone(UTC), YEAR, EIGHT_THIRTY)
    assert moment == expected, why
    assert moment.tzinfo is UTC


def test_posting_time_in_the_evening_still_finds_a_moment() -> None:
    evening = time(18, 0)
    assert posting_moment(melbourne(2026, 5, 4, 17), YEAR, evening) == melbourne(2026, 5, 4, 18)
    assert posting_moment(melbourne(2026, 5, 4, 18), YEAR, evening) == melbourne(2026, 5, 4, 18)


def test_posting_hours_are_those_of_the_networks_own_zone() -> None:
    perth = ZoneInfo("Australia/Perth")
    now = melbourne(2026, 5, 4, 9)
    assert posting_moment(now, YEAR, EIGHT_THIRTY, zone=perth) == datetime(2026, 5, 4, 8, 30, tzinfo=perth)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        posting_moment(datetime(2026, 5, 4, 9), YEAR, EIGHT_THIRTY)  # noqa: DTZ001


@given(st.integers(0, 350 * 24 * 60))
def test_posting_moment_settles_at_once(minutes_into_the_year: int) -> None:
    now = utc(2026, 1, 1, 0) + timedelta(minutes=minutes_into_the_year)
    moment = posting_moment(now, YEAR, EIGHT_THIRTY)
    assert moment >= now
    assert YEAR.is_school_day(local_day(moment, MELBOURNE))
    assert EIGHT_THIRTY <= moment.astimezone(MELBOURNE).time() < time(17, 0)
    assert posting_moment(moment, YEAR, EIGHT_THIRTY) == moment


@pytest.mark.parametrize(
    ("first", "last", "terms"),
    [
        (TERM_1.end, TERM_1.end, (TERM_1,)),
        (TERM_1.end + timedelta(days=1), TERM_2.staff_start - timedelta(days=1), ()),
        (TERM_1.end + timedelta(days=1), TERM_2.staff_start, (TERM_2,)),
        (TERM_1.end, TERM_2.staff_start, (TERM_1, TERM_2)),
    ],
)
def test_terms_between_two_days(first: date, last: date, terms: tuple[Term, ...]) -> None:
    assert YEAR.terms_between(first, last) == terms


@pytest.mark.parametrize(
    ("day", "why", "name"),
    [
        (date(2026, 5, 14), None, ""),
        (date(2026, 5, 16), Off.WEEKEND, ""),
        (date(2026, 3, 9), Off.HOLIDAY, "Labour Day"),
        (date(2026, 11, 3), Off.HOLIDAY, "Melbourne Cup Day"),
        (date(2026, 4, 25), Off.HOLIDAY, "ANZAC Day"),
        (date(2026, 4, 3), Off.BETWEEN_TERMS, "Good Friday"),
        (date(2026, 7, 2), Off.BETWEEN_TERMS, ""),
        (date(2026, 5, 15), Off.CLOSED, ""),
        (date(2026, 1, 27), Off.STAFF, ""),
    ],
)
def test_a_day_without_school_is_named(day: date, why: Off | None, name: str) -> None:
    calendar = load_calendar("victoria").with_overrides(closed={date(2026, 5, 15)})
    off = calendar.day_off(day)
    assert (off.why if off else None, off.name if off else "") == (why, name)


def test_a_public_holiday_that_a_network_keeps_open_is_a_school_day() -> None:
    cup_day = date(2026, 11, 3)
    assert load_calendar("victoria").with_overrides(open={cup_day}).day_off(cup_day) is None
