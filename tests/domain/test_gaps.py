"""Leaders and schools side by side: which results belong together, and who says more."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from domain.calendar import HalfYear
from domain.gaps import Gap, ItemGap, SchoolsSay, Verdict, gap, near
from domain.pulses import Shape
from domain.ratings import FISO_LEVELS, Median, Scale
from domain.trends import Point, trend
from tests.domain.test_trends import MEDIANS, OURS, median

NOW = HalfYear(2026, 1)
FIVE = Scale(("One", "Two", "Three", "Four", "Five"))


def say(key: str, low: int = 2, high: int | None = None, **more: object) -> SchoolsSay:
    found = SchoolsSay(HalfYear.parse(key), median(low, high or low), FISO_LEVELS)
    return replace(found, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("told", "chosen", "why"),
    [
        (["2025-S2", "2026-S1"], "2026-S1", "the same half-year goes first"),
        (["2026-S1", "2026-S2"], "2026-S1", "also where there is a newer one"),
        (["2025-S2"], "2025-S2", "shortly before"),
        (["2025-S2", "2026-S2"], "2025-S2", "before goes ahead of after: leaders may have heard of it"),
        (["2026-S2"], "2026-S2", "shortly after"),
        (["2025-S1"], None, "a year ago, opinions have had time to change"),
        (["2027-S1"], None, "and a year on as well"),
        ([], None, "nobody was asked"),
    ],
)
def test_what_schools_said_is_laid_beside_the_self_assessment_of_that_half_year(
    told: list[str], chosen: str | None, why: str
) -> None:
    found = near(NOW, [say(key) for key in told])
    assert (found.half_year.key if found else None) == chosen, why


def test_of_one_half_year_the_newest_result_counts() -> None:
    assert near(NOW, [say("2026-S1", 1), say("2026-S1", 3)]) == say("2026-S1", 3)


def ends_of(found: Median) -> tuple[int, int]:
    return int(found.low), int(found.high)


def item(leaders: Median, schools: SchoolsSay | None) -> ItemGap:
    return ItemGap("trust", "Trust", Point(leaders), schools)


def test_who_says_more_is_told_for_every_two_medians_and_turned_round_when_they_are() -> None:
    opposite = {Verdict.LEADERS: Verdict.SCHOOLS, Verdict.SCHOOLS: Verdict.LEADERS}
    for one, other in product(MEDIANS, repeat=2):
        there = item(one, say("2026-S1", int(other.low), int(other.high)))
        back = item(other, say("2026-S1", int(one.low), int(one.high)))
        assert back.verdict is opposite.get(there.verdict, there.verdict)
        assert back.distance == there.distance
        assert (there.verdict is Verdict.ALIKE) is (one == other)
        if there.verdict is Verdict.LEADERS:
            assert one.low >= other.low
            assert one.high >= other.high
            assert there.distance > 0


@pytest.mark.parametrize(
    ("schools", "verdict"),
    [
        (None, Verdict.NOT_ASKED),
        (say("2026-S1", 1, shape=Shape.SPLIT), Verdict.UNCLEAR),
        (say("2026-S1", 1, shape=Shape.SPREAD), Verdict.UNCLEAR),
        (replace(say("2026-S1", 1), scale=FIVE), Verdict.OTHER_LEVELS),
        (say("2026-S1", 1, 4), Verdict.UNCLEAR),
    ],
)
def test_where_it_cannot_be_said_nobody_is_called_higher(schools: SchoolsSay | None, verdict: Verdict) -> None:
    found = item(median(2, 3), schools)
    assert (found.verdict, found.distance) == (verdict, 0)


@pytest.mark.parametrize(
    ("leaders", "low", "high", "verdict", "distance"),
    [
        (median(4, 4), 1, 2, Verdict.LEADERS, 4),
        (median(3, 4), 1, 2, Verdict.LEADERS, 3),
        (median(2, 2), 1, 2, Verdict.UNCLEAR, 0),
        (median(1, 2), 1, 2, Verdict.UNCLEAR, 0),
        (median(1, 1), 2, 3, Verdict.SCHOOLS, 2),
        (median(2, 3), 2, 3, Verdict.UNCLEAR, 0),
        (median(1, 4), 2, 3, Verdict.UNCLEAR, 0),
    ],
)
def test_where_the_middle_of_schools_was_told_coarsely_only_what_is_certain_is_said(
    leaders: Median, low: int, high: int, verdict: Verdict, distance: int
) -> None:
    """Gone through in another way: whichever middle it may be, the verdict is the same or is called unclear."""
    found = item(leaders, say("2026-S1", low, high, between=True))
    assert (found.verdict, found.distance) == (verdict, distance)
    turned = ItemGap("trust", "Trust", Point(median(low, high), between=True), say("2026-S1", *ends_of(leaders)))
    assert turned.verdict is {Verdict.LEADERS: Verdict.SCHOOLS, Verdict.SCHOOLS: Verdict.LEADERS}.get(verdict, verdict)
    assert turned.distance == distance
    exact = [item(leaders, say("2026-S1", *ends)) for ends in ((low, low), (low, high), (high, high))]
    if verdict is not Verdict.UNCLEAR:
        assert {each.verdict for each in exact} == {verdict}
        assert min(each.distance for each in exact) == distance
    else:
        assert len({each.verdict for each in exact}) > 1 or exact[0].verdict is Verdict.UNCLEAR


def test_the_furthest_apart_and_the_pillars_are_over_the_items_that_both_spoke_of() -> None:
    points = {"trust": Point(median(4, 4)), "challenge": Point(median(3, 3)), "focus": Point(median(2, 2))}
    leaders = trend(OURS, {NOW: points, NOW.previous: {"trust": Point(median(1, 1))}})
    schools = {"trust": [say("2026-S1", 2)], "challenge": [say("2025-S2", 3)], "focus": [say("2024-S1", 1)]}
    found = gap(leaders, schools)
    assert isinstance(found, Gap)
    assert [each.key for each in found.furthest] == ["trust"]
    assert [each.key for each in found.answered] == ["trust", "challenge"]
    assert [found.count(verdict) for verdict in Verdict] == [1, 0, 1, 0, 0, 1]
    together, inquiry = found.pillars
    # By hand: leaders 3 and 4, schools 2 and 3.
    assert together.medians == (median(3, 4), median(2, 3))
    assert (inquiry.medians, inquiry.schools, inquiry.leaders) == (None, None, median(2, 2))
    assert gap(None, schools) is None
