"""How a day can be named: by its date, its weekday, its week, or the end of something."""

from __future__ import annotations

from dataclasses import dataclass


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
    """A week of the term: number and, where it was said, the term's."""

    number: int
    term: int | None = None


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
class DayRange:
    """ "14-15 May": more days than one."""


DayItem = Dated | OfMonth | Nth | NthOfTerm | Named | Later | InWeek | WeeksOn | Edge | DayRange
