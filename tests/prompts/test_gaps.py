"""What is said of leaders and schools: golden files to read, and pictures that a phone and Teams show as they are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from msgspec import structs

from domain.calendar import HalfYear
from domain.gaps import Gap, SchoolsSay, gap
from domain.pulses import Shape
from domain.ratings import FISO_LEVELS, Median, Scale
from domain.trends import Point, trend
from facts.gaps import GapTold
from prompts.gaps.cards import gap_message
from prompts.gaps.standing import section
from prompts.instrument import load_instrument
from prompts.pictures.gap_chart import gap_charts
from tests.prompts.golden import check_golden
from tests.prompts.test_charts import size

OURS = load_instrument()
NOW, BEFORE = HalfYear(2026, 1), HalfYear(2025, 2)
FIVE = Scale(("One", "Two", "Three", "Four", "Five"))


def median(low: int, high: int = 0) -> Median:
    return Median(FISO_LEVELS.level(low), FISO_LEVELS.level(high or low))


def said(low: int, high: int = 0, shape: Shape = Shape.MIDDLE, *reached: int, then: HalfYear = NOW) -> SchoolsSay:
    levels = tuple(FISO_LEVELS.level(level) for level in reached)
    return SchoolsSay(then, median(low, high), FISO_LEVELS, shape, levels)


def told(whole: bool, *schools: SchoolsSay | None) -> GapTold:
    """Leaders' levels go round; the first item is agreed. schools: item by item, None where they were not asked."""
    points = {
        key: Point(median(1 + n % 4, min(4, 1 + n % 4 + (n % 5 == 4))), agreed=n == 0)
        for n, key in enumerate(OURS.item_keys)
    }
    answers = {key: [each] for key, each in zip(OURS.item_keys, schools, strict=False) if each is not None}
    return GapTold(7, "Merri-bek", whole, gap(trend(OURS, {NOW: points}), answers))


SIDES = (
    said(3),  # leaders 1: schools say more
    said(2),  # alike
    said(1, 2),  # leaders 3: leaders say more
    said(1, 4, Shape.SPLIT, 1, 4),
    None,
    said(2, then=BEFORE),
    said(2, 2, Shape.SPREAD),
    said(2, 3, Shape.SPLIT),
    replace(said(2), scale=FIVE),
    said(4),
    said(1, 4),
    replace(said(1, 2), between=True),  # leaders 4
    replace(said(1, 2), between=True),  # leaders 1: nobody knows
)


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("gap", told(True, *SIDES)),
        ("gap_further_away", told(False, *SIDES)),
        ("gap_alike", told(True, None, said(2))),
        ("gap_nobody_asked", told(True)),
        ("gap_none", structs.replace(told(True), found=None)),
    ],
)
def test_messages(name: str, facts: GapTold) -> None:
    shown = gap_message(facts)
    check_golden(f"gaps/{name}", shown)
    for picture in shown.pictures:
        assert max(size(picture.png)) <= 1024, "Teams would shrink it, and phones with it"
        assert len(picture.alt) < 2000, "it would be cut"


def test_those_further_away_learn_of_no_item_what_leaders_said_of_it() -> None:
    """Every pair of leaders' levels that agree in the pillar's middle reads the same to them."""
    one = told(False, said(2))
    assert isinstance(one.found, Gap)
    pillar = one.found.pillars[0]
    texts = set()
    for level in (1, 2):  # of the first item, with the second giving way, so that the middle stays
        points = [replace(item, leaders=Point(median(2))) for item in pillar.items]
        points[0] = replace(points[0], leaders=Point(median(level)))
        shown = gap_message(
            structs.replace(one, found=replace(one.found, pillars=(replace(pillar, items=tuple(points)),)))
        )
        texts.add("\n".join(str(element) for element in shown.elements))
    assert len(texts) == 1


def test_many_items_go_on_more_pictures_each_small_enough() -> None:
    found = told(True, *SIDES).found
    assert isinstance(found, Gap)
    pillar = replace(found.pillars[0], items=found.items[:13], title="P" * 90)
    pictures = gap_charts("p", "N" * 300, replace(found, pillars=(pillar,)))
    assert [picture.id for picture in pictures] == ["p", "p-2"]
    assert all(max(size(picture.png)) <= 1024 for picture in pictures)


def test_the_summary_tells_of_both_once_schools_have_answered() -> None:
    shown = section(told(True, *SIDES).found)
    assert [further.text for further in shown.further] == ["gap"]
    assert "Trust" not in shown.safe.words.plain
    assert "leaders say more" not in shown.safe.words.plain
    assert shown.whole.words.plain.splitlines()[0] == (
        "Leaders and schools · Semester 1, 2026: leaders say more of 2 items, schools of 2; both say the same of 2."
    )
    assert not section(told(True).found).whole.words
    assert not section(None).further
