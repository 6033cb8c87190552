"""The self-assessment instrument: pillars of items, each described at four levels.

Keys are stable for ever, because trends hang on them; texts may change with the version.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.ratings import FISO_LEVELS, Scale

# Forms show titles and descriptors in small places; longer texts would be refused or cut there.
LONGEST_PILLAR_TITLE = 24
LONGEST_ITEM_TITLE = 60
LONGEST_STATEMENT = 200
LONGEST_DESCRIPTOR = 140
LONGEST_PULSE_QUESTION = 140
LONGEST_DISCUSSION = 200
DEFAULT_KEY = "three-pillars"
"""The key of an instrument whose file names none: the first one, or what somebody put in its place."""
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Item:
    """One thing to rate. `levels` describe it from the scale's lowest to its highest; `source` is what it rests on.

    pulse_question: empty where it is not asked about between assessments. discussion: the question that opens the talk
    about it where ratings differ; empty where the file gives none. guidance: what takes it from each level but the
    highest to the next, empty texts or none where the file says nothing.
    """

    key: str
    title: str
    statement: str
    levels: tuple[str, ...]
    pulse_question: str
    source: str
    discussion: str = ""
    guidance: tuple[str, ...] = ()
    scale: Scale = FISO_LEVELS

    def descriptor(self, level: int) -> str:
        """What the network looks like at that level; ValueError where the scale has none of that number."""
        return self.levels[self.scale.level(level) - 1]

    def next_step(self, level: int) -> str:
        """What takes it from that level to the next; empty where nothing is said, or at the highest."""
        return self.guidance[level - 1] if 0 < level <= len(self.guidance) else ""


@dataclass(frozen=True)
class Pillar:
    key: str
    title: str
    gist: str
    items: tuple[Item, ...]

    @property
    def item_keys(self) -> tuple[str, ...]:
        return tuple(item.key for item in self.items)


class Fate(StrEnum):
    """What became of an item that is no more."""

    REMOVED = "removed"
    SPLIT = "split"
    MERGED = "merged"


@dataclass(frozen=True)
class ItemChange:
    """Items that ended with a version of the instrument, by key, and those that took their place.

    Removed: one ended, none came. Split: one ended, two or more came. Merged: two or more ended, one came.
    """

    version: str
    fate: Fate
    before: tuple[str, ...]
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Instrument:
    """`history` is what became of items that earlier versions had, the oldest change first.

    The key is the same in every version, and tells it from others that are in use beside it.
    """

    version: str
    title: str
    pillars: tuple[Pillar, ...]
    history: tuple[ItemChange, ...] = ()
    key: str = DEFAULT_KEY

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item, pillar by pillar, in the order people see them."""
        return tuple(item for pillar in self.pillars for item in pillar.items)

    @property
    def item_keys(self) -> tuple[str, ...]:
        return tuple(item.key for item in self.items)

    def pillar(self, key: str) -> Pillar:
        """The pillar with that key; KeyError if there is none."""
        for pillar in self.pillars:
            if pillar.key == key:
                return pillar
        raise KeyError(key)

    def item(self, key: str) -> Item:
        """The item with that key; KeyError if there is none."""
        for item in self.items:
            if item.key == key:
                return item
        raise KeyError(key)

    def fits(self, levels: Mapping[str, int]) -> bool:
        """Whether these are levels of its items, by key."""
        scales = {item.key: item.scale for item in self.items}
        return all(key in scales and 1 <= level <= len(scales[key]) for key, level in levels.items())

    def title_of(self, item_key: str) -> str:
        """The item's title; where the instrument was replaced meanwhile, its key in plain words."""
        titles = {item.key: item.title for item in self.items}
        return titles.get(item_key, item_key.replace("-", " ").capitalize())


def problems(instrument: Instrument) -> list[str]:
    """What is wrong with an instrument, a sentence each; an empty list if it can be used."""
    return list(_problems(instrument))


def _problems(instrument: Instrument) -> Iterator[str]:
    yield from _text_problems("The instrument", "version", instrument.version)
    yield from _text_problems("The instrument", "title", instrument.title)
    if not instrument.pillars:
        yield "The instrument has no pillars; it needs at least one."
    yield from _repeated("pillars", [pillar.key for pillar in instrument.pillars])
    yield from _repeated("items", list(instrument.item_keys))
    for pillar in instrument.pillars:
        name = f"The pillar “{pillar.key}”"
        yield from _key_problems(name, pillar.key)
        yield from _text_problems(name, "title", pillar.title, LONGEST_PILLAR_TITLE)
        yield from _text_problems(name, "gist", pillar.gist)
        if not pillar.items:
            yield f"{name} has no items; it needs at least one."
    for item in instrument.items:
        yield from _item_problems(item)


def _item_problems(item: Item) -> Iterator[str]:
    name = f"The item “{item.key}”"
    yield from _key_problems(name, item.key)
    yield from _text_problems(name, "title", item.title, LONGEST_ITEM_TITLE)
    yield from _text_problems(name, "statement", item.statement, LONGEST_STATEMENT)
    yield from _text_problems(name, "pulse question", item.pulse_question, LONGEST_PULSE_QUESTION)
    yield from _text_problems(name, "source", item.source)
    if item.pulse_question.strip() and not item.pulse_question.rstrip().endswith("?"):
        yield f"{name}: end its pulse question with a question mark."
    if item.discussion:
        yield from _text_problems(name, "discussion", item.discussion, LONGEST_DISCUSSION)
        if not item.discussion.rstrip().endswith("?"):
            yield f"{name}: end its discussion with a question mark."
    if len(item.levels) != len(item.scale):
        yield f"{name} has {len(item.levels)} levels; it needs {len(item.scale)}."
        return
    for level in item.scale:
        yield from _text_problems(name, f"{level.label} level", item.descriptor(level), LONGEST_DESCRIPTOR)
    if len({text.strip().casefold() for text in item.levels}) < len(item.scale):
        yield f"{name} describes two levels in the same words; say how they differ."


def _key_problems(name: str, key: str) -> Iterator[str]:
    if not KEY.fullmatch(key):
        yield f"{name}: write its key in small letters and digits joined by hyphens, like data-use."


def _text_problems(name: str, part: str, text: str, longest: int | None = None) -> Iterator[str]:
    if not text.strip():
        yield f"{name} has no {part}; write one."
    elif longest is not None and len(text) > longest:
        yield f"{name}: shorten its {part} from {len(text)} to at most {longest} characters."


def _repeated(what: str, keys: list[str]) -> Iterator[str]:
    for key, times in Counter(keys).items():
        if times > 1:
            yield f"{times} {what} have the key “{key}”; give each a key of its own."
