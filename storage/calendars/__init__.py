"""School calendars as data: the terms of a place in a CSV file, the rest in a YAML file beside it.

A calendar's name is its file's name. Those here come with the bot; an operator's own folder goes first.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from domain.calendar import SchoolCalendar, Term
from domain.names import name_key
from domain.spreadsheets import NotText, as_text
from storage.calendars.terms_file import CalendarError, read_terms

__all__ = ["CalendarError", "UnknownCalendar", "find_calendar", "known_calendars", "load_calendar"]

BUILT_IN = Path(__file__).parent
NAME = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")


class UnknownCalendar(CalendarError):
    """There is no calendar of that name."""


class _CalendarFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    timezone: str
    country: str
    subdivision: str | None = None
    holiday_language: str | None = None
    terms_file: str
    extra_holidays: frozenset[date] = frozenset()
    removed_holidays: frozenset[date] = frozenset()
    replaced_holidays: dict[date, date] = {}

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"“{name}” is no time zone; one looks like Australia/Perth") from error
        return name


@lru_cache
def load_calendar(name: str, directory: Path | None = None) -> SchoolCalendar:
    """The calendar of that name, from the operator's directory if it is there, else the bot's own.

    Read once and kept: changed files take effect at the next start. CalendarError, a sentence for the
    operator, if there is none or it cannot be used.
    """
    path = _file_of(name, directory)
    described = _read(path)
    terms = read_terms(path.parent / described.terms_file)
    named = _public_holidays(path, described, terms)
    return SchoolCalendar(name, described.timezone, terms, frozenset(named), holiday_names=named)


def known_calendars(directory: Path | None = None) -> tuple[str, ...]:
    """The names that load_calendar can be asked for, in order."""
    folders = [BUILT_IN, *([directory] if directory else [])]
    return tuple(sorted({path.stem for folder in folders for path in folder.glob("*.yaml")}))


def find_calendar(text: str, directory: Path | None = None) -> str:
    """The name of the calendar that somebody means: its name, in whatever capitals, or its holiday subdivision.

    So `VIC` is victoria. Where several calendars have that subdivision, the one that comes with the bot is meant.
    What fits none comes back as it is.
    """
    wanted = name_key(text).removeprefix("au-")
    names = known_calendars(directory)
    named = next((name for name in names if name_key(name) == wanted), None)
    if named is not None:
        return named
    alike = [name for name in names if wanted and wanted == _subdivision(name, directory)]
    return next((name for name in alike if (BUILT_IN / f"{name}.yaml").is_file()), alike[0] if alike else text)


@lru_cache
def _subdivision(name: str, directory: Path | None) -> str:
    """The calendar's holiday subdivision, in small letters; empty where its file cannot be read."""
    try:
        return name_key(_read(_file_of(name, directory)).subdivision or "")
    except CalendarError:
        return ""


def _file_of(name: str, directory: Path | None) -> Path:
    if NAME.fullmatch(name):
        for folder in (directory, BUILT_IN):
            if folder is not None and (path := folder / f"{name}.yaml").is_file():
                return path
    known = ", ".join(known_calendars(directory))
    place = f"{directory} or " if directory else ""
    raise UnknownCalendar(
        f"There is no school calendar “{name}” in {place}{BUILT_IN}. Known are: {known}. "
        f"Correct the name, or add {name}.yaml with its terms file."
    )


def _read(path: Path) -> _CalendarFile:
    try:
        content = yaml.safe_load(as_text(path.read_bytes()))
    except OSError as error:
        raise CalendarError(f"{path}: the file cannot be read ({error}). Check it and its permissions.") from error
    except NotText as error:
        raise CalendarError(f"{path}, line {error.fault.line}: {error}") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise CalendarError(f"{path}{line}: this is not valid YAML. Check the indentation and colons there.") from error
    try:
        return _CalendarFile.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"]) or "the whole file"
        message = first["msg"].removeprefix("Value error, ")
        raise CalendarError(f"{path}: {place}: {message}. Compare it with victoria.yaml.") from error


def _public_holidays(path: Path, described: _CalendarFile, terms: tuple[Term, ...]) -> dict[date, str]:
    """The public holidays with their names; one that the calendar's file adds has none, a moved one keeps its own."""
    import holidays  # read with the first calendar: a start has no use for it

    years = range(terms[0].year, terms[-1].year + 1)
    try:
        with _other_countries_unread(Path(holidays.__file__).parent / "countries"):
            official = holidays.country_holidays(
                described.country,
                subdiv=described.subdivision,
                years=years,
                language=described.holiday_language,
                categories=("public",),
            )
    except NotImplementedError as error:
        raise CalendarError(
            f"{path}: the package “holidays” knows no public holidays for country {described.country}, "
            f"subdivision {described.subdivision}. Use its codes, like AU and VIC."
        ) from error
    removed = described.removed_holidays | described.replaced_holidays.keys()
    for day in sorted(removed - official.keys()):
        raise CalendarError(
            f"{path}: {day} is to be removed or replaced, but it is no public holiday there. Correct the date."
        )
    kept = {day: str(name) for day, name in official.items() if day not in removed}
    moved = {to: str(official[day]) for day, to in described.replaced_holidays.items()}
    return dict.fromkeys(described.extra_holidays, "") | moved | kept


@contextmanager
def _other_countries_unread(folder: Path) -> Iterator[None]:
    """For the block, let a module in that folder of `holidays` be read by itself.

    The package looks a country up by its module, but the folder's `__init__` reads all 250 first, which stay: 8 MiB.
    Meanwhile a package without one stands in its place.
    """
    name = "holidays.countries"
    if name in sys.modules:
        yield
        return
    sys.modules[name] = package = ModuleType(name)
    package.__path__ = [str(folder)]
    try:
        yield
    finally:
        del sys.modules[name]
