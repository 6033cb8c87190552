"""Where a network stands: which half-year somebody means, when it is told by itself, and what to do next."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum, StrEnum
from typing import Protocol, TypeVar

from domain.calendar import HalfYear, SchoolCalendar, Term, UnknownDate
from domain.errors import Invalid

MOST_STEPS = 3
"""What to do next is a short list, or nobody does it."""

_SEMESTER = r"(?:s|sem|semester)\s*([12])"
_KEY = re.compile(rf"(?<!\w)(?:(\d{{4}})\s*[-–/,]?\s*{_SEMESTER}|{_SEMESTER}(?:\s*[-–/,]?\s*(\d{{4}}))?)(?!\w)")
_TERM = re.compile(r"(?<!\w)t(?:erm)?\s?([1-4])(?!\w)", re.IGNORECASE)
_HALF = re.compile(
    r"(?<!\w)(first|1st|second|2nd) (?:half(?:[- ]year)?|semester)(?: (?:of|in)(?= \d{4}))?(?!\w)", re.IGNORECASE
)
_YEAR = re.compile(r"(?:all )?(?:of )?(?:(?:the )?(this|last|previous) year|(?:year )?(\d{4}))")
_RELATIVE = re.compile(
    r"(?<!\w)(?:(last|previous|past)|(?:this|current))(?:\s+(?:half(?:[-\s]?year)?|semester))?(?!\w)"
)
_RELATIVE_HALF = re.compile(r"(?<!\w)(?:(last|previous|past)|this|current)\s+(?:half(?:[-\s]?year)?|semester)(?!\w)")
_LAST_TERM = re.compile(r"(?<!\w)(?:last|previous|past)\s+term(?!\w)")
_IN_YEAR = re.compile(r"(?<!\w)(?:(?:all of )?(?:the )?(this|last|previous|past) year|(?:year )?(20\d\d))(?![\w-])")


class Aspect(StrEnum):
    """What of a network's standing somebody wants to see."""

    WHOLE = "whole"
    TREND = "trend"
    BASELINE = "baseline"
    GAP = "gap"


_ASPECT = r"(?P<baseline>since\s+(?:(?:the|its|our)\s+)?baseline|baseline)|(?P<trend>trends?)"
_ASPECT += r"|(?P<gap>(?:perception[-\s]+)?gaps?)"
_ASPECTS = re.compile(rf"^(?:{_ASPECT})(?![\w-])|(?<![\w-])(?:{_ASPECT.replace('?P<', '?P<end_')})$", re.I)


@dataclass(frozen=True)
class Wish:
    """What somebody typed after the command: a half-year, a view, a name, several of these, or none.

    `year` is None where they named a semester alone; `semester` None where they named none.
    `last` is whether they meant the half-year before this one, `last_term` that of the term before this one. `name` is
    all that is neither half-year nor view; `whole_name`, where a view was read, the same with its word, which may be
    part of a name after all.
    """

    year: int | None = None
    semester: int | None = None
    last: bool = False
    last_term: bool = False
    name: str = ""
    aspect: Aspect = Aspect.WHOLE
    whole_name: str = ""


def read_words(text: str) -> Wish:
    """Read "trend", "since baseline", "gap", "2026-S1", "last half-year", with or without a network's name.

    The half-year stands anywhere; the view before or after all the rest.
    """
    wish = _half_year_in(_HALF.sub(_half_of, _TERM.sub(_semester_of, " ".join(text.split()))))
    found = _ASPECTS.search(wish.name)
    if found is None:
        return wish
    [word] = (name.removeprefix("end_") for name, value in found.groupdict().items() if value)
    name = _without(wish.name, found)
    return replace(wish, aspect=Aspect(word), name=name, whole_name=wish.name if name else "")


def year_in(text: str, this_year: int) -> int | None:
    """The year that somebody typed where they named no half of it: "2025", "last year"; None where they did not."""
    found = _YEAR.fullmatch(" ".join(text.casefold().split()))
    if found is None:
        return None
    return int(found[2]) if found[2] else this_year - (found[1] != "this")


def half_years_in(text: str, current: HalfYear) -> tuple[tuple[HalfYear, ...], str]:
    """The half-years that somebody names in a few words, none or one or both of a year, and what else they say.

    A semester or term without a year is of this year. "Last" alone is none: it may be of anything.
    """
    plain = " ".join(text.split())
    found = _KEY.search(spelled := _HALF.sub(_half_of, _TERM.sub(_semester_of, plain)).casefold())
    if found is not None:
        year, before, alone, after = found.groups()
        one = HalfYear(int(year or after or current.year), int(before or alone))
        return (one,), _beside(spelled, found)
    relative = _RELATIVE_HALF.search(plain.casefold())
    if relative is not None:
        return (current.previous if relative[1] else current,), _beside(plain, relative)
    whole = _IN_YEAR.search(plain.casefold())
    if whole is not None:
        year_ = int(whole[2]) if whole[2] else current.year - (whole[1] != "this")
        return (HalfYear(year_, 1), HalfYear(year_, 2)), _beside(plain, whole)
    return (), plain


def _beside(text: str, found: re.Match[str]) -> str:
    """What else was said, without the word that led to the half-year."""
    before = re.sub(r"(?:(?<!\w)(?:of|for|from|in|the)\s+)+$", "", text[: found.start()])
    return " ".join(f"{before} {text[found.end() :]}".split()).strip(" ,;:-–")


def _semester_of(term: re.Match[str]) -> str:
    return f"s{(int(term[1]) + 1) // 2}"


def _half_of(half: re.Match[str]) -> str:
    return f"s{1 if half[1].casefold() in ('first', '1st') else 2}"


def _half_year_in(plain: str) -> Wish:
    key = _KEY.search(plain.casefold())
    if key is not None:
        year, before, alone, after = key.groups()
        return Wish(
            year=int(year or after) if year or after else None,
            semester=int(before or alone),
            name=_without(plain, key),
        )
    term = _LAST_TERM.search(plain.casefold())
    if term is not None:
        return Wish(last_term=True, name=_without(plain, term))
    relative = _RELATIVE.search(plain.casefold())
    if relative is not None:
        return Wish(last=relative.group(1) is not None, name=_without(plain, relative))
    return Wish(name=plain)


def half_year_meant(wish: Wish, calendar: SchoolCalendar, today: date) -> HalfYear:
    """The half-year that somebody means today; a view of the years may end in one from before the calendar.

    Raises Invalid for one that has not begun, and for another one that the calendar does not know.
    """
    try:
        current = calendar.half_year_of(today)
    except UnknownDate as error:
        raise Invalid(
            "summaries.calendar_ends", **_known(calendar), example=calendar.terms[-1].half_year.key
        ) from error
    meant = current
    if wish.last_term:
        ended = [term for term in calendar.terms if term.end < today]
        meant = ended[-1].half_year if ended else current.previous
    elif wish.last:
        meant = current.previous
    elif wish.semester is not None:
        meant = HalfYear(wish.year or today.year, wish.semester)
    if meant > current:
        raise Invalid("summaries.not_begun", half_year=meant, example=current.key)
    if wish.aspect is Aspect.WHOLE and not calendar.terms_of(meant):
        raise Invalid("summaries.not_known", **_known(calendar), example=current.key)
    return meant


def stretch(calendar: SchoolCalendar, half_year: HalfYear) -> tuple[date, date]:
    """The half-year's first day, and the first day after it; holidays belong to the term before them."""
    new_year = date(half_year.year, 1, 1)
    next_year = date(half_year.year + 1, 1, 1)
    second = calendar.terms_of(HalfYear(half_year.year, 2))
    middle = second[0].staff_start if second else date(half_year.year, 7, 1)
    return (new_year, middle) if half_year.semester == 1 else (middle, next_year)


def telling_day(calendar: SchoolCalendar, term: Term) -> date | None:
    """The day on which the half-year that ends with this term is summed up: the first of its last school week.

    None for a term that ends no half-year, or has no school days at all.
    """
    if term != calendar.terms_of(term.half_year)[-1]:
        return None
    for week in range(calendar.weeks_in(term), 0, -1):
        day = calendar.first_school_day_of_week(term, week)
        if day is not None:
            return day
    return None


class Urgency(IntEnum):
    """How much something to do next presses, the most pressing first."""

    TERM = 0
    """The network's own meetings, which the term waits for."""
    OPEN = 1
    """What is open now, and ends."""
    LATE = 2
    """What is past its day."""
    UNBEGUN = 3
    """What could begin."""


class Pressing(Protocol):
    @property
    def urgency(self) -> Urgency: ...


Waiting = TypeVar("Waiting", bound=Pressing)


def next_steps(waiting: Iterable[Waiting]) -> tuple[Waiting, ...]:
    """The most pressing of what waits, at most MOST_STEPS; those that press alike stay in their order."""
    return tuple(sorted(waiting, key=lambda step: step.urgency)[:MOST_STEPS])


def _without(text: str, found: re.Match[str]) -> str:
    rest = f"{text[: found.start()]} {text[found.end() :]}"
    return " ".join(rest.split()).strip(" ,;:-–")


def _known(calendar: SchoolCalendar) -> dict[str, date]:
    return {"since": calendar.known_from, "until": calendar.known_until}
