"""Department people never hold a school's role, in any network, whichever of the two comes first."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Invalid
from domain.policies import DEPARTMENT_ROLES, Role, on_both_sides
from services.networks.roster_files import MemberRow, Problem
from storage import networks as network_rows


async def check_one_side(
    session: AsyncSession,
    workspace_id: int,
    person: str,
    wanted: Collection[Role],
    field: str,
    *,
    instead_of: int | None = None,
) -> None:
    """Raises Invalid at `field` where these roles, with those held, are a school's and the department's.

    instead_of: the network whose roles the wanted ones replace.
    """
    held = await network_rows.memberships_of_person(session, workspace_id, person)
    elsewhere = [(Role(m.role), network.name) for m, network in held if network.id != instead_of]
    if not on_both_sides({*wanted, *(role for role, _ in elsewhere)}):
        return
    if on_both_sides(wanted) or not wanted:
        raise Invalid("networks.two_sides", field)
    serves = any(role in DEPARTMENT_ROLES for role in wanted)
    role, name = next((r, n) for r, n in elsewhere if (r in DEPARTMENT_ROLES) is not serves)
    raise Invalid("networks.two_sides_elsewhere", field, role=role.label, name=name)


def rows_on_both_sides(file: str, rows: Sequence[MemberRow], people: Mapping[str, str]) -> Iterator[Problem]:
    """A problem for each row whose person stands on the other side in a row before it, of whichever network."""
    first: dict[tuple[str, bool], MemberRow] = {}
    for row in rows:
        if row.role is None:
            continue
        person, serves = people[row.person], row.role in DEPARTMENT_ROLES
        other = first.get((person, not serves))
        if other is not None and other.role is not None:
            there = f"{other.role.label} of {other.network} in line {other.line}"
            yield _problem(file, row, there)
        first.setdefault((person, serves), row)


async def people_on_both_sides(
    session: AsyncSession,
    workspace_id: int,
    file: str,
    rows: Sequence[MemberRow],
    people: Mapping[str, str],
    *,
    without: Collection[int],
) -> list[Problem]:
    """The same for roles in networks that the files do not name. without: those whose people the rows replace."""
    held: dict[str, list[tuple[Role, str]]] = {}
    for membership, network in await network_rows.memberships_of_workspace(session, workspace_id):
        if network.id in without or network.is_group:
            continue  # a seat in a joint group follows from the role at home
        held.setdefault(membership.person_id, []).append((Role(membership.role), network.name))
    found = []
    for row in rows:
        theirs = held.get(people.get(row.person, ""), [])
        if row.role is None or not theirs or not on_both_sides({row.role, *(role for role, _ in theirs)}):
            continue
        serves = row.role in DEPARTMENT_ROLES
        role, name = next((role, name) for role, name in theirs if (role in DEPARTMENT_ROLES) is not serves)
        found.append(_problem(file, row, f"{role.label} of {name} in the database"))
    return found


def _problem(file: str, row: MemberRow, there: str) -> Problem:
    reason = f"{row.person} is {there}, and nobody holds a role of the department and one of a school."
    return Problem(file, row.line, reason, "Keep the one that they really have.")
