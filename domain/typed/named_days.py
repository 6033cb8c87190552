"""How a day can be named: by its date, its weekday, its week, or the end of something."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DayOf(StrEnum):
    """Which day is meant where several are named, as in "week 5": its first or last school day, or the next one."""

    FIRST = "first"
    LAST = "last"
    NEXT = "next"


@dataclass(frozen=True)
class Dated:
    """A day with its month. month_first: as Americans write it, so that it is no date here."""

    day: int
    month: int
    year: int | None = None
    month_first: bool = False
    dotted: bool = False


@dataclass(frozen=True)
class OfMonth:
    """The 14th, of the next month that it suits."""

    day: int


@dataclass(frozen=True)
class Nth:
    """The third Thursday of June: number is 1 to 5, or -1 for the last; month None for one counted from now."""

    number: int
    weekday: int
    month: int | None
    months_on: int = 0


@dataclass(frozen=True)
class NthOfTerm:
    """The second Tuesday of term 3: number as of Nth; term None for this one, or `on` terms later."""

    number: int
    weekday: int
    term: int | None
    on: int = 0


@dataclass(frozen=True)
class Named:
    """A weekday. which: empty for the coming one, this, next, last, or how many days after the coming one."""

    weekday: int
    which: str = ""
    days_on: int = 0


@dataclass(frozen=True)
class Later:
    """So many days from today; a month counts none of them."""

    days: int
    months: int = 0


@dataclass(frozen=True)
class InWeek:
    """A week of the term: number, -1 for the last; where it was said, the term's, or how many terms on."""

    number: int
    term: int | None = None
    on: int = 0


@dataclass(frozen=True)
class InTerm:
    """Some day of a term: its number where it was said, or this term, or `on` terms later."""

    number: int | None
    on: int = 0


@dataclass(frozen=True)
class BeforeBreak:
    """Some day before the coming holidays."""


@dataclass(frozen=True)
class InBreak:
    """Some day of the coming holidays, or of those that are."""


@dataclass(frozen=True)
class WeeksOn:
    """This week, next week, the week after next."""

    weeks: int


@dataclass(frozen=True)
class Edge:
    """The first or last day of a stretch: of a week, a month, or a term (number None for this or the next)."""

    of: str
    last: bool
    number: int | None = None
    on: int = 0


@dataclass(frozen=True)
class EdgeOfWeek:
    """The first or last school day of a week."""

    week: InWeek | WeeksOn
    last: bool


@dataclass(frozen=True)
class DayRange:
    """ "14-15 May": more days than one."""


Stretch = InWeek | WeeksOn | InTerm | BeforeBreak | InBreak
"""What names several days, any of which may be meant."""
DayItem = Dated | OfMonth | Nth | NthOfTerm | Named | Later | Stretch | Edge | EdgeOfWeek | DayRange
