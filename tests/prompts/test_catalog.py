"""The bot's sentences as a whole: every number has the right words beside it, and a wrong edit is named."""

import re
from itertools import product
from pathlib import Path
from string import Formatter

import pytest

from domain.commands import COMMANDS
from prompts.catalog import say
from prompts.content_files import CONTENT, ContentError, load, read_yaml

ALL = load()
NUMBERS = {
    path.stem: frozenset(read_yaml(path).get("numbers") or ())  # type: ignore[attr-defined]
    for path in CONTENT.glob("*.yaml")
}
FORMS = {
    tuple(forms.split("|"))
    for text in ALL.values()
    for _, _, forms, _ in Formatter().parse(text)
    if forms and "|" in forms
}
ONE = {one.split()[0] for one, many in FORMS if one != many}
MANY = {many.split()[0] for one, many in FORMS if one != many}
ADJECTIVES = {"school"}
"""Words that stand before the noun, and are nouns themselves elsewhere."""
VERBS = {"are", "has", "have", "is", "was", "were"}
NO_NOUN = {"across", "always", "as", "has", "is", "its", "less", "this", "us", "was", "yes"}
"""Words that end in s and are no plurals."""
NO_MORE_THAN = re.compile(r"(?:week|Week|round|Round|Part|part|Action|Term|Semester) \Z")
"""A number after one of these is a name, not a quantity."""


def used(key: str) -> list[str]:
    """The numbers of a text, each once."""
    numbers = NUMBERS[key.partition(".")[0]]
    return sorted({name for _, name, _, _ in Formatter().parse(ALL[key]) if name in numbers})


def rendered(key: str, values: dict[str, int]) -> str:
    names = {name for _, name, _, _ in Formatter().parse(ALL[key]) if name}
    return str(say(key, **dict.fromkeys(names - set(values), "…"), **values))


def wrong_words(text: str) -> list[str]:
    """Every number in the text whose noun or verb has the wrong number: "1 school days", "2 school day"."""
    found = []
    for match in re.finditer(r"(?<![\w.,:-])([012])((?: [a-z]+){1,3})", text):
        if NO_MORE_THAN.search(text[: match.start()]):
            continue
        number, words = match[1], match[2].split()
        if words[0] == "of":  # "1 of 3 visits": the noun belongs to the second number
            continue
        for word, after in zip(words, [*words[1:], ""], strict=True):
            plural = word in MANY or word == "people" or (word.endswith("s") and word not in NO_NOUN)
            if word in ADJECTIVES and after in MANY | ONE and after not in VERBS:
                continue
            if (number == "1" and plural) or (number != "1" and word in ONE and word not in MANY):
                found.append(f"{number}{match[2]}")
            if word in MANY | ONE or plural:
                break  # what follows the noun belongs to something else
    return found


ONE_CHATS_OWN = re.compile(r"\bSlack|\bTeams\b|direct message|\bDM\b|/invite|Home tab|workspace", re.IGNORECASE)


def test_no_sentence_names_a_chat_or_what_one_alone_has() -> None:
    """But for what is said about Microsoft Teams itself."""
    named = {key: ONE_CHATS_OWN.findall(text) for key, text in ALL.items() if not key.startswith("teams.")}
    assert {key: found for key, found in named.items() if found} == {}


WORDS = "|".join(command.name.removeprefix("/cop-") for command in COMMANDS if command.name != "/cop-help")
NO_COMMAND = re.compile(rf"/cop-[a-z]+|\b[Tt]ype (?:{WORDS})\b|`(?:{WORDS})\b[^`]*`|[Ii]nvite me\b")
"""A command as plain words, which each chat would show as they stand; and one chat's way of bringing the bot along."""
TYPED = re.compile(r"`#?/cop-[a-z]+[^`]*`")
ELSEWHERE = re.compile(r"`/cop-setup\b|`/cop-[^`]*`,? (?:there|in (?:it|one|(?:its|the|another|a|the next) channel))\b")
"""What is typed in a channel wherever it is read, without the mark that says so."""


@pytest.mark.parametrize(
    ("text", "found", "why"),
    [
        ("Type /cop-action to see it.", ["/cop-action"], "no span"),
        ("Type pulse next to see it.", ["Type pulse"], "one chat's way of typing it"),
        ("Say `pulse next`.", ["`pulse next`"], "the same in backticks"),
        ("Type `/cop-setup`.", ["`/cop-setup"], "works in channels alone"),
        ("Type `/cop-network` in its channel.", ["`/cop-network` in its channel"], "read anywhere"),
        ("Invite me back.", ["Invite me"], "the other chat adds a bot to a team"),
        ("Type `#/cop-setup` there, or `/cop-pulse trust` here.", [], "both by their spans"),
    ],
)
def test_the_test_below_sees_a_command_that_is_no_span(text: str, found: list[str], why: str) -> None:
    assert not_spans(text) == found, why


def not_spans(text: str) -> list[str]:
    return NO_COMMAND.findall(TYPED.sub("", text)) + ELSEWHERE.findall(text)


def test_every_command_in_a_sentence_is_a_span_so_that_each_chat_names_it_as_it_is_typed_there() -> None:
    found = {key: not_spans(text) for key, text in ALL.items() if not key.startswith("teams.")}
    assert {key: which for key, which in found.items() if which} == {}


WITH_NUMBERS = [key for key in ALL if used(key)]


def test_every_number_has_its_noun_right() -> None:
    texts = (
        rendered(key, dict(zip(used(key), numbers, strict=True)))
        for key in WITH_NUMBERS
        for numbers in product((0, 1, 2), repeat=len(used(key)))
    )
    assert {text: wrong for text in texts if (wrong := wrong_words(text))} == {}


@pytest.mark.parametrize(
    ("text", "wrong", "why"),
    [
        ("1 school days left", ["1 school days left"], "a plural after one"),
        ("2 school day left", ["2 school day left"], "a singular after two"),
        ("0 school day left", ["0 school day left"], "none takes the plural"),
        ("1 school day left", [], "right"),
        ("1 people could answer", ["1 people could answer"], "a plural without an s"),
        ("1 of 2 visits done", [], "the noun belongs to the second number"),
        ("It is week 1 days off", [], "a week's name is no quantity"),
    ],
)
def test_the_table_sees_what_is_wrong(text: str, wrong: list[str], why: str) -> None:
    assert wrong_words(text) == wrong, why


def test_the_table_covers_the_texts_with_numbers() -> None:
    """A placeholder that is explained as a number is one, so that none slips past the table."""
    for path in CONTENT.glob("*.yaml"):
        explained = read_yaml(path).get("placeholders", {})  # type: ignore[attr-defined]
        like_numbers = {name for name, what in explained.items() if re.match(r"how many (?!.*such as)|a number$", what)}
        assert not like_numbers, f"{path.name}: put {like_numbers} under `numbers`"
    assert len(WITH_NUMBERS) > 40


@pytest.mark.parametrize(
    ("content", "told", "why"),
    [
        ("numbers: {days: how many}\ntexts: {a: '{days:day} left'}", "two forms", "one form alone"),
        ("placeholders: {name: a name}\ntexts: {a: '{name:day|days}'}", "needs a number", "a name is no number"),
        ("texts: {a: '{who} left'}", "not known here", "a placeholder nobody explains"),
        ("texts: {a: ''}", "is empty", "no text"),
        ("texts: {a: 'Hello {'}", "brace", "half a placeholder"),
        ("texts:\n  a: 10", "line 2 must be text", "a number where a sentence belongs"),
    ],
)
def test_a_wrong_edit_is_named_with_its_file_and_text(tmp_path: Path, content: str, told: str, why: str) -> None:
    (tmp_path / "greetings.yaml").write_text(content)
    with pytest.raises(ContentError, match=r"greetings\.yaml: a: .*" + told):
        load(tmp_path)


def test_a_text_that_stands_twice_is_named_before_one_of_them_is_lost(tmp_path: Path) -> None:
    (tmp_path / "greetings.yaml").write_text("texts:\n  a: 'Hello.'\n  a: 'Good morning.'\n")
    with pytest.raises(ContentError, match=r"greetings\.yaml: “a” stands twice, again in line 3\. Keep one of them\."):
        load(tmp_path)
