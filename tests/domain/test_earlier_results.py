"""Cells of a network's own spreadsheets: half-years, levels, kinds and items, however they are written."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.earlier_results import KnownItems, looks_like_a_date, read_half_year, read_kind, read_level
from domain.instrument import Fate, ItemChange
from domain.ratings import FISO_LEVELS, Median, Scale
from tests.domain.test_instrument import SMALL, TRUST

HYPHENS = Scale(("Not-yet", "Well on the way to it", "There"))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("2024-S1", "2024-S1"),
        ("2024–S2", "2024-S2"),
        ("Semester 1, 2024", "2024-S1"),
        ("s2 2019", "2019-S2"),
        ("2024", None),
        ("S1", None),
        ("2024-S3", None),
        ("2024-S1 Merri-bek", None),
        ("last half-year", None),
        ("", None),
    ],
)
def test_half_years(text: str, key: str | None) -> None:
    found = read_half_year(text)
    assert (found.key if found else None) == key


@pytest.mark.parametrize(
    ("text", "scale", "label"),
    [
        ("2", FISO_LEVELS, "2"),
        ("evolving", FISO_LEVELS, "2"),
        ("2 Evolving", FISO_LEVELS, "2"),
        ("2. Evolving", FISO_LEVELS, "2"),
        ("2–3", FISO_LEVELS, "2–3"),
        ("2 to 3", FISO_LEVELS, "2–3"),
        ("Evolving to Embedding", FISO_LEVELS, "2–3"),
        ("2 Evolving - 3 Embedding", FISO_LEVELS, "2–3"),
        ("1-4", FISO_LEVELS, "1–4"),
        ("2.5", FISO_LEVELS, None),
        ("3-2", FISO_LEVELS, None),
        ("0", FISO_LEVELS, None),
        ("5", FISO_LEVELS, None),
        ("2 Embedding", FISO_LEVELS, None),
        ("2-Mar", FISO_LEVELS, None),
        ("good", FISO_LEVELS, None),
        ("", FISO_LEVELS, None),
        ("Not-yet", HYPHENS, "1"),
        ("well on the way to it", HYPHENS, "2"),
        ("Not-yet to Well on the way to it", HYPHENS, "1–2"),
        ("4", HYPHENS, None),
    ],
)
def test_levels(text: str, scale: Scale, label: str | None) -> None:
    found = read_level(text, scale)
    assert (found.label if found else None) == label


@pytest.mark.parametrize(
    ("text", "dated"), [("2-Mar", True), ("Feb-3", True), ("2/03/2024", True), ("2-3", False), ("good", False)]
)
def test_what_a_spreadsheet_program_made_a_date_of(text: str, dated: bool) -> None:
    assert looks_like_a_date(text) is dated


@pytest.mark.parametrize(
    ("text", "level", "agreed"),
    [
        ("", "2", True),
        ("", "2–3", False),
        ("Agreed", "2", True),
        ("median", "2", False),
        ("no", "2", False),
        ("?", "2", None),
    ],
)
def test_kinds(text: str, level: str, agreed: bool | None) -> None:
    stands = read_level(level, FISO_LEVELS)
    assert stands is not None
    assert read_kind(text, stands) is agreed


def test_items_go_by_key_or_title_those_of_before_too() -> None:
    split = ItemChange("2", Fate.SPLIT, ("honesty",), ("trust", "challenge"))
    before = replace(SMALL, pillars=(replace(SMALL.pillars[0], items=(replace(TRUST, key="old", title="Old thing"),)),))
    known = KnownItems(replace(SMALL, history=(split,)), [before])
    found = [
        known.find(text) for text in ("trust", " TRUST ", "Focus", "old", "Old  thing", "honesty", "tru", "challenge")
    ]
    assert found == ["trust", "trust", "focus", "old", "old", "honesty", None, None]
    assert known.scale("honesty") == FISO_LEVELS


@pytest.mark.parametrize("number", range(2, 8))
def test_whatever_the_bot_calls_a_level_it_reads_again(number: int) -> None:
    scale = Scale(tuple(f"Level {chr(65 + n)}-{n}" for n in range(number)))
    for low in scale:
        for high in scale:
            if low <= high:
                median = Median(low, high)
                assert read_level(median.words, scale) == median
                assert read_level(median.label, scale) == median
