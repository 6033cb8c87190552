"""An instrument's file: its form, and every fault in it with its line, the field, and what to do, all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

import yaml
from msgspec import Struct
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from domain.instrument import DEFAULT_KEY, Fate, Instrument, Item, ItemChange, Pillar, Place, level_key, problems
from domain.ratings import FISO_LEVELS, Scale
from prompts.content_files import FASTEST


class Fault(Struct, frozen=True, order=True):
    """Something wrong in the file: its line, the field, and a sentence that says what to do."""

    line: int
    place: str
    sentence: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.place}: {self.sentence}"


class Read(Struct, frozen=True):
    """What came of reading a file: the instrument, unless something is wrong with it."""

    instrument: Instrument | None = None
    faults: Sequence[Fault] = ()


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, str_strip_whitespace=True)


class _Level(_Part):
    name: str
    short: str = ""


def _named(found: object) -> object:
    """A level may stand as its name alone."""
    return {"name": found} if isinstance(found, str) else found


_Levels = list[Annotated[_Level, BeforeValidator(_named)]]


class _Item(_Part):
    key: str
    title: str
    statement: str
    levels: dict[str, str]
    guidance: dict[str, str] = {}
    pulse_question: str = ""
    discussion: str = ""
    source: str | None = None


class _Pillar(_Part):
    key: str
    title: str
    gist: str
    levels: _Levels = []
    items: list[_Item]


class _Change(_Part):
    version: str
    removed: list[str] = []
    split: dict[str, list[str]] = {}
    merged: dict[str, list[str]] = {}


class _Instrument(_Part):
    key: str = DEFAULT_KEY
    version: str
    title: str
    source: str = ""
    levels: _Levels = []
    pillars: list[_Pillar]
    history: list[_Change] = []


def read_instrument(text: str) -> Read:
    """What the text of a file says, or everything that is wrong with it. Raises yaml.YAMLError where it is no YAML."""
    loader = FASTEST(text)
    try:
        root = loader.get_single_node()
        content = loader.construct_document(root) if root is not None else None
    finally:
        loader.dispose()
    reading = _Reading(root)
    reading.note_keys_that_stand_twice()
    # "domains" is another word for "pillars".
    if isinstance(content, dict) and "domains" in content:
        if "pillars" in content:
            reading.note(("pillars",), "write either pillars or domains, not both.")
        content["pillars"] = content.pop("domains")
        reading.word = "domains"
    found = reading.form_of(content)
    if found is None:
        return Read(faults=sorted(reading.faults))
    instrument = reading.built(found)
    for problem in problems(instrument):
        reading.note(problem.place, problem.sentence)
    return Read(faults=sorted(reading.faults)) if reading.faults else Read(instrument)


STAND_INS: dict[str, Any] = {"items": [], "pillars": [], "history": [], "removed": [], "split": {}, "merged": {}}
DEEPEST = 12
"""How often what stands in for something missing may lack something itself."""
ADVICE = {
    "missing": "this is missing; add it.",
    "extra_forbidden": "nothing is called that here; correct the name or take it out.",
    "string_type": "this must be text; put it into quotes.",
    "list_type": "this must be a list; start each entry with a hyphen.",
    "model_type": "this must be a block of names and values; compare it with the instrument that comes with the bot.",
    "dict_type": "this must be a block of names and values; compare it with the instrument that comes with the bot.",
}


class _Reading:
    """Collects what is wrong. What is wrong at a place is said once, and what hangs on it is not said at all."""

    def __init__(self, root: yaml.Node | None) -> None:
        self.root, self.word = root, "pillars"
        self.faults: list[Fault] = []
        self._faulty: set[Place] = set()

    def note(self, place: Place, sentence: str) -> None:
        if not any(place[: len(wrong)] == wrong for wrong in self._faulty):
            self._faulty.add(place)
            self._add(place, sentence)

    def _add(self, place: Place, sentence: str) -> None:
        place = (self.word, *place[1:]) if place[:1] == ("pillars",) else place
        self.faults.append(Fault(_line(self.root, place), _in_words(place), sentence))

    def note_keys_that_stand_twice(self) -> None:
        for node, place in _mappings(self.root):
            seen = set()
            for key, _ in node.value:
                if key.value in seen:
                    sentence = f"“{key.value}” stands here twice; keep one of them."
                    self.faults.append(Fault(key.start_mark.line + 1, _in_words((*place, key.value)), sentence))
                seen.add(key.value)

    def form_of(self, content: object) -> _Instrument | None:
        """The file in its form. Where something is missing or of a wrong kind, it is noted, and something stands in,
        so that the rest is looked at as well. None where there is nothing to look at."""
        if not isinstance(content, dict):
            self.note((), ADVICE["model_type"])
            return None
        for _ in range(DEEPEST):
            try:
                return _Instrument.model_validate(content)
            except ValidationError as error:
                wrong = error.errors(include_url=False, include_context=False)
            for part in wrong:
                place = tuple(step for step in part["loc"] if step != "[key]")
                self.note(place, ADVICE.get(part["type"], f"{part['msg']}."))
                _mend(content, place, part["type"])
        return None

    def built(self, found: _Instrument) -> Instrument:
        scale = _scale(found.levels)
        return Instrument(
            found.version,
            found.title,
            tuple(self._pillar(pillar, ("pillars", n), scale, found) for n, pillar in enumerate(found.pillars)),
            tuple(change for each in found.history for change in _changes(each)),
            found.key,
        )

    def _pillar(self, pillar: _Pillar, place: Place, scale: Scale, whole: _Instrument) -> Pillar:
        scale = _scale(pillar.levels) if pillar.levels else scale
        items = (self._item(item, (*place, "items", n), scale, whole) for n, item in enumerate(pillar.items))
        return Pillar(pillar.key, pillar.title, pillar.gist, tuple(items))

    def _item(self, item: _Item, place: Place, scale: Scale, whole: _Instrument) -> Item:
        names = [level_key(name) for name in scale.names]
        return Item(
            item.key,
            item.title,
            item.statement,
            self._by_level(item.levels, names, (*place, "levels")),
            item.pulse_question,
            whole.source if item.source is None else item.source,
            item.discussion,
            self._by_level(item.guidance, names[:-1], (*place, "guidance")) if item.guidance else (),
            scale,
        )

    def _by_level(self, texts: Mapping[str, str], names: Sequence[str], place: Place) -> tuple[str, ...]:
        for name in texts:
            if name not in names:
                self.note((*place, name), f"this is none of {', '.join(names)}; correct the name or take it out.")
        for name in names:
            if name not in texts:
                self.note((*place, name), ADVICE["missing"])
        return tuple(texts.get(name, "") for name in names)


def _scale(levels: Sequence[_Level]) -> Scale:
    if not levels:
        return FISO_LEVELS
    shorts = tuple(level.short for level in levels)
    return Scale(tuple(level.name for level in levels), shorts if any(shorts) else ())


def _changes(change: _Change) -> Iterator[ItemChange]:
    for key in change.removed:
        yield ItemChange(change.version, Fate.REMOVED, (key,))
    for key, after in change.split.items():
        yield ItemChange(change.version, Fate.SPLIT, (key,), tuple(after))
    for key, before in change.merged.items():
        yield ItemChange(change.version, Fate.MERGED, tuple(before), (key,))


def _mend(content: Any, place: Place, kind: str) -> None:
    """Take out what has no place there, or put something of the right kind in."""
    for step in place[:-1]:
        content = content[step]
    last = place[-1]
    if kind == "extra_forbidden" or (isinstance(content, dict) and not isinstance(last, str)):
        del content[last]
        return
    content[last] = _stand_in(place, kind)


def _stand_in(place: Place, kind: str) -> object:
    last = place[-1]
    if kind in ("model_type", "dict_type"):
        return {}
    if last == "levels":
        return {} if "items" in place else []
    return STAND_INS.get(str(last), [] if kind == "list_type" else "")


def _mappings(root: yaml.Node | None) -> Iterator[tuple[yaml.MappingNode, Place]]:
    """Every block of names and values, each once, with its place."""
    waiting: list[tuple[yaml.Node, Place]] = [] if root is None else [(root, ())]
    seen: set[int] = set()
    while waiting:
        node, place = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            yield node, place
            waiting += [(value, (*place, str(key.value))) for key, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            waiting += [(value, (*place, number)) for number, value in enumerate(node.value)]


def _line(node: yaml.Node | None, place: Place) -> int:
    """The line of the file where that place begins; of what is missing, where its surroundings begin."""
    if node is None:
        return 1
    line = node.start_mark.line
    for step in place:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == str(step)), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            found = (node.value[step], node.value[step])
        else:
            found = None
        if found is None:
            break
        line, node = found[0].start_mark.line, found[1]
    return int(line) + 1


def _in_words(place: Place) -> str:
    """A place in the file as people count it: pillars[1].items[3].title is the first pillar's third item."""
    path = ""
    for step in place:
        path += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
    return path.lstrip(".") or "the whole file"
