"""What people type after a command, read as one of its words, as something to look for, or as nothing it knows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from domain.commands import BY_NAME, COMMANDS
from domain.heard import Heard, as_word, bare, read, without_slash
from domain.people import MARK
from prompts.catalog import loaded
from prompts.content_files import ContentError
from prompts.vocabulary import load, vocabularies

HOME = Path(__file__).parents[2]


def heard(command: str, text: str) -> Heard:
    return read(text, vocabularies()[command].words, command)


@pytest.mark.parametrize(
    ("command", "text", "word", "rest"),
    [
        ("assess", "results", "results", ""),
        ("assess", "RESULTS!", "results", ""),
        ("assess", "“Results.”", "results", ""),
        ("assess", "my results, please", "results", ""),
        ("assess", "can you close it now please", "close", ""),
        ("assess", "results Three Pillars", "results", "Three Pillars"),
        ("assess", "/cop-assess results", "results", ""),
        ("assess", "cop assess results", "results", ""),
        ("assess", "assess results", "results", ""),
        ("meeting", "meeting minutes", "minutes", ""),
        ("meeting", "who's coming?", "list", "coming?"),
        ("meeting", "Who’s coming", "list", "coming"),
        ("meeting", "book Thu 14 May 2pm", "book", "Thu 14 May 2pm"),
        ("meeting", "Set-up: Thu 14 May", "book", "Thu 14 May"),
        ("meeting", "Thu 14 May 2pm", "", "Thu 14 May 2pm"),
        ("meeting", "next thursday arvo", "", "next thursday arvo"),
        ("contact", "find phonics", "find", "phonics"),
        ("contact", "Please look for 'Jane Citizen'", "find", "Jane Citizen"),
        ("contact", "phonics", "", "phonics"),
        ("offer", "I need help with maths", "need", "maths"),
        ("offer", "phonics coaching", "", "phonics coaching"),
        ("offer", "after school care", "", "after school care"),
        ("contact", "change management", "", "change management"),
        ("ask", "I need help with attendance", "", "I need help with attendance"),
        ("pulse", "own question: Do we have enough time?", "own", "Do we have enough time?"),
        ("pulse", "ask about trust", "ask", "trust"),
        ("intro", f"introduce {MARK} to {MARK} about reading", "new", f"{MARK} to {MARK} about reading"),
        ("network", f"{MARK} chair", "", f"{MARK} chair"),
        ("network", "What others see", "show", ""),  # as the button says
        ("network", "group Writing across the years", "group", "Writing across the years"),
        ("network", "start a joint group", "group", ""),
        ("network", "delete", "", "delete"),  # no slip of “delegate”
        ("meeting", "show me the next meeting", "list", ""),
        ("network", "", "", ""),
        ("network", " … ?! ", "", ""),
        ("network", "please", "", ""),
        ("desk", "Merri-bek", "", "Merri-bek"),
        ("pulse", "show me the results for term 2", "results", "term 2"),
        ("pulse", "Term 2 results, please", "results", "Term 2"),
        ("action", "the newsletter is done", "list", "the newsletter"),
        ("review", "with Moonee Valley", "joint", "Moonee Valley"),
        ("review", "start a round with Moonee Valley", "joint", "Moonee Valley"),
    ],
)
def test_a_word_is_heard_however_it_is_written_and_nothing_typed_is_lost(
    command: str, text: str, word: str, rest: str
) -> None:
    assert heard(command, text) == Heard(word, rest)


@pytest.mark.parametrize(
    ("command", "text", "word"),
    [
        ("assess", "resutls", "results"),
        ("assess", "agre", "agree"),
        ("assess", "reslts please", "results"),
        ("network", "setings", "settings"),
        ("network", "fnd phonics", "find"),
        ("summary", "tredn", "trend"),
    ],
)
def test_a_slip_is_read_as_what_it_is_nearest_to(command: str, text: str, word: str) -> None:
    found = heard(command, text)
    assert (found.key, found.slip) == (word, True)


@pytest.mark.parametrize(
    ("command", "text", "word"),
    [
        ("assess", "clsoe", "close"),
        ("assess", "opne", "open"),
        ("meeting", "cancle", "cancel"),
        ("pulse", "withdrw", "withdraw"),
        ("network", "sett", "settings"),
    ],
)
def test_what_ends_or_tells_something_is_asked_about_and_so_is_a_beginning(command: str, text: str, word: str) -> None:
    found = heard(command, text)
    assert (found.key, found.rest) == ("", text)
    assert word in found.near


@pytest.mark.parametrize("text", ["2025", "banana", "x" * 4000, "word " * 800, "Thu 14 May", "Moonee Valley", "csv"])
@pytest.mark.parametrize("command", ["summary", "meeting", "network", "contact"])
def test_what_is_like_no_word_is_left_as_it_is(command: str, text: str) -> None:
    assert heard(command, text) == Heard(rest=text.strip())


@pytest.mark.parametrize(
    ("text", "found"),
    [("Phonics, please.", "phonics"), ("  'phonics' thanks!", "phonics"), ("please", ""), ("ta", ""), ("data", "data")],
)
def test_what_is_looked_for_is_bare_of_politeness(text: str, found: str) -> None:
    assert bare(text).lower() == found


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("meeting 14 May", "14 May"),
        ("/cop-meeting 14 May", "14 May"),
        ("cop meetings", ""),
        ("please, meeting: 14 May", "14 May"),
        ("meetng 14 May", "14 May"),
        ("a meetinghouse", None),
        ("when do we meet", None),
    ],
)
def test_plain_words_may_begin_with_a_command(text: str, rest: str | None) -> None:
    found = read(without_slash(text), [as_word("meeting", vocabularies()["meeting"].names)])
    assert (found.rest if found.key else None) == rest


# What is declared


def test_every_command_has_its_vocabulary_and_every_word_of_a_use_stands_in_it() -> None:
    assert set(vocabularies()) == {command.key for command in COMMANDS}
    for command in COMMANDS:
        known = {word.key for word in vocabularies()[command.key].words}
        for use in command.uses:
            assert set(use.words) <= known, command.name
            assert all(f"{command.feature}.word_{command.key}_{word}" in loaded() for word in use.words)


def test_each_word_is_heard_as_itself_in_each_way_it_is_said() -> None:
    for command, its in vocabularies().items():
        for word in its.words:
            for way in word.said:
                assert heard(command, " ".join(way)).key == word.key, (command, way)
            for way in word.followed:
                assert heard(command, " ".join((*way, "zebras"))) == Heard(word.key, "zebras"), (command, way)


def named_in_texts() -> set[tuple[str, str]]:
    """Each command with words after it that a text of the bot, its docs or a chat's hint tells people to type."""
    written = "\n".join([*loaded().values(), *(path.read_text() for path in (HOME / "docs").glob("*.md"))])
    written += (HOME / "README.md").read_text()
    found = set(re.findall(r"`(/cop-[a-z]+) ([^`{]+)`", written))
    hints = {(one.name, loaded()[f"{one.feature}.command_{one.key}_hint"]) for one in COMMANDS if one.hint}
    found |= {(name, word.strip()) for name, hint in hints for word in hint.strip("[]").split("|")}
    return found | set(re.findall(r"Type (/cop-[a-z]+) ([a-z]+) to", written))


FREE = {"/cop-meeting", "/cop-action", "/cop-pulse", "/cop-summary", "/cop-contact"}
"""What may be typed after these is more than words: a date, somebody's name, an item, a half-year, what to look for."""


def test_every_word_that_a_text_tells_people_to_type_is_heard() -> None:
    named = named_in_texts()
    assert len(named) > 40
    for command, words in named:
        found = heard(BY_NAME[command].key, words)
        assert found.key or command in FREE, (command, words)
        assert not found.slip, (command, words)
        assert not found.near, (command, words)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("meeting: {words: {book: [add], change: [add]}}", "“add” is said for book and for change"),
        ("meeting: {words: {book: [add]}, careful: [cancel]}", "careful names cancel, which is no word here"),
        ("meeting: {wrods: {}}", "unknown field `wrods`"),
        ("meeting: [", "commands.yaml"),
    ],
)
def test_a_wrong_edit_is_named(tmp_path: Path, written: str, told: str) -> None:
    path = tmp_path / "commands.yaml"
    path.write_text(written)
    with pytest.raises(ContentError, match=told):
        load(path)
