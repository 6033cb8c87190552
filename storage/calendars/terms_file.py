"""Reads a terms file: one row a term, `year,term,staff_start,student_start,end`, in order of date."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from domain.calendar import Term

COLUMNS = ("year", "term", "staff_start", "student_start", "end")


class CalendarError(Exception):
    """A calendar that cannot be used. Its text names file, line and what to do."""


def read_terms(path: Path) -> tuple[Term, ...]:
    """The terms of a file, without a gap between them. CalendarError names the first line that is wrong."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise CalendarError(f"{path}: the terms file is not there. Add it, or correct terms_file.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise CalendarError(f"{path}: the file cannot be read ({error}). Check it and its permissions.") from error
    reader = csv.DictReader(text.splitlines())
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise CalendarError(f"{path}, line 1: the columns must be {','.join(COLUMNS)}. Correct the first line.")
    terms: list[Term] = []
    for row in reader:
        place = f"{path}, line {reader.line_num}"
        term = _term(place, row)
        if terms:
            _check_follows(place, terms[-1], term)
        terms.append(term)
    if not terms:
        raise CalendarError(f"{path}: there are no terms in it. Add one row a term.")
    return tuple(terms)


def _term(place: str, row: Mapping[str, str | None]) -> Term:
    staff_start, student_start, end = (_date(place, row, column) for column in COLUMNS[2:])
    try:
        term = Term(_number(place, row, "year"), _number(place, row, "term"), staff_start, student_start, end)
    except ValueError as error:
        raise CalendarError(f"{place}: {error} Correct the dates.") from error
    if not 1 <= term.number <= 4:
        raise CalendarError(f"{place}: a year has terms 1 to 4, not {term.number}. Correct the term.")
    if {staff_start.year, end.year} != {term.year}:
        raise CalendarError(f"{place}: a term of {term.year} must start and end in {term.year}. Correct the dates.")
    return term


def _number(place: str, row: Mapping[str, str | None], column: str) -> int:
    text = (row[column] or "").strip()
    if not (text.isascii() and text.isdigit()):
        raise CalendarError(f"{place}: {column} must be a number, not “{text}”. Correct it.")
    return int(text)


def _date(place: str, row: Mapping[str, str | None], column: str) -> date:
    text = (row[column] or "").strip()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CalendarError(f"{place}: {column} must be a date like 2026-04-20, not “{text}”. Correct it.") from error


def _check_follows(place: str, earlier: Term, later: Term) -> None:
    next_term = (earlier.year, earlier.number + 1)
    next_year = (earlier.year + 1, 1)
    if (later.year, later.number) not in (next_term, next_year):
        raise CalendarError(f"{place}: {later} cannot follow {earlier}. Add what is missing, in order of date.")
    if later.staff_start <= earlier.end:
        raise CalendarError(f"{place}: {later} starts before {earlier} has ended. Correct the dates.")
