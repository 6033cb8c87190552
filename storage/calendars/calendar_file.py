"""Reads a calendar's file, with the terms beside it and the public holidays of its place."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import ModuleType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from domain.calendar import SchoolCalendar, Term
from domain.text_files import NotText, as_text
from storage.calendars import CalendarError
from storage.calendars.terms_file import read_terms


class CalendarFile(BaseModel):
    """What a calendar's file says; the terms are in another one."""

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


def read_calendar(path: Path) -> SchoolCalendar:
    """The calendar of that file. Raises CalendarError."""
    described = described_in(path)
    terms = read_terms(path.parent / described.terms_file)
    named = _public_holidays(path, described, terms)
    return SchoolCalendar(path.stem, described.timezone, terms, frozenset(named), holiday_names=named)


def described_in(path: Path) -> CalendarFile:
    """What the file says by itself. Raises CalendarError."""
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
        return CalendarFile.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"]) or "the whole file"
        message = first["msg"].removeprefix("Value error, ")
        raise CalendarError(f"{path}: {place}: {message}. Compare it with victoria.yaml.") from error


def _public_holidays(path: Path, described: CalendarFile, terms: tuple[Term, ...]) -> dict[date, str]:
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
