"""What is said of the years: golden files to read, and pictures that a phone and Teams show as they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from msgspec import structs

from domain.calendar import HalfYear
from domain.instrument import Fate, Instrument, ItemChange
from domain.ratings import FISO_LEVELS, Median, Scale
from domain.trends import Point, Trend, trend
from facts.trends import TrendTold
from prompts.instrument import load_instrument
from prompts.message import Message
from prompts.pictures.trend_chart import trend_charts
from prompts.trends.cards import baseline_message, trend_message
from prompts.trends.standing import section
from tests.prompts.golden import check_golden
from tests.prompts.test_charts import size

MERGED = ItemChange("2", Fate.MERGED, ("openness", "candour"), ("partnerships",))
OURS = replace(load_instrument(), history=(MERGED,))
FIRST = HalfYear(2022, 1)


def median(low: int, high: int) -> Median:
    return Median(FISO_LEVELS.level(low), FISO_LEVELS.level(high))


def years(instrument: Instrument, number: int) -> Trend:
    """So many half-years: each item goes up and down by its place; the first two are imported, the fourth lacks."""
    results: dict[HalfYear, dict[str, Point]] = {}
    half_year = FIRST
    for place in range(number):
        points: dict[str, Point] = {}
        for n, key in enumerate(instrument.item_keys):
            low = min(4, 1 + (n * 5 + place * (n % 3)) // 4 % 4)
            between = (n + place) % 7 == 0 and low < 4
            told = None if place < 2 or n % 4 == 0 else (0.67, 1.0, -0.25)[n % 3]
            stands = median(low, low + between)
            note = "From the <planning> day" if place == 0 and n in (1, 7) else ""
            points[key] = Point(stands, not between and n % 2 == 0, told, place < 2, note=note)
            if n == 4 and place == number - 1:
                points[key] = Point(median(2, 3), between=True)
        if "partnerships" in points and place < 3:
            del points["partnerships"]
            two = median(2, 2)
            points |= {key: Point(two, imported=place < 2) for key in ("openness", "candour")}
        if place != 3:
            results[half_year] = points
        half_year = half_year.next
    found = trend(instrument, results)
    assert found is not None
    return found


FIVE_YEARS = TrendTold(7, "Merri-bek", True, years(OURS, 11))
FURTHER = structs.replace(FIVE_YEARS, whole=False)
STILL = TrendTold(
    7, "Merri-bek", True, trend(OURS, {HalfYear(2025, n): {"trust": Point(median(2, 2))} for n in (1, 2)})
)

ONE = trend(OURS, {FIRST: {"trust": Point(median(2, 3), imported=True)}})


@pytest.mark.parametrize(
    ("name", "message", "told"),
    [
        ("trend", trend_message, FIVE_YEARS),
        ("trend_further_away", trend_message, FURTHER),
        ("trend_one", trend_message, structs.replace(STILL, found=ONE)),
        ("trend_still", trend_message, STILL),
        ("trend_none", trend_message, structs.replace(FIVE_YEARS, found=None)),
        ("baseline", baseline_message, FIVE_YEARS),
        ("baseline_further_away", baseline_message, FURTHER),
    ],
)
def test_messages(name: str, message: Callable[[TrendTold], Message], told: TrendTold) -> None:
    said = message(told)
    check_golden(f"trends/{name}", said)
    for picture in said.pictures:
        assert max(size(picture.png)) <= 1024, "Teams would shrink it, and phones with it"
        assert len(picture.alt) < 2000, "it would be cut"


def test_a_long_trend_of_a_large_instrument_goes_on_more_pictures_each_small_enough() -> None:
    pillar = OURS.pillars[0]
    many = tuple(replace(pillar.items[0], key=f"item-{n}", title="A long title of an item " * 2) for n in range(7))
    found = years(replace(OURS, pillars=(replace(pillar, items=many),)), 40)
    seven = Scale(tuple("A level with a long name" + "g" * n for n in range(7)))
    newest = Point(Median(seven.level(3), seven.level(7)), agreement=0.4, scale=seven)
    items = tuple(replace(item, points=(*item.points[:-1], newest)) for item in found.items)
    found = replace(found, pillars=(replace(found.pillars[0], items=items),))
    pictures = trend_charts("p", "N" * 300, found)
    assert [picture.id for picture in pictures] == ["p", "p-2"]
    assert all(max(size(picture.png)) <= 1024 for picture in pictures)


def test_the_summary_leads_to_the_years_once_there_is_something_to_compare() -> None:
    assert [further.text for further in section([("", FIVE_YEARS.found)]).further] == ["trend", "since baseline"]
    assert section([("", ONE)]).further == section([("", None)]).further == ()
    assert section([("", STILL.found)]).whole.words.plain == (
        "Since the baseline, Semester 1, 2025: 0 items higher, 0 lower, 1 the same."
    )
