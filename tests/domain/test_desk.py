"""Which network needs its SEIL first, and when answers are falling."""

from __future__ import annotations

import pytest

from domain.desk import Weight, are_falling, neediest_first

NAMES = {1: "Whittlesea", 2: "banyule", 3: "Nillumbik", 4: "Alpine"}


def test_whoever_waits_comes_first_and_equal_ones_stand_by_name() -> None:
    needs = {1: [Weight.MISSING, Weight.LATE, Weight.FALLING], 2: [Weight.WAITING], 3: []}
    assert neediest_first(NAMES, needs) == [2, 1, 4, 3]


@pytest.mark.parametrize(
    ("rates", "falling"),
    [
        ([0.75, 0.75, 0.5, 0.5], True),
        ([0.25, 0.75, 0.75, 0.5, 0.5], True),
        ([0.75, 0.75, 0.75, 0.25], False),  # one quiet week is no trend
        ([0.75, 0.5, 0.5, 0.25], False),  # half was there before
        ([0.5, 0.5, 0.0, 0.0], True),
        ([0.5, 0.25, 0.25, 0.5], False),
        ([0.75, 0.0], False),
        ([], False),
    ],
)
def test_answers_fall_where_two_weeks_lie_below_the_two_before(rates: list[float], falling: bool) -> None:
    assert are_falling(rates) is falling
