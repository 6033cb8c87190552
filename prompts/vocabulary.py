"""What people type after each command: read from content/vocabulary/commands.yaml, checked once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml
from msgspec import Struct, ValidationError, convert

from domain.commands import COMMANDS
from domain.heard import Word, parts
from domain.text_files import NotText
from prompts.catalog import text_of
from prompts.content_files import CONTENT, ContentError, KeyTwice, read_yaml

COMMANDS_FILE = CONTENT / "vocabulary" / "commands.yaml"
MORE = "…"
"""At the end of a way to say something: more may follow."""


class Vocabulary(Struct, frozen=True):
    """names: what people call the command itself. words: what may follow it."""

    names: tuple[tuple[str, ...], ...]
    words: tuple[Word, ...]


_NONE = Vocabulary((), ())


class _Written(Struct, forbid_unknown_fields=True):
    names: list[str] = []
    careful: list[str] = []
    words: dict[str, list[str | list[str]]] = {}


@cache
def vocabularies() -> Mapping[str, Vocabulary]:
    """Each command's, by its key, as "meeting". Raises ContentError saying what is wrong."""
    return load()


def vocabulary_of(command: str) -> Vocabulary:
    """One command's, by its key; an empty one for a command that knows no words."""
    return vocabularies().get(command, _NONE)


def load(path: Path = COMMANDS_FILE) -> dict[str, Vocabulary]:
    """The same of another file."""
    try:
        written = convert(read_yaml(path), dict[str, _Written])
    except (KeyTwice, yaml.YAMLError, NotText, ValidationError) as error:
        raise ContentError(f"{path.name}: {error}") from error
    found = {key: _vocabulary(key, one) for key, one in written.items()}
    wrong = [f"{path.name}: {key}: {problem}" for key, one in found.items() for problem in _problems(one, written[key])]
    if wrong:
        raise ContentError("\n".join(wrong))
    return found


def _vocabulary(command: str, written: _Written) -> Vocabulary:
    """What is written, and what the buttons say that stand for it."""
    feature = {one.key: one.feature for one in COMMANDS}.get(command, command)
    words = {key: list(_flat(several)) for key, several in written.words.items()}
    taken = {parts(way) for key, ways in words.items() for way in (key, *ways)}
    for key, ways in words.items():
        label = text_of(f"{feature}.word_{command}_{key}")
        if label and parts(label) not in taken:
            ways.append(label)
            taken.add(parts(label))
    names = [*written.names, text_of(f"{feature}.command_{command}_label")]
    found = tuple(_word(key, ways, careful=key in written.careful) for key, ways in words.items())
    return Vocabulary(tuple(dict.fromkeys(parts(name) for name in names if name)), found)


def _flat(several: Sequence[str | Sequence[str]]) -> Iterator[str]:
    for one in several:
        if isinstance(one, str):
            yield one
        else:
            yield from one


def _word(key: str, written: Sequence[str], *, careful: bool) -> Word:
    said = dict.fromkeys([parts(key), *(parts(one) for one in written)])
    followed = frozenset(parts(one) for one in written if one.endswith(MORE))
    preceded = frozenset(parts(one) for one in written if one.startswith(MORE))
    return Word(key, tuple(said), followed, preceded, careful)


def _problems(found: Vocabulary, written: _Written) -> Iterator[str]:
    first: dict[tuple[str, ...], str] = {}
    for word in found.words:
        for said in word.said:
            if first.setdefault(said, word.key) != word.key:
                yield f"“{' '.join(said)}” is said for {first[said]} and for {word.key}. Keep one of them."
    yield from (f"careful names {key}, which is no word here." for key in written.careful if key not in written.words)
