"""The self-assessment instrument: pillars of items, each described at every level.

Keys are stable for ever, because trends hang on them; texts may change with the version.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from domain.ratings import FEWEST_LEVELS, FISO_LEVELS, MOST_LEVELS, Scale

# Forms show titles and descriptors in small places; longer texts would be refused or cut there.
LONGEST_PILLAR_TITLE = 24
LONGEST_ITEM_TITLE = 60
LONGEST_STATEMENT = 200
LONGEST_DESCRIPTOR = 140
LONGEST_PULSE_QUESTION = 140
LONGEST_DISCUSSION = 200
MOST_ON_A_SCREEN = 18
"""Items that a form shows at once: more would be too large for a chat, and fewer cost a tap and a wait each."""
MOST_TEXT_ON_A_SCREEN = 16_000
"""Characters of their titles, statements and descriptors."""
LONGEST_GUIDANCE = 300
LONGEST_INSTRUMENT_TITLE = 40
LONGEST_LEVEL_NAME = 20
LONGEST_KEY = 60
OWN_WORDS = "own-"
"""What the keys of questions begin with that a network asks in its own words."""
MOST_PILLARS = 10
MOST_ITEMS_OF_A_PILLAR = 10
MOST_ITEMS = 60
"""What a form and a message can show."""
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


def _fit_a_screen(items: Sequence[Item]) -> bool:
    texts = sum(len(text) for item in items for text in (item.title, item.statement, *item.levels, *item.scale.names))
    return len(items) <= MOST_ON_A_SCREEN and texts <= MOST_TEXT_ON_A_SCREEN


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

    @property
    def parts(self) -> tuple[tuple[Pillar, ...], ...]:
        """The pillars as a form shows them, screen by screen: as few screens as each hold what a chat takes."""
        found: list[tuple[Pillar, ...]] = []
        for pillar in self.pillars:
            if found and _fit_a_screen([item for one in (*found[-1], pillar) for item in one.items]):
                found[-1] = (*found[-1], pillar)
            else:
                found.append((pillar,))
        return tuple(found)

    def only(self, keys: Collection[str]) -> Instrument:
        """The same with these items alone, and without pillars that have none of them."""
        kept = (
            replace(pillar, items=tuple(item for item in pillar.items if item.key in keys)) for pillar in self.pillars
        )
        return replace(self, pillars=tuple(pillar for pillar in kept if pillar.items))

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


Place: TypeAlias = tuple[str | int, ...]
"""The way to a field of an instrument, by names and by places counted from 0."""


@dataclass(frozen=True)
class Problem:
    """Something that keeps an instrument from being used: where, and a sentence that says what to do."""

    place: Place
    sentence: str


def level_key(name: str) -> str:
    """What a level's texts stand under in an item: "not-yet-started" for "Not yet started"."""
    return "-".join(re.findall(r"[a-z0-9]+", name.casefold()))


def problems(instrument: Instrument) -> list[Problem]:
    """What is wrong with an instrument; an empty list if it can be used."""
    return list(_problems(instrument))


def _problems(instrument: Instrument) -> Iterator[Problem]:
    name = "The instrument"
    yield from _key_problems(("key",), name, instrument.key)
    yield from _text_problems(("version",), name, "version", instrument.version)
    yield from _text_problems(("title",), name, "title", instrument.title, LONGEST_INSTRUMENT_TITLE)
    if not 0 < len(instrument.pillars) <= MOST_PILLARS:
        found = len(instrument.pillars)
        yield Problem(("pillars",), f"The instrument has {found or 'no'} pillars; it needs 1 to {MOST_PILLARS}.")
    if len(instrument.item_keys) > MOST_ITEMS:
        found = len(instrument.item_keys)
        yield Problem(("pillars",), f"The instrument has {found} items; it can have {MOST_ITEMS}.")
    yield from _repeated("pillars", [(pillar.key, ("pillars", n)) for n, pillar in enumerate(instrument.pillars)])
    yield from _repeated("items", [(item.key, place) for place, item in _items(instrument)])
    yield from _scale_problems(instrument)
    for number, pillar in enumerate(instrument.pillars):
        yield from _pillar_problems(("pillars", number), pillar)
    for place, item in _items(instrument):
        yield from _item_problems(place, item)
    yield from _history_problems(instrument)


def _items(instrument: Instrument) -> Iterator[tuple[Place, Item]]:
    for pillar_number, pillar in enumerate(instrument.pillars):
        for number, item in enumerate(pillar.items):
            yield ("pillars", pillar_number, "items", number), item


def _scale_problems(instrument: Instrument) -> Iterator[Problem]:
    """Each scale once, at the first pillar that has it or at the top, where all have the same."""
    scales = [pillar.items[0].scale for pillar in instrument.pillars if pillar.items]
    for number, scale in enumerate(scales):
        if scale in scales[:number]:
            continue
        place: Place = ("levels",) if len(set(scales)) == 1 else ("pillars", number, "levels")
        if not FEWEST_LEVELS <= len(scale) <= MOST_LEVELS:
            yield Problem(place, f"There are {len(scale)} levels; there can be {FEWEST_LEVELS} to {MOST_LEVELS}.")
        if len({level_key(name) for name in scale.names}) < len(scale):
            yield Problem(place, "Two levels have the same name; give each a name of its own.")
        for position, level in enumerate(scale):
            level_name = f"Level {level:d}"
            yield from _text_problems((*place, position), level_name, "name", level.label, LONGEST_LEVEL_NAME)
            if level.label.strip() and not level_key(level.label):
                yield Problem((*place, position), f"{level_name}: use letters or digits in its name.")
            if level.short:
                yield from _text_problems((*place, position, "short"), level_name, "short text", level.short, 40)


def _pillar_problems(place: Place, pillar: Pillar) -> Iterator[Problem]:
    name = f"The pillar “{pillar.key}”"
    yield from _key_problems((*place, "key"), name, pillar.key)
    yield from _text_problems((*place, "title"), name, "title", pillar.title, LONGEST_PILLAR_TITLE)
    yield from _text_problems((*place, "gist"), name, "gist", pillar.gist)
    if not 0 < len(pillar.items) <= MOST_ITEMS_OF_A_PILLAR:
        found = len(pillar.items)
        yield Problem((*place, "items"), f"{name} has {found or 'no'} items; it needs 1 to {MOST_ITEMS_OF_A_PILLAR}.")


def _item_problems(place: Place, item: Item) -> Iterator[Problem]:
    name = f"The item “{item.key}”"
    yield from _key_problems((*place, "key"), name, item.key)
    yield from _text_problems((*place, "title"), name, "title", item.title, LONGEST_ITEM_TITLE)
    yield from _text_problems((*place, "statement"), name, "statement", item.statement, LONGEST_STATEMENT)
    yield from _text_problems((*place, "source"), name, "source", item.source)
    for field, part, question, longest in (
        ("pulse_question", "pulse question", item.pulse_question, LONGEST_PULSE_QUESTION),
        ("discussion", "discussion", item.discussion, LONGEST_DISCUSSION),
    ):
        if question:
            yield from _text_problems((*place, field), name, part, question, longest)
            if not question.rstrip().endswith("?"):
                yield Problem((*place, field), f"{name}: end its {part} with a question mark.")
    if len(item.levels) != len(item.scale):
        sentence = f"{name} has {len(item.levels)} levels; it needs {len(item.scale)}."
        yield Problem((*place, "levels"), sentence)
        return
    for level in item.scale:
        where, text = (*place, "levels", level_key(level.label)), item.levels[level - 1]
        yield from _text_problems(where, name, f"{level.label} level", text, LONGEST_DESCRIPTOR)
    if len({text.strip().casefold() for text in item.levels}) < len(item.scale):
        yield Problem((*place, "levels"), f"{name} describes two levels in the same words; say how they differ.")
    if item.guidance and len(item.guidance) != len(item.scale) - 1:
        sentence = f"{name} has guidance for {len(item.guidance)} levels; it needs it for all but the highest, or none."
        yield Problem((*place, "guidance"), sentence)
        return
    for level, text in zip(item.scale, item.guidance, strict=False):
        where = (*place, "guidance", level_key(level.label))
        yield from _text_problems(where, name, f"guidance from {level.label}", text, LONGEST_GUIDANCE)


def _history_problems(instrument: Instrument) -> Iterator[Problem]:
    """Keys are stable for ever: what ended never comes back, and what came is still there or ended later."""
    ended: set[str] = set()
    for change in instrument.history:
        yield from _text_problems(("history",), "A change", "version", change.version)
        for key in change.before:
            if key in instrument.item_keys:
                sentence = f"“{key}” is said to have been {change.fate} and is an item still; give what came a new key."
                yield Problem(("history",), sentence)
            elif key in ended:
                yield Problem(("history",), f"“{key}” is said twice to have come to an end; keep one of them.")
            ended.add(key)
        if change.fate is Fate.SPLIT and len(change.after) < 2:
            yield Problem(("history",), f"“{change.before[0]}” was split into fewer than two items; name them all.")
        if change.fate is Fate.MERGED and len(change.before) < 2:
            yield Problem(("history",), f"“{change.after[0]}” was merged of fewer than two items; name them all.")
    known = {*instrument.item_keys, *ended}
    for key in (key for change in instrument.history for key in change.after if key not in known):
        yield Problem(("history",), f"“{key}” is said to have come of other items, and is none; correct the key.")


def _key_problems(place: Place, name: str, key: str) -> Iterator[Problem]:
    if not KEY.fullmatch(key):
        sentence = f"{name}: write its key in small letters and digits joined by hyphens, like data-use."
        yield Problem(place, sentence)
    elif key.startswith(OWN_WORDS):
        yield Problem(
            place, f"{name}: begin its key with something else than {OWN_WORDS}, as questions in own words do."
        )
    elif len(key) > LONGEST_KEY:
        yield Problem(place, f"{name}: shorten its key from {len(key)} to at most {LONGEST_KEY} characters.")


def _text_problems(place: Place, name: str, part: str, text: str, longest: int | None = None) -> Iterator[Problem]:
    if not text.strip():
        yield Problem(place, f"{name} has no {part}; write one.")
    elif longest is not None and len(text) > longest:
        yield Problem(place, f"{name}: shorten its {part} from {len(text)} to at most {longest} characters.")


def _repeated(what: str, keys: list[tuple[str, Place]]) -> Iterator[Problem]:
    for key, times in Counter(key for key, _ in keys).items():
        if times > 1:
            last = [place for found, place in keys if found == key][-1]
            yield Problem((*last, "key"), f"{times} {what} have the key “{key}”; give each a key of its own.")
