"""Reads a terms file: one row a term, `year,term,staff_start,student_start,end`, in order of date.

Dates are as 2026-04-20. A spreadsheet program that opens such a file and saves it writes all of them anew as
20/04/2026, so a file whose dates are all of that form is read too: day first, as it is done where the schools are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from domain.calendar import Term
from domain.spreadsheets import Columns, Row, Table, read_table
from domain.text_files import NotText, as_text
from storage.calendars import CalendarError

COLUMNS = ("year", "term", "staff_start", "student_start", "end")
TABLE = Columns(COLUMNS, may_be_short=COLUMNS)
DAY_FIRST = re.compile(r"(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>\d{4}|\d{2})")


def read_terms(path: Path) -> tuple[Term, ...]:
    """The terms of a file, without a gap between them. CalendarError names the first line that is wrong."""
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise CalendarError(f"{path}: the terms file is not there. Add it, or correct terms_file.") from error
    except OSError as error:
        raise CalendarError(f"{path}: the file cannot be read ({error}). Check it and its permissions.") from error
    table = _table(path, content)
    day_first = _is_day_first(table.rows)
    terms: list[Term] = []
    for row in table.rows:
        place = f"{path}, line {row.line}"
        term = _term(place, row.values, day_first)
        if terms:
            _check_follows(place, terms[-1], term)
        terms.append(term)
    if not terms:
        raise CalendarError(f"{path}: there are no terms in it. Add one row a term.")
    return tuple(terms)


def _table(path: Path, content: bytes) -> Table:
    try:
        as_text(content)
    except NotText as error:
        raise CalendarError(f"{path}, line {error.fault.line}: {error}") from error
    table = read_table(content, TABLE)
    if table.faults:
        fault = table.faults[0]
        what = f"{fault.reason} {fault.what_to_do}"
        if not table.header_fits:
            what = f"the columns must be {','.join(COLUMNS)}. {fault.reason} Correct the first line."
        raise CalendarError(f"{path}, line {fault.line}: {what}")
    return table


def _is_day_first(rows: Sequence[Row]) -> bool:
    """Whether every date of the file is as 20/04/2026, day first; a file of both forms was typed by hand."""
    dates = [row.values[column] for row in rows for column in COLUMNS[2:]]
    return bool(dates) and all(DAY_FIRST.fullmatch(text) for text in dates)


def _term(place: str, row: Mapping[str, str], day_first: bool) -> Term:
    staff_start, student_start, end = (_date(place, row, column, day_first) for column in COLUMNS[2:])
    try:
        term = Term(_number(place, row, "year"), _number(place, row, "term"), staff_start, student_start, end)
    except ValueError as error:
        raise CalendarError(f"{place}: {error} Correct the dates.") from error
    if not 1 <= term.number <= 4:
        raise CalendarError(f"{place}: a year has terms 1 to 4, not {term.number}. Correct the term.")
    if {staff_start.year, end.year} != {term.year}:
        raise CalendarError(f"{place}: a term of {term.year} must start and end in {term.year}. Correct the dates.")
    return term


def _number(place: str, row: Mapping[str, str], column: str) -> int:
    text = row[column]
    if not (text.isascii() and text.isdigit()):
        raise CalendarError(f"{place}: {column} must be a number, not “{text}”. Correct it.")
    return int(text)


def _date(place: str, row: Mapping[str, str], column: str, day_first: bool) -> date:
    text = row[column]
    found = DAY_FIRST.fullmatch(text) if day_first else None
    try:
        if found is None:
            return date.fromisoformat(text)
        year = int(found["year"])
        return date(year if year >= 100 else 2000 + year, int(found["month"]), int(found["day"]))
    except ValueError as error:
        raise CalendarError(f"{place}: {column} must be a date like 2026-04-20, not “{text}”. Correct it.") from error


def _check_follows(place: str, earlier: Term, later: Term) -> None:
    next_term = (earlier.year, earlier.number + 1)
    next_year = (earlier.year + 1, 1)
    if (later.year, later.number) not in (next_term, next_year):
        raise CalendarError(f"{place}: {later} cannot follow {earlier}. Add what is missing, in order of date.")
    if later.staff_start <= earlier.end:
        raise CalendarError(f"{place}: {later} starts before {earlier} has ended. Correct the dates.")
