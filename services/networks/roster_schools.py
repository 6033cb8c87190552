"""Which school a row of the members file means: by the department's number where it has one, else by its name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from domain.names import name_key
from domain.schools import Place
from services.networks.roster_files import MemberRow, Problem
from storage import schools as school_rows
from storage.models import Network, School
from storage.schools import Listed, Roll

ONE_NETWORK = "A school is in one network; keep its rows in one."


@dataclass(frozen=True)
class Meant:
    """A school of the file. row: the last one about it; place: what all of them say of where it is.

    school: None where it is new. numbered: whether it is known by its number under another name or elsewhere.
    leaves: the networks that it is in and leaves for this one; came_from: the one that it was in last, if another.
    """

    key: str
    row: MemberRow
    place: Place
    school: School | None = None
    numbered: bool = False
    leaves: tuple[Network, ...] = ()
    came_from: Network | None = None


@dataclass
class Reading:
    """What one network's rows mean, in the file's order, and what does not fit what is there."""

    meant: list[Meant] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def numbers_in(rows: Iterable[MemberRow]) -> set[str]:
    """The department's numbers that these rows name."""
    return {row.place.school_number for row in rows if row.school and row.place.school_number}


def read_schools(
    file: str,
    network: Network | None,
    rows: Sequence[MemberRow],
    roll: Roll,
    listed: Sequence[Listed],
    vouched: Collection[int],
) -> Reading:
    """What the rows of one network mean. roll: its schools. listed: see `look_up`.

    vouched: the networks of the files. A school of another one counts by its number only where an operator vouches
    for that network: anybody may set one up, and name a school in it as they like.
    """
    named = {name_key(row.school): row for row in rows if row.school}
    places = dict.fromkeys(named, Place())
    for row in rows:
        if row.school:
            places[name_key(row.school)] = places[name_key(row.school)].filled(row.place)
    by_number: dict[str, list[Listed]] = {}
    for one in listed:
        if not one.network.self_made or one.network.id in vouched or (network and one.network.id == network.id):
            by_number.setdefault(one.school.school_number or "", []).append(one)
    by_name = roll.by_name()
    reading = Reading()
    for key, row in named.items():
        number = places[key].school_number
        school = _by_number(by_number.get(number, []), roll) if number else None
        meant = Meant(key, row, places[key], by_name.get(key))
        if school is not None and school is not meant.school:
            meant = Meant(key, row, places[key], school, numbered=True)
        if meant.school is not None:
            meant = _with_networks(meant, listed, network)
        reading.meant.append(meant)
    claimed = {meant.school.id: meant for meant in reading.meant if meant.school is not None}
    for meant in reading.meant:
        reading.problems += _problems(file, meant, by_name, roll, listed, claimed)
    return reading


async def look_up(session: AsyncSession, workspace_id: int, rows: Iterable[MemberRow], roll: Roll) -> list[Listed]:
    """The workspace's schools with the rows' numbers, and those that left this network, wherever they are and were."""
    gone = [school.id for school in roll.every if school.id not in roll.here]
    return await school_rows.listed(session, workspace_id, numbers_in(rows), gone)


def meant_twice(file: str, readings: Iterable[Reading]) -> Iterator[Problem]:
    """A problem for each row that means a school which a row before it means by another name or network."""
    seen: dict[int, MemberRow] = {}
    for reading in readings:
        for meant in reading.meant:
            if meant.school is None:
                continue
            first = seen.setdefault(meant.school.id, meant.row)
            if first is not meant.row:
                what = f"{meant.row.school} is the school that line {first.line} names {first.school}."
                if first.network != meant.row.network:
                    what = f"{meant.row.school} is the school that line {first.line} puts into {first.network}."
                todo = ONE_NETWORK if first.network != meant.row.network else "Give it one name."
                yield Problem(file, meant.row.line, what, todo)


def _by_number(listed: Sequence[Listed], roll: Roll) -> School | None:
    """The school of a number: one of this network first, then one that is in another, then the one that was."""
    there = {school.id for school in roll.every}

    def rank(one: Listed) -> tuple[bool, bool, bool]:
        return (one.school.id not in roll.here, one.school.id not in there, not one.here)

    known = [one for one in listed if one.school.merged_into_id is None]
    return min(known, key=rank).school if known else None


def _with_networks(meant: Meant, listed: Sequence[Listed], network: Network | None) -> Meant:
    own = network.id if network is not None else None
    mine = [one for one in listed if meant.school is not None and one.school.id == meant.school.id]
    if any(one.here and one.network.id == own for one in mine) or not mine:
        return meant
    leaves = tuple(one.network for one in mine if one.here)
    last = leaves[-1] if leaves else mine[-1].network
    came_from = last if last.id != own else None
    return Meant(meant.key, meant.row, meant.place, meant.school, meant.numbered, leaves, came_from)


def _problems(
    file: str,
    meant: Meant,
    by_name: Mapping[str, School],
    roll: Roll,
    listed: Sequence[Listed],
    claimed: Mapping[int, Meant],
) -> Iterator[Problem]:
    row, number = meant.row, meant.place.school_number
    if meant.school is None:
        merged = [school for school in roll.every if school.merged_into_id is not None]
        merged = [s for s in merged if name_key(s.name) == meant.key and number in (None, s.school_number)]
        numbered = [one.school for one in listed if number and one.school.school_number == number]
        merged += [school for school in numbered if school.merged_into_id is not None]
        if merged:
            what = f"{merged[0].name} has been merged into another school of the database."
            yield Problem(file, row.line, what, "Write that school's name and number instead.")
    other = by_name.get(meant.key)
    if not meant.numbered or meant.school is None or other is None or other.id in claimed:
        return
    if other.id in roll.here and other.school_number is None:
        where = f' --from "{meant.came_from.name}"' if meant.came_from is not None else ""
        pair = (meant.school.name, other.name) if meant.came_from else (other.name, meant.school.name)
        what = f"The number {number} is {meant.school.name}'s, and {row.network} has another {other.name}."
        command = f'cop-bot schools merge "{pair[0]}" "{pair[1]}" --network "{row.network}"{where}'
        yield Problem(file, row.line, what, f"If both are one school, first run: {command}")
