"""Which item comes next, which is meant, when a pulse is asked and closes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from domain.disclosure import spread
from domain.pulses import (
    FIRST_WEEK,
    Shape,
    asking_order,
    closing_moment,
    day_of_week,
    falls_quiet,
    find_item,
    furthest_apart,
    next_item,
    shape,
    weakest,
)
from domain.ratings import Distribution
from domain.standings import Agreed, ItemStanding
from prompts.instrument import load_instrument
from storage.calendars import load_calendar

INSTRUMENT = load_instrument()
VICTORIA = load_calendar("victoria", None)
MELBOURNE = ZoneInfo("Australia/Melbourne")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=MELBOURNE).astimezone(UTC)


def test_all_items_are_asked_before_any_repeats() -> None:
    asked: list[str] = []
    for _ in range(3 * len(INSTRUMENT.items)):
        asked.append(next_item(INSTRUMENT, asked).key)
    size = len(INSTRUMENT.items)
    for turn in range(3):
        assert set(asked[turn * size : (turn + 1) * size]) == set(INSTRUMENT.item_keys)


def test_a_half_year_reaches_every_item() -> None:
    reached: Counter[tuple[int, int]] = Counter()
    for term in VICTORIA.terms:
        for week in range(FIRST_WEEK, VICTORIA.weeks_in(term) + 1):
            day = day_of_week(VICTORIA, term, week)
            if day and closing_moment(at(f"{day} 08:30"), VICTORIA, MELBOURNE):
                reached[term.year, (term.number + 1) // 2] += 1
    assert min(reached.values()) >= len(INSTRUMENT.items)


def test_neighbouring_items_come_from_different_pillars() -> None:
    pillar_of = {item: pillar.key for pillar in INSTRUMENT.pillars for item in pillar.item_keys}
    pillars = [pillar_of[item.key] for item in asking_order(INSTRUMENT)]
    assert all(one != other for one, other in pairwise(pillars))
    assert set(Counter(pillars).values()) == {6}


def test_an_item_that_the_chair_asked_about_is_not_asked_again_before_the_others() -> None:
    first, second, *_ = asking_order(INSTRUMENT)
    assert next_item(INSTRUMENT, [first.key]) == second
    assert next_item(INSTRUMENT, [second.key, second.key]) == first
    everything = [item.key for item in reversed(asking_order(INSTRUMENT))]
    assert next_item(INSTRUMENT, everything).key == everything[0], "after a full turn, the one that waits longest"


def test_what_the_leaders_put_first_is_asked_first_and_waits_while_it_rests() -> None:
    chosen = ["trust", "focus"]
    assert next_item(INSTRUMENT, [], (), chosen) == INSTRUMENT.item("trust")
    assert next_item(INSTRUMENT, [], {"trust"}, chosen) == INSTRUMENT.item("focus")
    assert next_item(INSTRUMENT, [], chosen, chosen) == asking_order(INSTRUMENT)[0]


def test_an_assessment_tells_what_is_weak() -> None:
    counts = {"low": (3, 2, 0, 0), "agreed": (0, 0, 3, 3), "split": (3, 0, 0, 3), "high": (0, 1, 2, 3)}
    found = {key: Distribution(given) for key, given in counts.items()}
    items = [ItemStanding(key, key, told, told.median) for key, told in found.items() if told.median]
    items[1] = replace(items[1], agreed=Agreed(1, "we looked at it again"))
    assert weakest(items) == ["agreed", "low", "split", "high"]
    assert furthest_apart(items)[0] == "split"


def test_keys_of_an_earlier_instrument_do_no_harm() -> None:
    assert next_item(INSTRUMENT, ["gone", "gone"]) == asking_order(INSTRUMENT)[0]


@pytest.mark.parametrize(
    ("words", "key", "why"),
    [
        ("trust", "trust", "the key"),
        ("  TRUST ", "trust", "in any case, with blanks"),
        ("data-use", "data-use", "a key with a hyphen"),
        ("use of data", "data-use", "the title"),
        ("data", "data-use", "the start of one title or key only"),
        ("challenge", "positive-challenge", "a word inside the title"),
        ("succession", "leadership-succession", "the last word"),
        ("e", None, "the start of several"),
        ("karaoke", None, "nothing is called so"),
        ("", None, "nothing was said"),
        ("<!channel>", None, "nothing is called so either"),
    ],
)
def test_people_name_an_item_in_their_own_way(words: str, key: str | None, why: str) -> None:
    found = find_item(INSTRUMENT, words)
    assert (found.key if found else None) == key, why


@pytest.mark.parametrize(
    ("opened", "closes", "why"),
    [
        ("2026-05-18 09:00", "2026-05-22 17:00", "Monday to Friday, the first day included"),
        ("2026-05-19 08:30", "2026-05-25 17:00", "from a Tuesday over the weekend"),
        ("2026-05-19 17:00", "2026-05-26 17:00", "in the evening: the day itself no longer counts"),
        ("2026-05-17 11:00", "2026-05-22 17:00", "on a Sunday: counting starts on Monday"),
        ("2026-06-04 10:00", "2026-06-11 17:00", "a public holiday on Monday 8 June does not count"),
        ("2026-06-23 08:30", "2026-06-26 17:00", "the term's last week: until its last day"),
        ("2026-06-25 10:00", None, "two days before the holidays: not at all"),
        ("2026-06-24 17:00", None, "three days before, but in the evening"),
        ("2026-07-01 10:00", None, "in the holidays"),
        ("2026-07-11 10:00", "2026-07-17 17:00", "on the weekend before a term"),
    ],
)
def test_a_pulse_stays_open_for_five_school_days_and_never_over_holidays(
    opened: str, closes: str | None, why: str
) -> None:
    assert closing_moment(at(opened), VICTORIA, MELBOURNE) == (closes and at(closes)), why


@pytest.mark.parametrize(
    ("counts", "members", "form"),
    [
        ((0, 3, 1, 4), 10, Shape.SPLIT),
        ((4, 0, 0, 4), 8, Shape.SPLIT),
        ((2, 2, 2, 2), 10, Shape.SPREAD),
        ((2, 2, 2, 2), 8, Shape.MIDDLE),  # of so few no thirds are told, so it may be (1, 3, 3, 1) as well
        ((1, 3, 3, 1), 10, Shape.MIDDLE),
        ((0, 4, 4, 0), 8, Shape.MIDDLE),
        ((3, 3, 3, 0), 15, Shape.MIDDLE),
        ((3, 0, 3, 3), 15, Shape.SPLIT),
    ],
)
def test_a_result_without_a_common_middle_is_called_split(
    counts: tuple[int, int, int, int], members: int, form: Shape
) -> None:
    median, told = Distribution(counts).median, spread(counts, members, 5)
    assert median is not None
    assert told is not None
    assert shape(median, told) is form


def test_the_day_of_the_week_is_tuesday_or_the_next_school_day() -> None:
    term = VICTORIA.term_at_or_after(date(2026, 5, 1))
    tuesday, wednesday, monday = date(2026, 4, 28), date(2026, 4, 29), date(2026, 4, 27)
    week = frozenset(date(2026, 4, day) for day in range(28, 31)) | {date(2026, 5, 1)}
    assert day_of_week(VICTORIA, term, 2) == tuesday
    assert day_of_week(VICTORIA.with_overrides(closed={tuesday}), term, 2) == wednesday
    only_monday = VICTORIA.with_overrides(closed=week, open={monday})
    assert day_of_week(only_monday, term, 2) == monday
    assert day_of_week(VICTORIA.with_overrides(closed=week | {monday}), term, 2) is None


@pytest.mark.parametrize(
    ("earlier", "in_term", "rests", "why"),
    [
        (0, 2, False, "the chair is asked after two, and nothing stops yet"),
        (0, 4, True, "four in a row"),
        (0, 5, False, "somebody went on all the same, to the end of the term"),
        (1, 3, True, "four in a row, over the holidays"),
        (2, 2, True, "four in a row, over the holidays"),
        (3, 1, False, "each term begins anew"),
        (6, 2, True, "where it rested a term before, two are enough"),
        (6, 3, False, "somebody went on all the same, to the end of the term"),
    ],
)
def test_the_week_s_question_rests_once_a_term_after_some_that_too_few_answered(
    earlier: int, in_term: int, rests: bool, why: str
) -> None:
    start = date(2026, 4, 20)
    days = [start + timedelta(days=7 * n) for n in range(in_term)] + [start - timedelta(days=30)] * earlier
    assert falls_quiet(days, start) is rests, why
