import json
from dataclasses import replace
from pathlib import Path

import pytest

from domain.instrument import Item
from domain.kept_instrument import instrument_as_data, instrument_from_data
from domain.pulses import asking_order
from prompts.instrument import BUNDLED, DEFAULT_INSTRUMENT, TEMPLATE, InstrumentError, load_instrument

KEYS = {
    "how-we-work-together": (
        "active-engagement",
        "contribution",
        "shared-purpose",
        "trust",
        "positive-challenge",
        "partnerships",
    ),
    "evidence-based-inquiry": (
        "data-use",
        "focus",
        "strategy",
        "monitoring",
        "learning-growth",
        "transfer",
    ),
    "accountability": (
        "explicit-expectations",
        "reciprocal-review",
        "transparency",
        "follow-through",
        "collective-responsibility",
        "leadership-succession",
    ),
}
SOURCES = {
    "Getting the most from the Education State's new school networks",
    "CoP and networks",
    "CoP system leadership approach",
    "Communities of Practice (CoP) Approach",
    "Purposeful collaboration for excellence through Professional Learning Communities and Communities of Practice",
}
ITEMS = load_instrument().items


def test_default_instrument_keeps_the_keys_that_trends_hang_on() -> None:
    assert {pillar.key: pillar.item_keys for pillar in load_instrument().pillars} == KEYS


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.key)
def test_each_item_speaks_of_the_network_and_names_its_source(item: Item) -> None:
    assert item.statement.startswith("We ")
    assert item.source in SOURCES
    assert {"network", "network's", "our", "we"} & set(item.pulse_question.lower().split())
    assert not {"you", "your", "principal", "chair", "seil"} & set(item.pulse_question.lower().split())
    assert all(text.endswith(".") for text in (item.statement, *item.levels))
    assert item.discussion, "what to talk about where the ratings differ"


@pytest.mark.parametrize("path", sorted(BUNDLED.glob("*.yaml")), ids=lambda path: path.stem)
def test_what_comes_with_the_bot_is_whole_and_repeats_itself_nowhere(path: Path) -> None:
    """Every step up has its guidance, every item its questions, and no two of them are described in the same words."""
    items = load_instrument(path).items
    texts = [
        text
        for item in items
        for text in (item.statement, item.pulse_question, item.discussion, *item.levels, *item.guidance)
    ]
    assert all(texts)
    assert len(texts) == len(set(texts))
    assert all(item.guidance for item in items)
    assert all(text.endswith((".", "?")) for text in texts)


def edited(tmp_path: Path, old: str, new: str) -> Path:
    text = DEFAULT_INSTRUMENT.read_text(encoding="utf-8")
    assert old in text
    copy = tmp_path / "ours.yaml"
    copy.write_text(text.replace(old, new, 1), encoding="utf-8")
    return copy


def test_an_operators_own_wording_is_used(tmp_path: Path) -> None:
    path = edited(tmp_path, "title: Trust\n", "title: Faith in each other\n")
    assert load_instrument(path).item("trust").title == "Faith in each other"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("        title: Trust\n", "", "pillars[1].items[4].title: this is missing; add it."),
        (
            "        title: Trust\n",
            "        titel: Trust\n",
            "pillars[1].items[4].titel: nothing is called that here; correct the name or take it out.",
        ),
        ('version: "2"', "version: 2", "version: this must be text; put it into quotes."),
        ("          evolving: ", "          growing: ", "pillars[1].items[1].levels.evolving: this is missing"),
        ("key: trust\n", "key: focus\n", "2 items have the key “focus”; give each a key of its own."),
        ("title: Trust\n", "title: Trust: us\n", "line 85: this is not valid YAML."),
    ],
)
def test_a_mistake_is_named_with_file_place_and_what_to_do(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    path = edited(tmp_path, old, new)
    with pytest.raises(InstrumentError) as refusal:
        load_instrument(path)
    assert str(refusal.value).startswith(str(path))
    assert sentence in str(refusal.value)


OURS = """\
key: ours
version: "1"
title: Our own
source: Our department
levels: [Not yet, {name: Under way, short: now and then}, Done]
domains:
  - key: basics
    title: Basics
    gist: Whether the ground is laid.
    levels: ["No", "Yes"]
    items:
      - key: we-meet
        title: We meet
        statement: We meet every term.
        levels: {"no": We do not., "yes": We do.}
        guidance: {"no": Set one date.}
  - key: trust
    title: Trust
    gist: Whether we trust each other.
    items:
      - key: open-doors
        title: Open doors
        statement: We open our doors.
        levels:
          not-yet: They are shut.
          under-way: Some are open.
          done: All are open.
history:
  - version: "1"
    removed: [old-one]
    split: {doors: [open-doors, we-meet]}
"""


def test_domains_have_levels_of_their_own_and_items_may_have_no_question(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(OURS, encoding="utf-8")
    ours = load_instrument(path)
    meet, doors = ours.items
    assert (meet.scale.names, meet.levels, meet.next_step(1), meet.next_step(2)) == (
        ("No", "Yes"),
        ("We do not.", "We do."),
        "Set one date.",
        "",
    )
    assert [(level.label, level.short) for level in doors.scale] == [
        ("Not yet", ""),
        ("Under way", "now and then"),
        ("Done", ""),
    ]
    assert {item.source for item in ours.items} == {"Our department"}
    assert [change.fate for change in ours.history] == ["removed", "split"]
    assert asking_order(ours) == ()
    assert instrument_from_data(json.loads(json.dumps(instrument_as_data(ours)))) == replace(ours, history=())


def test_every_fault_is_named_with_line_and_field_in_one_go(tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    text = OURS.replace("    gist: Whether the ground is laid.\n", "").replace("title: Our own", "titel: Our own")
    text = text.replace("          done: All are open.", "          finished: All are open.")
    text = text.replace("key: open-doors", "key: Open doors").replace("statement: We meet every term.", "statement: 3")
    path.write_text(text.replace("title: We meet\n", "title: We meet\n        title: We gather\n"), encoding="utf-8")
    with pytest.raises(InstrumentError) as refusal:
        load_instrument(path)
    assert str(refusal.value).splitlines()[1:] == [
        "  - line 1, title: this is missing; add it.",
        "  - line 3, titel: nothing is called that here; correct the name or take it out.",
        "  - line 7, domains[1].gist: this is missing; add it.",
        "  - line 13, domains[1].items[1].title: “title” stands here twice; keep one of them.",
        "  - line 14, domains[1].items[1].statement: this must be text; put it into quotes.",
        "  - line 21, domains[2].items[1].key: The item “Open doors”: write its key in small letters and digits "
        "joined by hyphens, like data-use.",
        "  - line 24, domains[2].items[1].levels.done: this is missing; add it.",
        "  - line 27, domains[2].items[1].levels.finished: this is none of not-yet, under-way, done; "
        "correct the name or take it out.",
        "  - line 28, history: “open-doors” is said to have come of other items, and is none; correct the key.",
    ]


def test_the_file_to_fill_in_can_be_used_as_it_is() -> None:
    shown = load_instrument(TEMPLATE)
    assert [len(pillar.items) for pillar in shown.pillars] == [2, 1]
    assert [item.scale.words for item in shown.items] == [*["Beginning, Growing, Strong"] * 2, "Not yet, In place"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "the whole file: this must be a block of names and values"),
        (b"- a\n- b\n", "the whole file: this must be a block of names and values"),
        (b"pillars: none\n", "pillars: this must be a list; start each entry with a hyphen."),
        (b"\xff\xfe\x00", "not a UTF-8 text file"),
    ],
)
def test_a_file_that_is_something_else_is_refused(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "other.yaml"
    path.write_bytes(content)
    with pytest.raises(InstrumentError, match=r"other\.yaml") as refusal:
        load_instrument(path)
    assert sentence in str(refusal.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InstrumentError, match=r"nowhere\.yaml: the instrument cannot be read"):
        load_instrument(tmp_path / "nowhere.yaml")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_file_may_be_saved_by_a_plain_editor(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "own.yaml"
    text = DEFAULT_INSTRUMENT.read_text(encoding="utf-8").replace("\n", "\r\n")
    path.write_bytes(text.encode(encoding))
    assert load_instrument(path) == load_instrument()
