"""The trend over years: half-years, breaks, and what moved, against values worked out by hand and in another way."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from domain.calendar import HalfYear
from domain.instrument import Fate, Instrument, ItemChange
from domain.ratings import FISO_LEVELS, Change, Median, Scale
from domain.trends import Point, Trend, moved_most, shown_places, since_baseline, since_last, trend
from tests.domain.test_instrument import FOCUS, INQUIRY, SMALL, TOGETHER, TRUST

MEDIANS = [Median(low, high) for low in FISO_LEVELS for high in FISO_LEVELS if low <= high]
FIRST = HalfYear(2021, 2)
CHALLENGE = replace(FOCUS, key="challenge", title="Challenge")
OURS = replace(SMALL, pillars=(replace(TOGETHER, items=(TRUST, CHALLENGE)), INQUIRY))


def at(text: str) -> Point:
    """ "2" or "2–3" as a point."""
    low, _, high = text.partition("–")
    return Point(median(int(low), int(high or low)))


def median(low: int, high: int) -> Median:
    return Median(FISO_LEVELS.level(low), FISO_LEVELS.level(high))


def told(instrument: Instrument = OURS, earlier: tuple[Instrument, ...] = (), **rows: str) -> Trend:
    """A trend from 2021-S2 on; each item's row as "1 2 . 2–3", a dot where it has no result."""
    results: dict[HalfYear, dict[str, Point]] = {}
    for key, row in rows.items():
        half_year = FIRST
        for cell in row.split():
            results.setdefault(half_year, {}).update({} if cell == "." else {key: at(cell)})
            half_year = half_year.next
    found = trend(instrument, results, earlier)
    assert found is not None
    return found


def test_every_half_year_from_the_baseline_on_has_its_place_with_or_without_a_result() -> None:
    found = told(trust="1 . . 2 2–3", focus="2 . . 2 .")
    assert [half_year.key for half_year in found.half_years] == ["2021-S2", "2022-S1", "2022-S2", "2023-S1", "2023-S2"]
    assert found.rated == (0, 3, 4)
    assert [item.rated for item in found.items] == [(0, 3, 4), (0, 3)]
    assert trend(SMALL, {}) is None
    assert trend(SMALL, {FIRST: {}}) is None


def test_pillars_show_how_their_items_are_spread_and_the_middle_of_them_never_an_average() -> None:
    [pillar, *_] = told(trust="1 1 4", challenge="3 1 4").pillars
    # By hand: of the levels 1 and 3 the middle two are 1 and 3 themselves; an average would say 2.
    assert pillar.summary(0).median == median(1, 3)  # type: ignore[union-attr]
    assert [(median.label, count) for median, count in pillar.spread(0)] == [("1", 1), ("3", 1)]
    assert [(median.label, count) for median, count in pillar.spread(1)] == [("1", 2)]
    assert [pillar.change(0, 1), pillar.change(1, 2), pillar.change(0, 0)] == [Change.DOWN, Change.UP, Change.SAME]


def test_a_pillar_is_not_compared_with_one_of_other_items() -> None:
    [pillar, *_] = told(trust="1 2", challenge=". 2").pillars
    assert pillar.change(0, 1) is None
    assert pillar.spread(1) == ((at("2").stands, 2),)


@pytest.mark.parametrize(
    ("rows", "furthest", "why"),
    [
        ({"trust": "1 2 3", "focus": "2 3 3"}, ["trust"], "two levels are more than one"),
        ({"trust": "1 2 2", "focus": "4 3 3"}, ["trust", "focus"], "one down is as far as one up"),
        (
            {"trust": "2 2 2–3", "focus": "2 3 2"},
            ["trust"],
            "half-way is further than nowhere, and a detour is nowhere",
        ),
        ({"trust": "1–4 . 2–3", "focus": "2 . 2"}, [], "one end rose and the other fell: neither is higher"),
        ({"trust": "2 3 2", "focus": "2 1 2"}, [], "all stand where they stood"),
        ({"trust": ". 2 3", "focus": "2 2 2"}, ["trust"], "an item that came later is compared with its own first"),
        ({"trust": "1 4 .", "focus": "2 2 2"}, [], "one that the newest has not is not told of"),
        ({"trust": "3", "focus": "2"}, [], "one result moves nowhere"),
    ],
)
def test_what_moved_most_since_the_baseline(rows: dict[str, str], furthest: list[str], why: str) -> None:
    assert [move.item.key for move in moved_most(since_baseline(told(**rows)))] == furthest, why


def test_since_the_last_results_is_since_the_newest_before_however_long_ago() -> None:
    found = told(trust="1 2 . 3", focus="2 . . 4", challenge="4 3 . 2")
    assert {move.item.key: (move.since, move.change) for move in since_last(found)} == {
        "trust": (1, Change.UP),
        "challenge": (1, Change.DOWN),
    }
    assert since_last(told(trust="3")) == ()


def test_how_far_something_moved_is_what_walking_from_step_to_step_takes() -> None:
    """Counted in another way: along the ladder 1, 1–2, 2, … each step is half a level."""
    ladder = [median(*ends) for ends in [(1, 1), (1, 2), (2, 2), (2, 3), (3, 3), (3, 4), (4, 4)]]
    for one, other in product(range(len(ladder)), repeat=2):
        first, then = ladder[one], ladder[other]
        [move] = since_baseline(told(trust=f"{first.label} {then.label}"))
        assert move.distance == abs(one - other)
    for first, then in product(MEDIANS, repeat=2):
        [there] = since_baseline(told(trust=f"{first.label} {then.label}"))
        [back] = since_baseline(told(trust=f"{then.label} {first.label}"))
        assert there.distance == back.distance
        assert (there.distance == 0) is (there.change is Change.SAME)


def test_an_item_that_was_split_merged_or_removed_breaks_and_goes_on_by_its_own_key_alone() -> None:
    merged = ItemChange("2", Fate.MERGED, ("openness", "candour"), ("trust",))
    removed = ItemChange("2", Fate.REMOVED, ("visits",))
    ours = replace(SMALL, version="2", history=(merged, removed))
    before = replace(
        SMALL.pillars[0], items=tuple(replace(SMALL.items[0], key=key, title=key) for key in ("openness", "candour"))
    )
    found = told(
        ours,
        (replace(SMALL, version="1", pillars=(before, *SMALL.pillars[1:])),),
        openness="1 2 .",
        candour="2 2 .",
        visits="3 . .",
        trust=". . 3",
    )
    assert [(item.key, item.came_from, item.ended) for item in found.pillars[0].items] == [
        ("trust", merged, None),
        ("openness", None, merged),
        ("candour", None, merged),
    ]
    assert [(pillar.title, [item.key for item in pillar.items]) for pillar in found.pillars[1:]] == [("", ["visits"])]
    assert since_baseline(found) == (), "trust is not compared with what it came from"


@pytest.mark.parametrize(
    ("before", "after", "counted"),
    [("1–2", "3", 1), ("1–2", "2", 0), ("2", "1–2", 0), ("3–4", "1–2", 1), ("1–2", "1–2", 0), ("2–3", "1", 1)],
)
def test_what_was_told_coarsely_counts_as_moved_only_where_that_is_certain(
    before: str, after: str, counted: int
) -> None:
    points = [replace(at(cell), between="–" in cell) for cell in (before, after)]
    found = trend(OURS, {FIRST: {"trust": points[0]}, FIRST.next: {"trust": points[1]}})
    assert found is not None
    assert len(since_baseline(found)) == len(since_last(found)) == counted


@pytest.mark.parametrize(("half_years", "shown"), [(1, (0,)), (4, (0, 1, 2, 3)), (5, (0, 2, 3, 4)), (9, (0, 6, 7, 8))])
def test_where_not_all_half_years_fit_the_baseline_and_the_newest_are_shown(
    half_years: int, shown: tuple[int, ...]
) -> None:
    assert shown_places(told(trust="1 " * half_years), 4) == shown


def test_what_is_imported_or_agreed_is_known_of_each_half_year() -> None:
    two = at("2").stands
    found = trend(
        SMALL,
        {
            FIRST: {"trust": Point(two, imported=True), "focus": Point(two, imported=True)},
            FIRST.next: {"trust": Point(two, imported=True), "focus": Point(two)},
            FIRST.next.next: {"trust": Point(two, agreed=True), "focus": Point(two)},
        },
    )
    assert found is not None
    assert (found.imported, found.agreed) == ((0,), 1)


def test_levels_of_another_number_are_never_compared_and_the_line_breaks_there() -> None:
    five = Scale(("One", "Two", "Three", "Four", "Five"))
    then, now = at("2"), Point(Median(five.level(4), five.level(4)), scale=five)
    found = trend(SMALL, {FIRST: {"trust": then}, FIRST.next: {"trust": now}, FIRST.next.next: {"trust": now}})
    assert found is not None
    [pillar], [item] = found.pillars, found.items
    assert item.breaks == {1}
    assert [(move.since, move.change) for move in since_baseline(found)] == [(1, Change.SAME)]
    assert (pillar.change(0, 2), pillar.change(1, 2)) == (None, Change.SAME)
