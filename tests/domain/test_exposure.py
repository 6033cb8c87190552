"""What people read before they answer is what the rules that decide the result do."""

from __future__ import annotations

import pytest

from domain.disclosure import Share, every_count, middle, participation, spread
from domain.exposure import AllAnswered, Before, before_of, exposure


@pytest.mark.parametrize(("asked", "threshold"), [(n, 5) for n in range(5, 14)] + [(8, 8), (9, 8), (12, 8)])
def test_it_says_whether_a_result_can_tell_that_all_answered(asked: int, threshold: int) -> None:
    fewest: dict[object, int] = {}
    for total in range(threshold, asked + 1):
        for counts in every_count(total, 4):
            told = participation(total, asked, threshold), spread(counts, asked, threshold), middle(counts)
            fewest.setdefault(told, total)
    tells = [total == asked for total in fewest.values()]
    said = exposure(asked, threshold, Before.NOBODY).all_answered
    assert said is (AllAnswered.ALWAYS if all(tells) else AllAnswered.SOMETIMES if any(tells) else AllAnswered.NEVER)


@pytest.mark.parametrize("asked", [5, 8, 9, 10, 25])
def test_it_names_the_share_and_the_rate_that_the_result_will_tell(asked: int) -> None:
    said = exposure(asked, 5, Before.NOBODY)
    told = spread((0, 2, 3, 0), asked, 5)
    assert told is not None
    assert said.cut is told.cut
    assert said.rate is (participation(asked, asked, 5) is not None)
    assert exposure(9, 5, Before.NOBODY).cut is Share.HALF


def test_it_compares_with_whom_was_asked_before() -> None:
    five, four_and_another = frozenset("abcde"), frozenset("abcdf")
    assert before_of([], five) is Before.NOBODY
    assert before_of([frozenset("vwxyz")], five) is Before.NOBODY, "nobody of them is asked now"
    assert before_of([five, five], five) is Before.THE_SAME
    assert before_of([five, four_and_another], five) is Before.OTHERS
