"""Reads the self-assessment instrument from its YAML file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from domain.errors import UnusableFile
from domain.instrument import Instrument, Item, Pillar, problems
from domain.spreadsheets import NotText
from prompts.catalog import read_yaml

DEFAULT_INSTRUMENT = Path(__file__).parent / "content" / "instrument.yaml"


class InstrumentError(UnusableFile):
    """An instrument file that cannot be used. Its text names the file, each place in it, and what to do."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, str_strip_whitespace=True)


class _Levels(_Part):
    emerging: str
    evolving: str
    embedding: str
    excelling: str


class _Item(_Part):
    key: str
    title: str
    statement: str
    levels: _Levels
    pulse_question: str
    source: str
    discussion: str = ""

    def built(self) -> Item:
        levels = (self.levels.emerging, self.levels.evolving, self.levels.embedding, self.levels.excelling)
        return Item(self.key, self.title, self.statement, levels, self.pulse_question, self.source, self.discussion)


class _Pillar(_Part):
    key: str
    title: str
    gist: str
    items: list[_Item]

    def built(self) -> Pillar:
        return Pillar(self.key, self.title, self.gist, tuple(item.built() for item in self.items))


class _Instrument(_Part):
    version: str
    title: str
    pillars: list[_Pillar]

    def built(self) -> Instrument:
        return Instrument(self.version, self.title, tuple(pillar.built() for pillar in self.pillars))


def load_instrument(path: Path | None = None) -> Instrument:
    """The instrument in that file, or the one that comes with the bot. InstrumentError if it is unusable."""
    return _default() if path is None else _load(path)


@cache
def _default() -> Instrument:
    return _load(DEFAULT_INSTRUMENT)


def _load(path: Path) -> Instrument:
    try:
        content = read_yaml(path)
    except OSError as error:
        raise InstrumentError(
            f"{path}: the instrument cannot be read ({error.strerror}). Check the path and its permissions."
        ) from error
    except NotText as error:
        raise InstrumentError(
            f"{path}, line {error.fault.line}: this is not a UTF-8 text file. Save it as UTF-8."
        ) from error
    except yaml.YAMLError as error:
        raise InstrumentError(f"{path}{_place_in(error)}: this is not valid YAML. {_reason(error)}") from error
    try:
        instrument = _Instrument.model_validate(content).built()
    except ValidationError as error:
        raise InstrumentError(_listed(path, _wrong_parts(error))) from error
    found = problems(instrument)
    if found:
        raise InstrumentError(_listed(path, found))
    return instrument


def _place_in(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f", line {mark.line + 1}" if mark else ""


def _reason(error: yaml.YAMLError) -> str:
    problem = getattr(error, "problem", None)
    reason = f"The reader says: {problem}. " if problem else ""
    return f"{reason}Check the indentation there, and put texts with a colon into quotes."


def _wrong_parts(error: ValidationError) -> list[str]:
    return [
        f"{_path(part['loc'])}: {_advice(part['type'], part['msg'])}"
        for part in error.errors(include_url=False, include_context=False)
    ]


def _path(location: tuple[int | str, ...]) -> str:
    """A place in the file as people count it: pillars[1].items[3].title is the first pillar's third item."""
    path = ""
    for step in location:
        path += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
    return path.lstrip(".") or "the whole file"


def _advice(kind: str, message: str) -> str:
    advice = {
        "missing": "this is missing; add it.",
        "extra_forbidden": "nothing is called that here; correct the name or take it out.",
        "string_type": "this must be text; put it into quotes.",
        "list_type": "this must be a list; start each entry with a hyphen.",
        "model_type": "this must be a block of names and values; compare it with the instrument "
        "that comes with the bot.",
    }
    return advice.get(kind, f"{message}.")


def _listed(path: Path, sentences: list[str]) -> str:
    return "\n".join(
        [
            f"{path}: the instrument cannot be used. (Entries are counted from 1.)",
            *(f"  - {line}" for line in sentences),
        ]
    )
