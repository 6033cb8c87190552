from dataclasses import replace

import pytest

from domain.instrument import Fate, Instrument, Item, ItemChange, Pillar, problems
from domain.ratings import Scale

TRUST = Item(
    key="trust",
    title="Trust",
    statement="We trust each other.",
    levels=("Hardly.", "Somewhat.", "Mostly.", "Fully."),
    pulse_question="How much trust is there?",
    source="A document",
)
FOCUS = replace(TRUST, key="focus", title="Focus")
TOGETHER = Pillar("together", "Together", "How we work.", (TRUST,))
INQUIRY = Pillar("inquiry", "Inquiry", "How we learn.", (FOCUS,))
SMALL = Instrument("1", "A small one", (TOGETHER, INQUIRY))


def with_item(item: Item) -> Instrument:
    return replace(SMALL, pillars=(replace(TOGETHER, items=(item,)), INQUIRY))


def changed(*history: ItemChange) -> Instrument:
    return replace(SMALL, history=history)


def test_lookups_go_by_key() -> None:
    assert SMALL.item_keys == ("trust", "focus")
    assert SMALL.item("focus") is FOCUS
    assert SMALL.pillar("together") is TOGETHER
    assert [TRUST.descriptor(level) for level in (1, 4)] == ["Hardly.", "Fully."]


@pytest.mark.parametrize("lookup", [SMALL.item, SMALL.pillar])
def test_an_unknown_key_is_a_key_error(lookup: object) -> None:
    assert callable(lookup)
    with pytest.raises(KeyError):
        lookup("gone")


def test_a_level_outside_the_four_has_no_descriptor() -> None:
    with pytest.raises(ValueError, match="0"):
        TRUST.descriptor(0)


def test_a_sound_instrument_has_no_problems() -> None:
    assert problems(SMALL) == []


@pytest.mark.parametrize(
    ("instrument", "sentence"),
    [
        (replace(SMALL, version=" "), "The instrument has no version; write one."),
        (replace(SMALL, title=""), "The instrument has no title; write one."),
        (replace(SMALL, pillars=()), "The instrument has no pillars; it needs 1 to 10."),
        (
            replace(SMALL, pillars=(replace(TOGETHER, items=()), INQUIRY)),
            "The pillar “together” has no items; it needs 1 to 10.",
        ),
        (
            replace(SMALL, pillars=(TOGETHER, replace(INQUIRY, key="together"))),
            "2 pillars have the key “together”; give each a key of its own.",
        ),
        (
            with_item(replace(TRUST, key="focus")),
            "2 items have the key “focus”; give each a key of its own.",
        ),
        (
            with_item(replace(TRUST, key="Our trust")),
            "The item “Our trust”: write its key in small letters and digits joined by hyphens, like data-use.",
        ),
        (
            with_item(replace(TRUST, key="own-trust")),
            "The item “own-trust”: begin its key with something else than own-, as questions in own words do.",
        ),
        (
            replace(SMALL, pillars=(replace(TOGETHER, title="T" * 25), INQUIRY)),
            "The pillar “together”: shorten its title from 25 to at most 24 characters.",
        ),
        (
            with_item(replace(TRUST, statement="s" * 201)),
            "The item “trust”: shorten its statement from 201 to at most 200 characters.",
        ),
        (
            with_item(replace(TRUST, levels=("a", "b", "c", "d" * 141))),
            "The item “trust”: shorten its Excelling level from 141 to at most 140 characters.",
        ),
        (
            with_item(replace(TRUST, levels=("a", "b", "c", ""))),
            "The item “trust” has no Excelling level; write one.",
        ),
        (
            with_item(replace(TRUST, levels=("a", "b", "B ", "d"))),
            "The item “trust” describes two levels in the same words; say how they differ.",
        ),
        (
            with_item(replace(TRUST, pulse_question="Trust me.")),
            "The item “trust”: end its pulse question with a question mark.",
        ),
        (
            with_item(replace(TRUST, discussion="Talk about it.")),
            "The item “trust”: end its discussion with a question mark.",
        ),
        (
            with_item(replace(TRUST, discussion="d" * 200 + "?")),
            "The item “trust”: shorten its discussion from 201 to at most 200 characters.",
        ),
        (with_item(replace(TRUST, levels=("a", "b", "c"))), "The item “trust” has 3 levels; it needs 4."),
        (
            with_item(replace(TRUST, guidance=("a", "b"))),
            "The item “trust” has guidance for 2 levels; it needs it for all but the highest, or none.",
        ),
        (with_item(replace(TRUST, scale=Scale(("One",)), levels=("a",))), "There are 1 levels; there can be 2 to 7."),
        (
            with_item(replace(TRUST, scale=Scale(("Yes", "YES!")), levels=("a", "b"))),
            "Two levels have the same name; give each a name of its own.",
        ),
        (
            changed(ItemChange("2", Fate.REMOVED, ("trust",))),
            "“trust” is said to have been removed and is an item still; give what came a new key.",
        ),
        (
            changed(ItemChange("2", Fate.SPLIT, ("faith",), ("trust",))),
            "“faith” was split into fewer than two items; name them all.",
        ),
        (
            changed(ItemChange("2", Fate.MERGED, ("faith", "hope"), ("love",))),
            "“love” is said to have come of other items, and is none; correct the key.",
        ),
        (
            changed(ItemChange("2", Fate.REMOVED, ("hope",)), ItemChange("3", Fate.REMOVED, ("hope",))),
            "“hope” is said twice to have come to an end; keep one of them.",
        ),
        (with_item(replace(TRUST, source="")), "The item “trust” has no source; write one."),
    ],
)
def test_each_problem_is_a_sentence_that_says_what_to_do(instrument: Instrument, sentence: str) -> None:
    assert [problem.sentence for problem in problems(instrument)] == [sentence]


def test_what_is_wrong_is_placed() -> None:
    [problem] = problems(with_item(replace(TRUST, levels=("a", "b", "c", ""))))
    assert problem.place == ("pillars", 0, "items", 0, "levels", "excelling")
