from dataclasses import replace

import pytest

from domain.instrument import Instrument, Item, Pillar, problems

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
        (replace(SMALL, pillars=()), "The instrument has no pillars; it needs at least one."),
        (
            replace(SMALL, pillars=(replace(TOGETHER, items=()), INQUIRY)),
            "The pillar “together” has no items; it needs at least one.",
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
        (with_item(replace(TRUST, source="")), "The item “trust” has no source; write one."),
    ],
)
def test_each_problem_is_a_sentence_that_says_what_to_do(instrument: Instrument, sentence: str) -> None:
    assert problems(instrument) == [sentence]


def test_an_item_needs_all_four_levels() -> None:
    three = replace(TRUST, levels=("a", "b", "c"))  # type: ignore[arg-type]
    assert problems(with_item(three)) == ["The item “trust” has 3 levels; it needs 4."]
