"""Where schools are: from a file, from a form, and from the department's public list of schools."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Final

from domain.names import name_key, same_name
from domain.schools import Place, read_postcode
from domain.spreadsheets import Columns, Row, read_table
from services.audit import COMMAND_LINE, record
from services.context import AppContext
from services.networks.roster_files import Problem, SourceFile, place_problems, read_place
from storage import networks as network_rows
from storage.models import Network, School

LISTED: Final = Columns(
    ("school_number", "school", "school_type", "town", "postcode", "latitude", "longitude"),
    ("lga", "area", "region", "as_of"),
    may_be_short=("as_of",),
    also={"school_no": "school_number"},
)
"""The columns of the department's list."""
SOURCE: Final = "State of Victoria, Department of Education, School Locations, CC BY 4.0"
"""Whose list it is, and its licence, to be named wherever it is used."""


class ListRefused(Exception):
    """The list holds problems, and nothing was changed."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = list(problems)


@dataclass
class ListTaken:
    """What the list did. changed, ambiguous, twice: a line each; unknown: how many schools it does not hold.

    twice: schools whose number another school has already, which may be the same school in another network.
    """

    changed: list[str] = field(default_factory=list)
    ambiguous: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    unknown: int = 0
    known: int = 0


def place_of(school: School) -> Place:
    """What is known of where the school is."""
    return Place(school.school_number, school.town, school.postcode, school.latitude, school.longitude)


def fill_place(school: School, place: Place) -> list[str]:
    """Write what the place knows into the school; returns what that changed, as "town (empty) → Coburg"."""
    before = asdict(place_of(school))
    after = asdict(place_of(school).filled(place))
    different = [key for key, value in after.items() if value != before[key]]
    for key in different:
        setattr(school, key, after[key])
    return [f"{key} {'(empty)' if before[key] is None else before[key]} → {after[key]}" for key in different]


def move_school(school: School, town: str | None, postcode: str | None) -> None:
    """Write what somebody typed: None leaves what is known, empty forgets it.

    A school with another postcode than before is somewhere else, and nobody has said where exactly.
    """
    if town is not None:
        school.town = town.strip() or None
    if postcode is None:
        return
    typed = read_postcode(postcode.strip())
    if school.postcode is not None and typed != school.postcode:
        school.latitude = school.longitude = None
    school.postcode = typed


class SchoolList:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def load(self, source: SourceFile, now: datetime) -> ListTaken:
        """Fill number, type, town, postcode and coordinates of the schools that the list holds, in every workspace.

        A school is recognised by its number, or by its name where the list holds that once (or once with the town or
        postcode that is known already). The type is filled where it is empty. The same list again changes nothing.
        Raises ListRefused with every problem, before anything is changed.
        """
        rows = _Rows(source)
        taken = ListTaken()
        numbers: dict[tuple[int, str], str] = {}
        async with self._app.database.write() as session:
            by_workspace = defaultdict(list)
            # Those that an operator vouches for first: in the others, anybody names a school as they like.
            for network in sorted(await network_rows.own_networks(session), key=lambda network: network.self_made):
                by_workspace[network.workspace_id].append(network)
            for workspace_id, networks in by_workspace.items():
                before = len(taken.changed)
                there = [(n, school) for n in networks for school in await network_rows.schools(session, n.id)]
                for network, school in there:
                    if school.school_number and not network.self_made:
                        numbers.setdefault((workspace_id, school.school_number), f"{school.name} ({network.name})")
                for network, school in there:
                    _take(school, rows, taken, network, numbers)
                if len(taken.changed) > before:
                    details = {"changed": len(taken.changed) - before}
                    await record(session, workspace_id, COMMAND_LINE, "networks.schools_loaded", "", details, now=now)
        return taken


def _take(school: School, rows: _Rows, taken: ListTaken, network: Network, numbers: dict[tuple[int, str], str]) -> None:
    found = rows.of(school)
    if len(found) > 1:
        where = ", ".join(f"{row.values['town']} {row.values['postcode']}" for row in found)
        taken.ambiguous.append(f"{school.name} ({network.name}): the list holds it {len(found)} times, in {where}")
        return
    if not found:
        taken.unknown += 1
        return
    taken.known += 1
    values = found[0].values
    place, own = read_place(values), f"{school.name} ({network.name})"
    if place.school_number and place.school_number != school.school_number:
        holder = numbers.setdefault((school.workspace_id, place.school_number), own)
        if holder != own:
            taken.twice.append(f"{own}: {holder} has its number {place.school_number} already")
            place = replace(place, school_number=None)
    different = fill_place(school, place)
    kind = values["school_type"].lower()
    if kind and not school.school_type:
        school.school_type = kind
        different.append(f"school_type (empty) → {kind}")
    if different:
        taken.changed.append(f"{own}: {', '.join(different)}")


class _Rows:
    """The list's rows by number and by name."""

    def __init__(self, source: SourceFile) -> None:
        table = read_table(source.content, LISTED)
        problems = [Problem(source.name, fault.line, fault.reason, fault.what_to_do) for fault in table.faults]
        problems += [problem for row in table.rows for problem in place_problems(source.name, row)]
        if problems:
            raise ListRefused(sorted(problems, key=lambda problem: problem.line))
        self._by_number: dict[str | None, list[Row]] = defaultdict(list)
        self._by_name: dict[str, list[Row]] = defaultdict(list)
        for row in table.rows:
            self._by_number[read_place(row.values).school_number].append(row)
            self._by_name[name_key(row.values["school"])].append(row)

    def of(self, school: School) -> list[Row]:
        """The rows that may be this school's: one where it is recognised."""
        numbered = self._by_number.get(school.school_number, []) if school.school_number else []
        for found in (numbered, self._by_name.get(name_key(school.name), [])):
            for narrowed in _narrowed(found, school):
                if len(narrowed) == 1:
                    return narrowed
            if found:
                return found
        return []


def _narrowed(rows: list[Row], school: School) -> Iterator[list[Row]]:
    """The rows, and those among them that are like the school in one more thing each."""
    yield rows
    yield [row for row in rows if same_name(row.values["school"], school.name)]
    yield [row for row in rows if school.postcode and read_postcode(row.values["postcode"]) == school.postcode]
    yield [row for row in rows if school.town and same_name(row.values["town"], school.town)]
