"""Tables as spreadsheet programs leave them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.spreadsheets import Columns, Table, read_table

COLUMNS = Columns(
    ("school", "school_type", "slack_user"), ("town",), may_be_short=("town",), also={"user": "slack_user"}
)
HEADER = "school,school_type,slack_user\n"
PLAIN = HEADER + "Café St Mary’s,primary,UANNA\nMerri–bek PS,,ULEE\n"
ROWS = [("Café St Mary’s", "primary", "UANNA"), ("Merri–bek PS", "", "ULEE")]


def read(content: str | bytes) -> Table:
    return read_table(content.encode() if isinstance(content, str) else content, COLUMNS)


def values(table: Table) -> list[tuple[str, ...]]:
    return [tuple(row.values[column] for column in COLUMNS.needed) for row in table.rows]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (PLAIN, "as it should be"),
        (PLAIN.encode("utf-8-sig"), "CSV UTF-8, as Excel saves it"),
        (PLAIN.replace(",", "\t").encode("utf-16"), "Unicode text, as Excel saves it"),
        (b"\xfe\xff" + PLAIN.encode("utf-16-be"), "UTF-16, the other way round"),
        (PLAIN.encode("utf-16-le"), "UTF-16 without its mark"),
        (PLAIN.encode("utf-16-be"), "UTF-16 without its mark, the other way round"),
        (PLAIN.encode("utf-32"), "UTF-32"),
        (PLAIN.encode("cp1252"), "CSV, as Excel saves it on Windows"),
        (PLAIN.replace("\n", "\r\n"), "Windows' line ends"),
        (PLAIN.replace("\n", "\r"), "an old Macintosh's line ends"),
        (PLAIN.rstrip("\n"), "no line end at the end"),
        (PLAIN.replace(",", ";"), "semicolons, where the comma is the decimal sign"),
        (PLAIN.replace(",", "\t"), "tabs"),
        (PLAIN.replace(",", "|"), "bars"),
        (PLAIN.replace(",", ", "), "a blank after each comma"),
        ("sep=;\n" + PLAIN.replace(",", ";"), "Excel's line that names the delimiter"),
        ("SEP=,\r\n" + PLAIN, "the same in capitals"),
        ('"sep=\t"\n' + PLAIN.replace(",", "\t"), "the same in quotes"),
        ("sep=;;;\n" + PLAIN.replace(",", ";"), "the same, opened and saved once more"),
        ("\ufeffsep=;\n" + PLAIN.replace(",", ";"), "the same after a byte order mark"),
        (PLAIN.replace(HEADER, "School, School Type ,Slack User\n"), "headings with blanks and capitals"),
        (PLAIN.replace(HEADER, "SCHOOL,School-Type,“User”\n"), "headings with hyphens and quotes, and another name"),
        (PLAIN.replace(HEADER, "school\u00a0,school\u00a0type,\u200bslack_user\n"), "headings with what is not seen"),
        ("\n,,\n" + PLAIN, "empty rows before the header"),
        (PLAIN + ",,\n\n;;;\n \t \n,,,,,,\n".replace(";;;\n", ""), "empty rows at the end"),
        (PLAIN.replace("\n", ",,,\n"), "empty columns at the end"),
        (HEADER + "\u00a0,\u200b,\n" + PLAIN.removeprefix(HEADER), "a row with nothing to see between"),
        (PLAIN.replace("ULEE", '"ULEE"').replace("Merri–bek PS", '" Merri–bek  PS "'), "quotes and blanks"),
        (PLAIN.replace("Merri–bek PS", '"""Merri–bek PS"""'), "quotes that are part of the cell"),
        (PLAIN.replace("Merri–bek PS", '"Merri–bek\nPS"'), "a line break in a cell"),
    ],
)
def test_files_are_read_as_spreadsheet_programs_leave_them(content: str | bytes, why: str) -> None:
    table = read(content)
    assert table.faults == [], why
    assert values(table) == ROWS, why


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (PLAIN.encode("mac_roman"), 2, "This is not UTF-8 text."),
        (PLAIN.encode("cp437", "replace"), 2, "This is not UTF-8 text."),
        (PLAIN.encode() + b"Fitzroy \xe9cole,,\n", 4, "This is not UTF-8 text."),
        (b"\xff\xfe\x00", 1, "This is not UTF-8 text."),
        (b"PK\x03\x04rest", 1, "This is a spreadsheet program's workbook, not a text file."),
        (b"\xd0\xcf\x11\xe0rest", 1, "This is a spreadsheet program's workbook, not a text file."),
        (PLAIN + "\0", 4, "This is not a text file."),
        ("", 1, "The header lacks the column school, school_type, slack_user."),
        ("sep=;\n" + HEADER.replace(",", ";").replace(";slack_user", ""), 2, "The header lacks the column slack_user."),
        (HEADER.replace("\n", ",phone\n"), 1, "The header has the unknown column phone."),
        (HEADER.replace("\n", ",user\n"), 1, "The header repeats slack_user."),
        (PLAIN + "A School\n", 4, "The row has 1 column instead of 3."),
        (PLAIN + "A School,,ULEE,more\n", 4, "The row has 4 columns instead of 3."),
        (
            "school,,school_type,slack_user\nA School,note,primary,ULEE\n",
            2,
            "Column 2 has no heading, and “note” in it.",
        ),
        (PLAIN + '"Broken,,\n', 4, "The row cannot be read: unexpected end of data."),
        (HEADER + '"A\nB",,\nA School\n', 4, "The row has 1 column instead of 3."),
        ("sep=,\n" + HEADER + "A School\n", 3, "The row has 1 column instead of 3."),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(content: str | bytes, line: int, reason: str) -> None:
    faults = read(content).faults
    assert (faults[0].line, faults[0].reason) == (line, reason)
    assert faults[0].what_to_do


def test_a_row_may_leave_out_what_may_be_empty_at_its_end() -> None:
    table = read("school,school_type,slack_user,town\nA PS,,ULEE,Coburg\nB PS,,ULEE\n")
    assert [row.values["town"] for row in table.rows] == ["Coburg", ""]
    assert table.columns == ["school", "school_type", "slack_user", "town"]


@given(st.binary() | st.text().map(str.encode) | st.text(alphabet='a,;\t|"\n\r =sepchool_ty').map(str.encode))
def test_whatever_a_file_holds_it_is_read_or_refused(content: bytes) -> None:
    table = read_table(content, COLUMNS)
    assert table.header_fits or table.faults
    assert all(fault.line >= 1 for fault in table.faults)
