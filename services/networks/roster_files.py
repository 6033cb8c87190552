"""Reading networks.csv and members.csv: rows as they stand, and every problem with its line and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from domain.names import name_key, place_key, same_name
from domain.networks import NAME_LIMIT
from domain.policies import DEPARTMENT_ROLES, Role
from domain.schools import Place, read_degrees, read_postcode, read_school_number
from domain.spreadsheets import Columns, Row, Table, read_table
from services.chat_ids import ChatIds

NETWORK_COLUMNS: Final = ("network", "area", "region", "channel_id", "calendar", "timezone")
MEMBER_COLUMNS: Final = ("network", "school", "school_type", "slack_user", "role")
PLACE_COLUMNS: Final = ("school_number", "town", "postcode", "latitude", "longitude")
"""Columns that the members file may have. An empty cell leaves what is known."""
NETWORKS: Final = Columns(NETWORK_COLUMNS, may_be_short=("timezone",))
MEMBERS: Final = Columns(
    MEMBER_COLUMNS, PLACE_COLUMNS, may_be_short=("slack_user", "role", *PLACE_COLUMNS), also={"user": "slack_user"}
)
"""Where the last columns are empty for some rows on end, Excel leaves out the signs between them."""
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
    place: Place = field(default_factory=Place)


@dataclass
class Rows:
    """What both files say. Where there are problems, the rows are not to be used."""

    networks: list[NetworkRow] = field(default_factory=list)
    members: list[MemberRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_rows(networks: SourceFile, members: SourceFile, ids: ChatIds) -> Rows:
    """Both files, checked as far as files alone can be. ids: how the chat writes those in them."""
    rows = Rows()
    network_table = _table(networks, NETWORKS, rows)
    checks = _NetworkChecks(networks.name, ids)
    for row in network_table.rows:
        _read_network(row, checks, rows)
    known = {name_key(row.name): row.name for row in rows.networks}
    member_table = _table(members, MEMBERS, rows)
    clashes = _Clashes(members.name)
    for row in member_table.rows:
        _read_member(members.name, row, known, clashes, rows, ids)
    if not rows.problems and not rows.networks:
        rows.problems.append(Problem(networks.name, 1, "The file holds no network.", "Add a row for each network."))
    rows.problems.sort(key=lambda problem: (problem.file != networks.name, problem.line))
    return rows


def _table(source: SourceFile, columns: Columns, rows: Rows) -> Table:
    table = read_table(source.content, columns)
    rows.problems += [Problem(source.name, fault.line, fault.reason, fault.what_to_do) for fault in table.faults]
    return table


def _read_network(row: Row, checks: _NetworkChecks, rows: Rows) -> None:
    values = row.values
    rows.problems += checks.problems(row)
    if values["network"]:
        # A row with a problem still names its network, so that its members are not all reported as well.
        rows.networks.append(
            NetworkRow(
                row.line,
                values["network"],
                values["area"],
                values["region"],
                checks.ids.read_channel(values["channel_id"]) or None,
                values["calendar"],
                values["timezone"],
            )
        )


class _NetworkChecks:
    """What is wrong with each row of the networks file, given the rows before it."""

    def __init__(self, file: str, ids: ChatIds) -> None:
        self.ids = ids
        self._file = file
        self._names: dict[str, tuple[str, int]] = {}
        self._regions: dict[str, tuple[str, int]] = {}
        self._channels: dict[str, tuple[str, int]] = {}

    def problems(self, row: Row) -> Iterator[Problem]:
        file, line, name = self._file, row.line, row.values["network"]
        channel = self.ids.read_channel(row.values["channel_id"])
        if not name:
            yield Problem(file, line, "The network has no name.", "Fill in the column network.")
        yield from _too_long(file, row, self.ids)
        yield from self._region(row)
        other, at = self._names.setdefault(name_key(name), (name, line))
        if name and at != line:
            yield Problem(file, line, f"{other} stands in line {at} already.", "Keep one of the two rows.")
        holder, at = self._channels.setdefault(channel, (name, line))
        if channel and at != line and not same_name(holder, name):
            yield Problem(
                file,
                line,
                f"The channel {channel} is {holder}'s already, in line {at}.",
                "Give each network a channel of its own.",
            )
        if channel and not self.ids.channel.fullmatch(channel):
            yield Problem(file, line, f"“{channel}” is no channel id.", self.ids.no_channel)

    def _region(self, row: Row) -> Iterator[Problem]:
        """An area is in one region, whatever the rows of its networks say."""
        area, region = row.values["area"], row.values["region"]
        if not place_key(area) or not place_key(region):
            return
        first, at = self._regions.setdefault(place_key(area), (region, row.line))
        if place_key(first) != place_key(region):
            what = f"The area {area} is in {first} in line {at}, and in {region} here."
            yield Problem(self._file, row.line, what, "An area is in one region: give it the same one in each row.")


def _read_member(file: str, row: Row, known: dict[str, str], clashes: _Clashes, rows: Rows, ids: ChatIds) -> None:
    values = row.values
    problems = [*_member_problems(file, row, known, ids), *place_problems(file, row)]
    if not problems:
        member = MemberRow(
            row.line,
            known[name_key(values["network"])],
            values["school"],
            values["school_type"].lower(),
            ids.read_person(values["slack_user"]),
            _role(values["role"]),
            read_place(values),
        )
        problems = list(clashes.problems(member))
        rows.members.append(member)
    rows.problems += problems


def _role(text: str) -> Role | None:
    """The role that is written there, as `area_director` or as `Area Director`. ValueError where it is none."""
    return Role(name_key(text).replace(" ", "_").replace("-", "_")) if text else None


def _member_problems(file: str, row: Row, known: dict[str, str], ids: ChatIds) -> Iterator[Problem]:
    line, values = row.line, row.values
    network, person = values["network"], values["slack_user"]
    yield from _too_long(file, row, ids)
    if name_key(network) not in known:
        name = f"“{network}” is not in the networks file." if network else "The row names no network."
        yield Problem(file, line, name, "Correct the name, or add the network to the networks file.")
    try:
        role = _role(values["role"])
    except ValueError:
        yield Problem(file, line, f"“{values['role']}” is no role.", f"Use one of: {ROLES}.")
        return
    if bool(person) != bool(role):
        lacks = "role" if person else "slack_user"
        yield Problem(file, line, f"The column {lacks} is empty.", "Fill in both slack_user and role, or neither.")
    if person and not ids.names_person(ids.read_person(person)):
        yield Problem(file, line, f"“{person}” is neither {ids.a_person} nor an e-mail address.", ids.no_person)
    if not values["school"] and role in (Role.MEMBER, Role.DELEGATE, None):
        what = f"A {role} needs a school." if role else "The row names neither a school nor a person."
        yield Problem(file, line, what, "Fill in the column school.")
    if values["school"] and role in DEPARTMENT_ROLES:
        yield Problem(
            file, line, f"A person of the department has no school, but this {role} has one.", "Leave school empty."
        )
    if ids.names_person(ids.read_person(values["school_type"])):
        what = f"“{values['school_type']}” is a person, and stands in the column school_type."
        yield Problem(file, line, what, "Look for a missing comma.")
    if values["school_type"] and not values["school"]:
        yield Problem(file, line, "There is a school type without a school.", "Fill in school, or clear school_type.")


def read_place(values: Mapping[str, str]) -> Place:
    """What the columns of PLACE_COLUMNS say, where they have no problem."""
    return Place(
        read_school_number(values["school_number"]),
        values["town"] or None,
        read_postcode(values["postcode"]),
        read_degrees(values["latitude"], 90),
        read_degrees(values["longitude"], 180),
    )


def place_problems(file: str, row: Row) -> Iterator[Problem]:
    """What cannot be true in the columns about where a school is."""
    values = row.values
    if values["school_number"] and read_school_number(values["school_number"]) is None:
        what = f"“{values['school_number']}” is no school number."
        yield Problem(file, row.line, what, "Write the department's number, such as 1563, or leave it empty.")
    if values["postcode"] and read_postcode(values["postcode"]) is None:
        what = f"“{values['postcode']}” is no postcode."
        yield Problem(file, row.line, what, "Write its four digits, or leave it empty.")
    for column, most in (("latitude", 90), ("longitude", 180)):
        if values[column] and read_degrees(values[column], most) is None:
            what = f"“{values[column]}” is no {column}."
            yield Problem(file, row.line, what, f"Write degrees from -{most} to {most}, or leave it empty.")
    if bool(values["latitude"]) != bool(values["longitude"]):
        lacks = "longitude" if values["latitude"] else "latitude"
        yield Problem(
            file, row.line, f"The column {lacks} is empty.", "Fill in both latitude and longitude, or neither."
        )
    if not values["school"] and any(values[column] for column in PLACE_COLUMNS):
        what = "There is a school's number or place without a school."
        yield Problem(file, row.line, what, "Fill in school, or clear these columns.")


class _Clashes:
    """What a row of the members file says against the rows before it."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._roles: dict[tuple[str, str, Role], int] = {}
        self._chairs: dict[str, int] = {}
        self._schools: dict[tuple[str, str], MemberRow] = {}
        self._places: dict[tuple[str, str], Place] = {}
        self._alone: dict[tuple[str, str], int] = {}
        self._numbers: dict[str, MemberRow] = {}

    def problems(self, row: MemberRow) -> Iterator[Problem]:
        if row.role is not None:
            yield from self._of_role(row, row.role)
        if row.school:
            yield from self._of_school(row)

    def _of_role(self, row: MemberRow, role: Role) -> Iterator[Problem]:
        held = self._roles.setdefault((row.network, row.person, role), row.line)
        if held != row.line:
            yield Problem(
                self._file,
                row.line,
                f"{row.person} is {role} of {row.network} in line {held} already.",
                "Keep one of the two rows.",
            )
        elif role is Role.CHAIR and (chair := self._chairs.setdefault(row.network, row.line)) != row.line:
            yield Problem(
                self._file,
                row.line,
                f"{row.network} has a chair in line {chair} already.",
                "A network has one chair; make one of them executive or member.",
            )

    def _of_school(self, row: MemberRow) -> Iterator[Problem]:
        key = (row.network, name_key(row.school))
        first = self._schools.setdefault(key, row)
        if first.school_type != row.school_type:
            yield Problem(
                self._file,
                row.line,
                f"{row.school} has another school type in line {first.line}.",
                "Give the school the same type in each row.",
            )
        elif self._places.setdefault(key, row.place).differs(row.place):
            yield Problem(
                self._file,
                row.line,
                f"{row.school} has another number or place in a line before.",
                "Give the school the same ones in each row, or leave them empty in all but one.",
            )
        elif row.role is None and (alone := self._alone.setdefault(key, row.line)) != row.line:
            yield Problem(
                self._file, row.line, f"{row.school} stands in line {alone} already.", "Keep one of the two rows."
            )
        self._places[key] = self._places[key].filled(row.place)
        yield from self._of_number(row)

    def _of_number(self, row: MemberRow) -> Iterator[Problem]:
        number = row.place.school_number
        if number is None:
            return
        first = self._numbers.setdefault(number, row)
        if first.network != row.network:
            what = f"The school number {number} stands in line {first.line} with {first.network}."
            yield Problem(self._file, row.line, what, "A school is in one network; keep its rows in one.")
        elif name_key(first.school) != name_key(row.school):
            what = f"The school number {number} is {first.school}'s in line {first.line}."
            yield Problem(self._file, row.line, what, "Give each school its own number, and one name.")


def _too_long(file: str, row: Row, ids: ChatIds) -> Iterator[Problem]:
    for column, text in row.values.items():
        value = ids.read_channel(text) if column == "channel_id" else text
        if len(value) > NAME_LIMIT and column != "slack_user":
            yield Problem(
                file, row.line, f"The {column} has {len(value)} characters.", f"Keep it to {NAME_LIMIT} characters."
            )
