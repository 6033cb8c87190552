"""Rating again: nobody finds out from two results who changed their mind."""

from collections import defaultdict
from datetime import date

import pytest

from domain.assessments import is_told_whole
from domain.disclosure import every_count
from domain.ratings import Distribution
from domain.second_pass import proposed_closing, told_again
from tests.domain.test_calendar import YEAR

Counts = tuple[int, ...]


def told(before: Counts, after: Counts, *, same_people: bool = True) -> object:
    """What is shown of the second time: the numbers, or the middle alone."""
    found = told_again(dist(before), dist(after), same_people=same_people)
    assert found is not None
    return found.distribution.counts if found.distribution else found.median.label


def dist(counts: Counts) -> Distribution:
    one, two, three, four = counts
    return Distribution((one, two, three, four))


@pytest.mark.parametrize(
    ("before", "after", "same", "shown", "why"),
    [
        ((2, 1, 1, 2), (0, 2, 2, 2), True, (0, 2, 2, 2), "six of the same people, spread enough both times"),
        ((2, 1, 1, 2), (0, 3, 3, 0), False, "2", "somebody left: the difference would be theirs"),
        ((2, 1, 1, 2), (1, 2, 2, 0), True, "2", "one did not finish: the difference would be theirs"),
        ((2, 1, 1, 2), (0, 5, 1, 0), True, "2", "nearly all agree"),
        ((2, 0, 0, 2), (0, 2, 2, 0), True, "2–3", "four people, of whom each knows the others"),
        ((3, 0, 0, 3), (0, 3, 3, 0), True, "2", "each of them must have changed"),
    ],
)
def test_numbers_are_told_only_where_they_do_not_tell_on_anybody(
    before: Counts, after: Counts, same: bool, shown: object, why: str
) -> None:
    assert told(before, after, same_people=same) == shown, why


def test_nobody_rated_it() -> None:
    assert told_again(dist((2, 0, 0, 3)), dist((0, 0, 0, 0)), same_people=True) is None


@pytest.mark.parametrize("raters", [5, 6, 7])
def test_no_insider_can_be_certain_of_anothers_second_rating_or_that_they_changed(raters: int) -> None:
    """From each insider's place, who knows their own two ratings, through every pair of results."""
    every = list(every_count(raters, 4))
    for before in every:
        if not is_told_whole(dist(before)):
            continue
        shown = defaultdict(list)
        for after in every:
            shown[told(before, after)].append(after)
        for group in shown.values():
            for first in held(before):
                others_first = held(without(before, first))
                for second in range(4):
                    may_be = [after for after in group if after[second]]
                    others_second = {level for after in may_be for level in held(without(after, second))}
                    if may_be:
                        assert len(others_second) > 1, (before, group, second)
                        assert others_first & others_second, (before, group, first, second)


def held(counts: Counts) -> set[int]:
    return {level for level, count in enumerate(counts) if count}


def without(counts: Counts, level: int) -> Counts:
    return tuple(count - (place == level) for place, count in enumerate(counts))


@pytest.mark.parametrize(
    ("today", "latest", "closes", "why"),
    [
        (date(2026, 6, 9), date(2026, 7, 17), date(2026, 6, 16), "five school days"),
        (date(2026, 6, 9), date(2026, 6, 11), date(2026, 6, 11), "no later than it may be"),
        (date(2026, 6, 24), date(2026, 7, 17), date(2026, 7, 15), "the holidays do not count"),
        (date(2026, 6, 9), date(2026, 6, 9), None, "no school day is left"),
    ],
)
def test_a_school_week_is_proposed(today: date, latest: date, closes: date | None, why: str) -> None:
    assert proposed_closing(YEAR, today, latest) == closes, why
