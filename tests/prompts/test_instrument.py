from pathlib import Path

import pytest

from domain.instrument import Item
from prompts.instrument import DEFAULT_INSTRUMENT, InstrumentError, load_instrument

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


def test_no_two_items_are_described_in_the_same_words() -> None:
    texts = [text for item in ITEMS for text in (item.statement, item.pulse_question, item.discussion, *item.levels)]
    assert len(texts) == len(set(texts))


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
        ('version: "1"', "version: 1", "version: this must be text; put it into quotes."),
        ("          evolving: ", "          growing: ", "pillars[1].items[1].levels.evolving: this is missing"),
        ("key: trust\n", "key: focus\n", "2 items have the key “focus”; give each a key of its own."),
        ("title: Trust\n", "title: Trust: us\n", "line 53: this is not valid YAML."),
    ],
)
def test_a_mistake_is_named_with_file_place_and_what_to_do(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    path = edited(tmp_path, old, new)
    with pytest.raises(InstrumentError) as refusal:
        load_instrument(path)
    assert str(refusal.value).startswith(str(path))
    assert sentence in str(refusal.value)


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
