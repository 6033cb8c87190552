"""The largest instrument that a check lets through: every form and message about it fits in both chats."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from domain.instrument import (
    LONGEST_DESCRIPTOR,
    LONGEST_DISCUSSION,
    LONGEST_GUIDANCE,
    LONGEST_INSTRUMENT_TITLE,
    LONGEST_ITEM_TITLE,
    LONGEST_PILLAR_TITLE,
    LONGEST_PULSE_QUESTION,
    LONGEST_STATEMENT,
    MOST_ITEMS,
    Instrument,
    Item,
    Pillar,
    problems,
)
from domain.instrument import MOST_ITEMS_OF_A_PILLAR as A_PILLAR
from domain.levels import Proposal
from domain.ratings import MOST_LEVELS, Distribution, Scale
from domain.standings import AssessmentStanding, pillar_standings
from facts.assessments import AgreeForm, ConfirmForm, OpenRound, RatingForm, Results
from prompts.assessments.cards import results_message
from prompts.assessments.forms import LONGEST_REASON, agree_view, page_view
from prompts.assessments.levels import agreed_message, confirm_view
from prompts.assessments.steps import steps_view
from prompts.message import Message, View
from prompts.pulses.own import choose_view
from tests.prompts.golden import check_limits

SCALE = Scale(tuple(f"{number} a level's name"[:20] for number in range(1, MOST_LEVELS + 1)))


def item(key: str) -> Item:
    return Item(
        key,
        "T" * LONGEST_ITEM_TITLE,
        "S" * LONGEST_STATEMENT,
        tuple(f"{number}".ljust(LONGEST_DESCRIPTOR, "d") for number in range(MOST_LEVELS)),
        "?".rjust(LONGEST_PULSE_QUESTION, "q"),
        "A source",
        "?".rjust(LONGEST_DISCUSSION, "t"),
        ("g" * LONGEST_GUIDANCE,) * (MOST_LEVELS - 1),
        SCALE,
    )


PILLARS = tuple(
    Pillar(f"p{one}", "P" * LONGEST_PILLAR_TITLE, "g" * 200, tuple(item(f"i{one}-{n}") for n in range(A_PILLAR)))
    for one in range(MOST_ITEMS // A_PILLAR)
)
LARGEST = Instrument("1", "I" * LONGEST_INSTRUMENT_TITLE, PILLARS)
WHEN = datetime(2026, 6, 5, 7, tzinfo=UTC)
RATINGS = Distribution.of(range(1, MOST_LEVELS + 1), SCALE)
STANDING = AssessmentStanding(
    1, "2026-S1", "1", WHEN, 7, pillar_standings(LARGEST, dict.fromkeys(LARGEST.item_keys, RATINGS))
)
RESULTS = Results(1, "Merri-bek", STANDING)
ROUND = OpenRound(1, "Merri-bek", "2026-S1", WHEN, ZoneInfo("Australia/Melbourne"), 60, 6, ["UCHAIR"] * 30)
ITEMS = {one.key: one for one in LARGEST.items}
PROPOSED = {key: Proposal(key, 3, "r" * LONGEST_REASON, "UCHAIR") for key in ITEMS}


def test_it_is_as_large_as_a_check_lets_through() -> None:
    assert problems(LARGEST) == []


@pytest.mark.parametrize(
    "said",
    [
        lambda: page_view(RatingForm(1, ROUND, LARGEST), 0),
        lambda: agree_view(AgreeForm("Merri-bek", STANDING, ITEMS, PROPOSED, ["USEIL"]), 0),
        lambda: confirm_view(ConfirmForm("Merri-bek", "2026-S1", STANDING, PROPOSED)),
        lambda: steps_view(RESULTS),
        lambda: results_message(RESULTS, (), may_agree=True),
        lambda: agreed_message(RESULTS, reasons=True),
        lambda: choose_view(1, LARGEST),
    ],
    ids=["rate", "agree", "confirm", "steps", "results", "agreed", "ask"],
)
def test_everything_about_it_fits_in_both_chats(said: Callable[[], Message | View]) -> None:
    check_limits(said())
