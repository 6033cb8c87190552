"""Reading networks.csv and members.csv: rows as they stand, and every problem with its line and what to do."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from domain.networks import NAME_LIMIT
from domain.policies import DEPARTMENT_ROLES, Role

NETWORK_COLUMNS: Final = ("network", "area", "region", "channel_id", "calendar", "timezone")
MEMBER_COLUMNS: Final = ("network", "school", "school_type", "slack_user", "role")
CHANNEL_ID = re.compile(r"[CG][A-Z0-9_]+")
USER_ID = re.compile(r"[UW][A-Z0-9_]+")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
ROLES = ", ".join(role.value for role in Role)


@dataclass(frozen=True)
class SourceFile:
    """A file's name, as problems name it, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Problem:
    """reason: what is wrong; what_to_do: how to put it right. Both are sentences."""

    file: str
    line: int
    reason: str
    what_to_do: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason} {self.what_to_do}"


@dataclass(frozen=True)
class NetworkRow:
    line: int
    name: str
    area: str
    region: str
    channel_id: str | None
    calendar: str
    timezone: str


@dataclass(frozen=True)
class MemberRow:
    """One role of one person, or a school that nobody leads yet (no person and no role)."""

    line: int
    network: str
    school: str
    school_type: str
    person: str
    role: Role | None


@dataclass
class Rows:
    """What both files say. Where there are problems, the rows are not to be used."""

    networks: list[NetworkRow] = field(default_factory=list)
    members: list[MemberRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_rows(networks: SourceFile, members: SourceFile) -> Rows:
    """Both files, checked as far as files alone can be."""
    rows = Rows()
    for line, values in _table(networks, NETWORK_COLUMNS, rows.problems):
        _read_network(networks.name, line, values, rows)
    known = {row.name.casefold(): row.name for row in rows.networks}
    for line, values in _table(members, MEMBER_COLUMNS, rows.problems):
        _read_member(members.name, line, values, known, rows)
    if not rows.problems and not rows.networks:
        rows.problems.append(Problem(networks.name, 1, "The file holds no network.", "Add a row for each network."))
    rows.problems.sort(key=lambda problem: (problem.file != networks.name, problem.line))
    return rows


def _table(source: SourceFile, columns: Sequence[str], problems: list[Problem]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row's line and values. Blank rows are passed over; problems of the file as a whole end it."""
    try:
        text = source.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source.content.count(b"\n", 0, error.start) + 1
        problems.append(Problem(source.name, line, "This is not UTF-8 text.", "Save the file as “CSV UTF-8”."))
        return
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        problems.append(Problem(source.name, line, "This is not a text file.", "Save the file as “CSV UTF-8”."))
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        if not _check_header(source.name, header, columns, problems):
            return
        for cells in reader:
            line = reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                problems.append(
                    Problem(
                        source.name,
                        line,
                        f"The row has {len(cells)} columns instead of {len(header)}.",
                        "Put a value with a comma in it into double quotes, and check for missing commas.",
                    )
                )
                continue
            yield line, {name: " ".join(cell.split()) for name, cell in zip(header, cells, strict=True)}
    except csv.Error as error:
        problems.append(
            Problem(source.name, reader.line_num, f"The row cannot be read: {error}.", "Check its double quotes.")
        )


def _check_header(name: str, header: list[str], columns: Sequence[str], problems: list[Problem]) -> bool:
    wanted = ",".join(columns)
    if len(header) == 1 and ";" in header[0]:
        problems.append(Problem(name, 1, "The columns are parted by semicolons.", "Save the file with commas."))
        return False
    missing = [column for column in columns if column not in header]
    extra = [column or "(empty)" for column in header if column not in columns]
    twice = sorted({column for column in header if header.count(column) > 1 and column in columns})
    for what, found in (("lacks the column", missing), ("has the unknown column", extra), ("repeats", twice)):
        if found:
            problems.append(
                Problem(name, 1, f"The header {what} {', '.join(found)}.", f"Make the first line: {wanted}")
            )
    return not (missing or extra or twice)


def _read_network(file: str, line: int, values: dict[str, str], rows: Rows) -> None:
    problems = list(_network_problems(file, line, values, rows.networks))
    rows.problems += problems
    if values["network"]:
        # A row with a problem still names its network, so that its members are not all reported as well.
        rows.networks.append(
            NetworkRow(
                line,
                values["network"],
                values["area"],
                values["region"],
                values["channel_id"] or None,
                values["calendar"],
                values["timezone"],
            )
        )


def _network_problems(file: str, line: int, values: dict[str, str], before: Sequence[NetworkRow]) -> Iterator[Problem]:
    if not values["network"]:
        yield Problem(file, line, "The network has no name.", "Fill in the column network.")
    yield from _too_long(file, line, values)
    for other in before:
        if other.name.casefold() == values["network"].casefold():
            yield Problem(file, line, f"{other.name} stands in line {other.line} already.", "Keep one of the two rows.")
        elif values["channel_id"] and other.channel_id == values["channel_id"]:
            yield Problem(
                file,
                line,
                f"The channel {other.channel_id} is {other.name}'s already, in line {other.line}.",
                "Give each network a channel of its own.",
            )
    if values["channel_id"] and not CHANNEL_ID.fullmatch(values["channel_id"]):
        yield Problem(
            file,
            line,
            f"“{values['channel_id']}” is no channel id.",
            "Copy the id from the channel's details in Slack, such as C012ABCDEF, or leave it empty for later.",
        )


def _read_member(file: str, line: int, values: dict[str, str], known: dict[str, str], rows: Rows) -> None:
    problems = list(_member_problems(file, line, values, known))
    if not problems:
        row = MemberRow(
            line,
            known[values["network"].casefold()],
            values["school"],
            values["school_type"].lower(),
            values["slack_user"].lower() if "@" in values["slack_user"] else values["slack_user"],
            Role(values["role"].lower()) if values["role"] else None,
        )
        problems = list(_clashes(file, row, rows.members))
        rows.members.append(row)
    rows.problems += problems


def _member_problems(file: str, line: int, values: dict[str, str], known: dict[str, str]) -> Iterator[Problem]:
    network, person, role = values["network"], values["slack_user"], values["role"].lower()
    yield from _too_long(file, line, values)
    if network.casefold() not in known:
        name = f"“{network}” is not in the networks file." if network else "The row names no network."
        yield Problem(file, line, name, "Correct the name, or add the network to the networks file.")
    if role and role not in set(Role):
        yield Problem(file, line, f"“{values['role']}” is no role.", f"Use one of: {ROLES}.")
        return
    if bool(person) != bool(role):
        lacks = "role" if person else "slack_user"
        yield Problem(file, line, f"The column {lacks} is empty.", "Fill in both slack_user and role, or neither.")
    if person and not (USER_ID.fullmatch(person) or EMAIL.fullmatch(person)):
        yield Problem(
            file,
            line,
            f"“{person}” is neither a Slack user id nor an e-mail address.",
            "Use an id such as U012ABCDEF (in the person's Slack profile), or their e-mail address in Slack.",
        )
    if not values["school"] and role in (Role.MEMBER, Role.DELEGATE, ""):
        what = f"A {role} needs a school." if role else "The row names neither a school nor a person."
        yield Problem(file, line, what, "Fill in the column school.")
    if values["school"] and role in DEPARTMENT_ROLES:
        yield Problem(
            file, line, f"A person of the department has no school, but this {role} has one.", "Leave school empty."
        )
    if values["school_type"] and not values["school"]:
        yield Problem(file, line, "There is a school type without a school.", "Fill in school, or clear school_type.")


def _clashes(file: str, row: MemberRow, before: Sequence[MemberRow]) -> Iterator[Problem]:
    for other in before:
        if other.network != row.network:
            continue
        if row.role is not None and (other.person, other.role) == (row.person, row.role):
            yield Problem(
                file,
                row.line,
                f"{row.person} is {row.role} of {row.network} in line {other.line} already.",
                "Keep one of the two rows.",
            )
        elif row.role is Role.CHAIR and other.role is Role.CHAIR:
            yield Problem(
                file,
                row.line,
                f"{row.network} has a chair in line {other.line} already.",
                "A network has one chair; make one of them executive or member.",
            )
        if row.school and other.school.casefold() == row.school.casefold():
            if other.school_type != row.school_type:
                yield Problem(
                    file,
                    row.line,
                    f"{row.school} has another school type in line {other.line}.",
                    "Give the school the same type in each row.",
                )
                return
            if row.role is None and other.role is None:
                yield Problem(
                    file, row.line, f"{row.school} stands in line {other.line} already.", "Keep one of the two rows."
                )


def _too_long(file: str, line: int, values: dict[str, str]) -> Iterator[Problem]:
    for column, value in values.items():
        if len(value) > NAME_LIMIT and column != "slack_user":
            yield Problem(
                file, line, f"The {column} has {len(value)} characters.", f"Keep it to {NAME_LIMIT} characters."
            )
