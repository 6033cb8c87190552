"""Results from before the bot, as a network's spreadsheets hold them: what is read from their cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from domain.calendar import HalfYear
from domain.instrument import Instrument, Item
from domain.lineage import ended_items
from domain.names import name_key
from domain.ratings import FISO_LEVELS, Median, Scale
from domain.spreadsheets import Columns
from domain.summaries import read_words

COLUMNS: Final = Columns(
    ("network", "half_year", "item", "level"),
    ("kind", "note", "instrument"),
    may_be_short=("kind", "note", "instrument"),
    also={"semester": "half_year", "agreed": "kind", "agreed/median": "kind", "agreed or median": "kind"},
)
"""`kind` says what the level is: agreed on, or the median of ratings. `instrument` is for networks that use several."""
LONGEST_NOTE: Final = 500
TAKEN_BACK: Final = "-"
"""Instead of a level: what an earlier file said of it does not stand any more."""
_KINDS: Final = {"agreed": True, "yes": True, "y": True, "median": False, "no": False, "n": False}
_TO: Final = re.compile(r"\s*(?:-|\bto\b|\band\b)\s*")
_NUMBERED: Final = re.compile(r"(\d{1,2})\s*[.:)]?\s*(\D.*)?")
_DATED: Final = re.compile(r"\d{1,2}[-/ ]?(?:[a-z]{3,}|\d{1,2}[-/]\d{2,4})|[a-z]{3}[-/ ]?\d{1,2}")


def read_half_year(text: str) -> HalfYear | None:
    """ "2024-S1", "Semester 1, 2024", "S1 2024"; None for anything else."""
    wish = read_words(text)
    if wish.year is None or wish.semester is None or wish.name:
        return None
    return HalfYear(wish.year, wish.semester)


def read_level(text: str, scale: Scale) -> Median | None:
    """ "2", "Evolving", "2 Evolving", and between two levels "2–3", "2 to 3" or "Evolving to Embedding".

    None for anything else, "2.5" included: there is no such level.
    """
    plain = name_key(text)
    one = _one_level(plain, scale)
    if one is not None:
        return Median(scale.level(one), scale.level(one))
    for between in _TO.finditer(plain):
        low, high = _one_level(plain[: between.start()], scale), _one_level(plain[between.end() :], scale)
        if low is not None and high is not None and low <= high:
            return Median(scale.level(low), scale.level(high))
    return None


def looks_like_a_date(text: str) -> bool:
    """Whether a spreadsheet program may have made a date of "2-3"."""
    return _DATED.fullmatch(name_key(text)) is not None


def read_kind(text: str, stands: Median) -> bool | None:
    """Whether the level was agreed on; None where the cell says neither.

    Where it is empty, one level was agreed on, as that is what people write into a spreadsheet; one between two levels
    is a median.
    """
    if not text:
        return stands.low == stands.high
    return _KINDS.get(name_key(text))


class KnownItems:
    """The items that results can be about: those of the instrument, those that it had, and those of earlier rounds."""

    def __init__(self, instrument: Instrument, earlier: Iterable[Instrument] = ()) -> None:
        self._items: dict[str, Item | None] = {item.key: item for item in instrument.items}
        for version in earlier:
            for item in version.items:
                self._items.setdefault(item.key, item)
        for key in ended_items(instrument):
            self._items.setdefault(key, None)
        self._scale = next((item.scale for item in instrument.items), FISO_LEVELS)
        self._named: dict[str, str] = {}
        for key, known in self._items.items():
            for name in (key, key.replace("-", " "), known.title if known else key):
                self._named.setdefault(name_key(name), key)

    def find(self, text: str) -> str | None:
        """The key of the item of that key or title; None where there is none."""
        return self._named.get(name_key(text))

    def scale(self, key: str) -> Scale:
        """The levels that the item is rated on; those of the instrument's first item where nobody knows any more."""
        item = self._items[key]
        return item.scale if item is not None else self._scale

    @property
    def titles(self) -> Mapping[str, str]:
        """What each may be called in a file, by key."""
        return {key: item.title if item is not None else key for key, item in self._items.items()}


def _one_level(plain: str, scale: Scale) -> int | None:
    names = {name_key(level.label): int(level) for level in scale}
    if plain in names:
        return names[plain]
    found = _NUMBERED.fullmatch(plain)
    if found is None or not 1 <= int(found[1]) <= len(scale):
        return None
    number = int(found[1])
    return number if not found[2] or names.get(found[2].strip()) == number else None
