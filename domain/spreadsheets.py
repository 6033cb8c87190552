"""Tables as text, the way spreadsheet programs leave them: rows with their line numbers, or what is wrong, and where.

Read are columns parted by commas, semicolons, tabs or bars, with or without a line `sep=;`; headings in any order, with
blanks and capitals; empty rows and columns anywhere. In which letters a file may be: domain/text_files.py.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from domain.names import name_key, tidy_name
from domain.text_files import Fault, NotText, as_text

DELIMITERS: Final = ",;\t|"
_SEP_LINE: Final = re.compile(r'"?sep=(?P<delimiter>.)"?[,;\t|]*', re.IGNORECASE)


@dataclass(frozen=True)
class Columns:
    """What a table's columns are called.

    needed: those that it must have. optional: those that it may have. may_be_short: those that a row may leave out
    at its end, as spreadsheet programs do with empty cells. also: other headings, each with the column it stands for.
    """

    needed: Sequence[str]
    optional: Sequence[str] = ()
    may_be_short: Sequence[str] = ()
    also: Mapping[str, str] = field(default_factory=dict)

    def called(self, heading: str) -> str | None:
        """The column that a heading means, whatever its blanks, capitals and underscores; None where none is."""
        names = {_plain(name): name for name in (*self.needed, *self.optional)}
        names.update({_plain(other): name for other, name in self.also.items()})
        return names.get(_plain(heading))


@dataclass(frozen=True)
class Row:
    """line: where it starts. values: every column's, tidied; empty where the row or the table lacks it."""

    line: int
    values: dict[str, str]


@dataclass
class Table:
    """columns: those that are there. Where there are faults, the rows that have none are there all the same."""

    columns: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    header_fits: bool = False


def read_table(content: bytes, columns: Columns) -> Table:
    """The rows of a table, each blank one passed over, and every fault that the file alone shows."""
    table = Table()
    try:
        text = as_text(content)
    except NotText as error:
        table.faults.append(error.fault)
        return table
    delimiter, text, before = _delimiter(text, columns)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True)
    places: dict[int, str] = {}
    line = before + 1
    try:
        for cells in reader:
            values = [tidy_name(cell) for cell in cells]
            if any(values) and not table.header_fits:
                places = _read_header(values, line, columns, table)
                if not table.header_fits:
                    return table
            elif any(values):
                _read_row(values, line, places, columns, table)
            line = before + reader.line_num + 1
    except csv.Error as error:
        table.faults.append(Fault(line, f"The row cannot be read: {error}.", "Check its double quotes."))
        return table
    if not table.header_fits:
        _read_header([], 1, columns, table)
    return table


def _delimiter(text: str, columns: Columns) -> tuple[str, str, int]:
    """What parts the columns; the text without a line `sep=`; and how many lines that took away."""
    first, end, rest = _first_line(text)
    said = _SEP_LINE.fullmatch(first.strip(" \ufeff"))
    if said is not None:
        return said["delimiter"], rest, 1
    header = next((line for line in text.splitlines() if line.strip(' ,;|\t"')), "")

    def known(delimiter: str) -> int:
        try:
            cells = next(csv.reader([header], delimiter=delimiter, skipinitialspace=True), [])
        except csv.Error:
            return 0
        return sum(columns.called(cell) is not None for cell in cells)

    return max(DELIMITERS, key=lambda one: (known(one), header.count(one))), first + end + rest, 0


def _first_line(text: str) -> tuple[str, str, str]:
    found = re.search(r"\r\n|\r|\n", text)
    return (text[: found.start()], found[0], text[found.end() :]) if found else (text, "", "")


def _read_header(values: Sequence[str], line: int, columns: Columns, table: Table) -> dict[int, str]:
    """Which column stands where. Columns without a heading are passed over as long as they are empty."""
    places = {place: columns.called(heading) or "" for place, heading in enumerate(values) if heading}
    found = list(places.values())
    missing = [column for column in columns.needed if column not in found]
    extra = [values[place] for place, column in places.items() if not column]
    twice = sorted({column for column in found if column and found.count(column) > 1})
    wanted = ",".join(columns.needed)
    for what, names in (("lacks the column", missing), ("has the unknown column", extra), ("repeats", twice)):
        if names:
            fault = Fault(line, f"The header {what} {', '.join(names)}.", f"Make the first line: {wanted}")
            table.faults.append(fault)
    table.header_fits = not table.faults
    table.columns = [column for column in found if column]
    return places


def _read_row(values: Sequence[str], line: int, places: Mapping[int, str], columns: Columns, table: Table) -> None:
    width = max(places) + 1
    while len(values) > width and not values[-1]:
        values = values[:-1]
    left_out = [column for place, column in places.items() if place >= len(values)]
    unnamed = [place for place, value in enumerate(values) if value and place not in places]
    if len(values) > width or not set(left_out) <= set(columns.may_be_short):
        reason = f"The row has {len(values)} {'column' if len(values) == 1 else 'columns'} instead of {width}."
        what_to_do = "Put a value with a comma in it into double quotes, and check for missing commas."
        table.faults.append(Fault(line, reason, what_to_do))
        return
    if unnamed:
        reason = f"Column {unnamed[0] + 1} has no heading, and “{values[unnamed[0]]}” in it."
        table.faults.append(Fault(line, reason, "Give the column its heading in the first line, or clear it."))
        return
    every = dict.fromkeys((*columns.needed, *columns.optional), "")
    table.rows.append(Row(line, every | {c: values[place] for place, c in places.items() if place < len(values)}))


def _plain(heading: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name_key(heading))
