"""How long records are kept."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.retention import KINDS, NotAKind, cut_offs, kept_days
from storage.retention import OLD

NOW = datetime(2026, 11, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("", {}),
        ("messages=400", {"messages": 400}),
        (" Messages = 400 , meetings=0,", {"messages": 400, "meetings": 0}),
    ],
)
def test_days_are_read(words: str, days: dict[str, int]) -> None:
    assert kept_days(words) == days


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("ratings=30", "none of clicks, messages"),
        ("messages", "no number of days, as messages=366"),
        ("messages=-3", "no number"),
        ("messages=30", "needed for 190 days; 0 keeps them for ever"),
    ],
)
def test_what_cannot_be_kept_so_is_said(words: str, why: str) -> None:
    with pytest.raises(NotAKind, match=why):
        kept_days(words)


def test_what_is_kept_for_ever_has_no_cut_off_and_each_kind_has_rows() -> None:
    cuts = cut_offs({"meetings": 0, "messages": 200}, NOW)
    assert set(cuts) == set(KINDS) - {"meetings"}
    assert (NOW - cuts["messages"]).days == 200
    assert list(OLD) == list(KINDS)
    assert all(kind.days >= kind.at_least for kind in KINDS.values())


def test_people_can_read_how_long_each_kind_is_kept() -> None:
    privacy = (Path(__file__).parents[2] / "docs" / "privacy.md").read_text(encoding="utf-8")
    written = dict(re.findall(r"^\| `([a-z]+)` \|.*\| ([0-9,]+)[^|]*\|$", privacy, re.MULTILINE))
    assert written == {kind.name: f"{kind.days:,}" for kind in KINDS.values()}
