"""Which stretch of the school years somebody means by a few words: "2025", "term 2", "last term", "semester 1"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from domain.calendar import HalfYear, SchoolCalendar, Term, UnknownDate
from domain.summaries import half_years_in, stretch

_TERM = re.compile(
    r"(?<!\w)(?:(?:(?P<year>20\d\d)[\s,-]*)?(?:term\s*|t)(?P<number>[1-4])(?:[\s,-]*(?:of\s+)?(?P<after>20\d\d))?"
    r"|(?P<which>this|last|previous|current)\s+term)(?!\w)",
    re.IGNORECASE,
)
_YEAR_SAID = re.compile(r"\b(this|last|previous) year(?:'s|’s)?\b", re.IGNORECASE)
_LEADS = re.compile(r"(?:(?<!\w)(?:of|for|from|in|the|during)\s*)+$", re.IGNORECASE)


@dataclass(frozen=True)
class Period:
    """The first day and the last. term: whether it is one term; half_years: which it is, none for a term."""

    first: date
    last: date
    term: Term | None = None
    half_years: tuple[HalfYear, ...] = ()


def period_in(text: str, calendar: SchoolCalendar, today: date) -> tuple[Period | None, str]:
    """The stretch that the words name, or None, and what else they say. Holidays belong to the term before them.

    A term without a year is the newest of that number that has begun.
    """
    if re.search(r"\b(?:term|semester|half|[ts])\b|\b[ts][1-4]\b", text, re.IGNORECASE):
        text = _YEAR_SAID.sub(lambda one: str(today.year - (one[1].lower() != "this")), text)
    found = _TERM.search(text)
    term = _term(found, calendar, today) if found is not None else None
    if found is not None and term is not None:
        rest = f"{_LEADS.sub('', text[: found.start()])} {text[found.end() :]}"
        return Period(term.staff_start, _end(term, calendar), term), " ".join(rest.split()).strip(" ,;:-–")
    try:
        current = calendar.half_year_of(today)
    except UnknownDate:
        current = HalfYear.about(today)
    halves, rest = half_years_in(text, current)
    if not halves:
        return None, rest
    days = [stretch(calendar, one) for one in halves]
    return Period(min(first for first, _ in days), max(end for _, end in days) - timedelta(days=1), None, halves), rest


def _term(found: re.Match[str], calendar: SchoolCalendar, today: date) -> Term | None:
    begun = [term for term in calendar.terms if term.staff_start <= today]
    if found["which"]:
        back = 1 if found["which"].lower() in ("this", "current") else 2
        return begun[-back] if len(begun) >= back else None
    year = found["year"] or found["after"]
    those = [one for one in begun if one.number == int(found["number"]) and (not year or one.year == int(year))]
    return those[-1] if those else None


def _end(term: Term, calendar: SchoolCalendar) -> date:
    """The last day before the next term."""
    following = [one.staff_start for one in calendar.terms if one > term]
    return following[0] - timedelta(days=1) if following else date(term.year, 12, 31)
