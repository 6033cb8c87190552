"""What is said of the years: golden files to read, and pictures that a phone and Teams show as they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from domain.calendar import HalfYear
from domain.instrument import Fate, Instrument, ItemChange
from domain.ratings import Level, Median
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


def years(instrument: Instrument, number: int) -> Trend:
    """So many half-years: each item goes up and down by its place; the first two are imported, the fourth lacks."""
    results: dict[HalfYear, dict[str, Point]] = {}
    half_year = FIRST
    for place in range(number):
        points: dict[str, Point] = {}
        for n, key in enumerate(instrument.item_keys):
            low = Level(min(4, 1 + (n * 5 + place * (n % 3)) // 4 % 4))
            between = (n + place) % 7 == 0 and low < Level.EXCELLING
            told = None if place < 2 or n % 4 == 0 else (0.67, 1.0, -0.25)[n % 3]
            stands = Median(low, Level(low + 1)) if between else Median(low, low)
            points[key] = Point(stands, not between and n % 2 == 0, told, place < 2)
        if "partnerships" in points and place < 3:
            del points["partnerships"]
            two = Median(Level.EVOLVING, Level.EVOLVING)
            points |= {key: Point(two, imported=place < 2) for key in ("openness", "candour")}
        if place != 3:
            results[half_year] = points
        half_year = half_year.next
    found = trend(instrument, results)
    assert found is not None
    return found


FIVE_YEARS = TrendTold(7, "Merri-bek", True, years(OURS, 11))
FURTHER = replace(FIVE_YEARS, whole=False)
STILL = TrendTold(
    7, "Merri-bek", True, trend(OURS, {HalfYear(2025, n): {"trust": Point(Median(Level(2), Level(2)))} for n in (1, 2)})
)

ONE = trend(OURS, {FIRST: {"trust": Point(Median(Level(2), Level(3)), imported=True)}})


@pytest.mark.parametrize(
    ("name", "message", "told"),
    [
        ("trend", trend_message, FIVE_YEARS),
        ("trend_further_away", trend_message, FURTHER),
        ("trend_one", trend_message, replace(STILL, found=ONE)),
        ("trend_still", trend_message, STILL),
        ("trend_none", trend_message, replace(FIVE_YEARS, found=None)),
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
    pictures = trend_charts("p", "N" * 300, years(replace(OURS, pillars=(replace(pillar, items=many),)), 40))
    assert [picture.id for picture in pictures] == ["p", "p-2"]
    assert all(max(size(picture.png)) <= 1024 for picture in pictures)


def test_the_summary_leads_to_the_years_once_there_is_something_to_compare() -> None:
    assert [further.text for further in section(FIVE_YEARS.found).further] == ["trend", "since baseline"]
    assert section(ONE).further == section(None).further == ()
    assert section(STILL.found).whole.words.plain == (
        "Since the baseline, Semester 1, 2025: 0 items higher, 0 lower, 1 the same."
    )
