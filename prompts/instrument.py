"""Reads self-assessment instruments from their YAML files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import yaml

from domain.errors import UnusableFile
from domain.instrument import Instrument
from domain.text_files import NotText, as_text
from prompts.instrument_file import Fault, read_instrument

BUNDLED = Path(__file__).parent / "content" / "instruments"
DEFAULT_INSTRUMENT = BUNDLED / "three-pillars.yaml"
TEMPLATE = Path(__file__).parent / "content" / "templates" / "instrument.yaml"
"""A file to fill in, with an example of everything that one may hold."""


MOST_INSTRUMENTS = 10
"""What a form shows as a list to tick."""


class InstrumentError(UnusableFile):
    """An instrument file that cannot be used. Its text names the file, each place in it, and what to do."""


def load_instrument(path: Path | None = None) -> Instrument:
    """The instrument in that file, or the one that comes with the bot. InstrumentError if it is unusable."""
    return _default() if path is None else _load(path)


def load_instruments(file: Path | None = None, directory: Path | None = None) -> tuple[Instrument, ...]:
    """All that networks can use, the usual one first: what comes with the bot, and what an operator added.

    file: an instrument in place of the usual one. directory: a folder with others; one that has the key of an
    instrument that comes with the bot takes its place. Raises InstrumentError.
    """
    usual = load_instrument(file)
    found = {one.key: one for one in (*_bundled(), usual)}
    own: dict[str, Path] = {}
    for path in _files(directory) if directory else ():
        one = _load(path)
        if one.key in own or one.key == usual.key:
            other = own.get(one.key, file or DEFAULT_INSTRUMENT)
            raise InstrumentError(f"{path} has the key “{one.key}”, which {other} has as well. Give it another.")
        own[one.key] = path
        found[one.key] = one
    if len(found) > MOST_INSTRUMENTS:
        raise InstrumentError(f"{directory}: there are {len(found)} instruments; there can be {MOST_INSTRUMENTS}.")
    return (usual, *(one for key, one in found.items() if key != usual.key))


def _files(directory: Path) -> list[Path]:
    try:
        return sorted(path for path in directory.iterdir() if path.suffix in (".yaml", ".yml"))
    except OSError as error:
        raise InstrumentError(f"{directory}: the folder cannot be read ({error.strerror}). Check its path.") from error


@cache
def _bundled() -> tuple[Instrument, ...]:
    return tuple(_load(path) for path in sorted(BUNDLED.glob("*.yaml")) if path != DEFAULT_INSTRUMENT)


@cache
def _default() -> Instrument:
    return _load(DEFAULT_INSTRUMENT)


def _load(path: Path) -> Instrument:
    try:
        read = read_instrument(as_text(path.read_bytes()))
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
    if read.instrument is None:
        raise InstrumentError(_listed(path, read.faults))
    return read.instrument


def _place_in(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f", line {mark.line + 1}" if mark else ""


def _reason(error: yaml.YAMLError) -> str:
    problem = getattr(error, "problem", None)
    reason = f"The reader says: {problem}. " if problem else ""
    return f"{reason}Check the indentation there, and put texts with a colon into quotes."


def _listed(path: Path, faults: Sequence[Fault]) -> str:
    return "\n".join(
        [
            f"{path}: the instrument cannot be used. (Entries are counted from 1.)",
            *(f"  - {fault}" for fault in faults),
        ]
    )
