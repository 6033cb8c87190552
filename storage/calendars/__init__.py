"""School calendars as data: the terms of a place in a CSV file, the rest in a YAML file beside it.

A calendar's name is its file's name. Those here come with the bot; an operator's own folder goes first.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from domain.errors import UnusableFile
from domain.names import name_key

if TYPE_CHECKING:
    from domain.calendar import SchoolCalendar

__all__ = ["CalendarError", "UnknownCalendar", "find_calendar", "known_calendars", "load_calendar"]

BUILT_IN = Path(__file__).parent
NAME = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")


class CalendarError(UnusableFile):
    """A calendar that cannot be used. Its text names file, line and what to do."""


class UnknownCalendar(CalendarError):
    """There is no calendar of that name."""


@lru_cache
def load_calendar(name: str, directory: Path | None = None) -> SchoolCalendar:
    """The calendar of that name, from the operator's directory if it is there, else the bot's own.

    Read once and kept: changed files take effect at the next start. CalendarError, a sentence for the
    operator, if there is none or it cannot be used.
    """
    from storage.calendars.calendar_file import read_calendar  # with the first network that is looked at

    return read_calendar(_file_of(name, directory))


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
    from storage.calendars.calendar_file import described_in

    try:
        return name_key(described_in(_file_of(name, directory)).subdivision or "")
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
