"""Making one network's schools and roles what the members file says, and telling what that changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.policies import Role
from services.networks.roster_files import MemberRow
from storage import networks as network_rows
from storage import rosters
from storage.models import Membership, Network, School


class RosterMerge:
    """One network, inside the import's transaction. `people` gives the user id for what the file says."""

    def __init__(self, session: AsyncSession, network: Network, people: Mapping[str, str], now: datetime) -> None:
        self._session = session
        self._network = network
        self._people = people
        self._now = now
        self._added: list[str] = []
        self._changed: list[str] = []
        self._ended: list[str] = []
        self._before: dict[str, list[Membership]] = {}

    async def has_people(self) -> bool:
        """Whether anybody holds a role in the network now."""
        return bool(await network_rows.memberships(self._session, self._network.id))

    async def apply(self, rows: Sequence[MemberRow]) -> tuple[list[str], list[str], list[str]]:
        """Take the rows over; returns what was added, changed and ended, a line each."""
        schools = await self._schools(rows)
        wanted = {
            (self._people[row.person], row.role): schools[row.school.casefold()] if row.school else None
            for row in rows
            if row.role is not None
        }
        held = {
            (m.slack_user_id, Role(m.role)): m for m in await network_rows.memberships(self._session, self._network.id)
        }
        for (person, _), membership in held.items():
            self._before.setdefault(person, []).append(membership)
        names = {school.id: school.name for school in await self._every_school()}
        for key, membership in held.items():
            if key not in wanted:
                await rosters.end(self._session, membership, self._now)
                self._ended.append(self._line(membership, names))
        for (person, role), school in wanted.items():
            await self._merge_role(held.get((person, role)), person, role, school, names)
        for school in await self._every_school():
            if school.active and school.name.casefold() not in schools:
                school.active = False
                self._ended.append(f"school {school.name} ({self._network.name})")
        if self._added or self._changed or self._ended:
            self._network.next_check_at = None
        await self._session.flush()
        return self._added, self._changed, self._ended

    async def _schools(self, rows: Sequence[MemberRow]) -> dict[str, School]:
        """The rows' schools by name in small letters, added or brought back where needed."""
        known = {school.name.casefold(): school for school in await self._every_school()}
        found: dict[str, School] = {}
        for row in rows:
            name = row.school.casefold()
            if not name or name in found:
                continue
            school = known.get(name)
            if school is None:
                school = School(
                    workspace_id=self._network.workspace_id,
                    network_id=self._network.id,
                    name=row.school,
                    school_type=row.school_type,
                )
                self._session.add(school)
                self._added.append(f"school {row.school} ({self._network.name})")
            else:
                self._merge_school(school, row)
            found[name] = school
        await self._session.flush()
        return found

    def _merge_school(self, school: School, row: MemberRow) -> None:
        if not school.active:
            school.active = True
            self._added.append(f"school {row.school} ({self._network.name}), again")
        before = (school.name, school.school_type)
        school.name, school.school_type = row.school, row.school_type
        if before != (school.name, school.school_type):
            was, is_now = (
                f"{name}, {kind}" if kind else name for name, kind in (before, (row.school, row.school_type))
            )
            self._changed.append(f"school {was} → {is_now} ({self._network.name})")

    async def _merge_role(
        self, membership: Membership | None, person: str, role: Role, school: School | None, names: Mapping[int, str]
    ) -> None:
        school_id = school.id if school is not None else None
        if membership is None:
            given = await rosters.give(
                self._session, self._network, person, role, school_id, self._now, after=self._before.get(person, ())
            )
            self._added.append(self._line(given, names))
        elif membership.school_id != school_id:
            before = names.get(membership.school_id or 0, "no school")
            if membership.school_id is None or role is Role.CHAIR:
                rosters.place(membership, school_id, self._now)  # a blank filled in; a chair's year goes on
            else:
                await rosters.end(self._session, membership, self._now)
                membership = await rosters.give(self._session, self._network, person, role, school_id, self._now)
            self._changed.append(f"{self._line(membership, names)}, was {before}")

    def _line(self, membership: Membership, names: Mapping[int, str]) -> str:
        """ "chair U012ABCDEF (Merri Creek Primary School, Merri-bek)" """
        school = names.get(membership.school_id or 0)
        where = f"{school}, {self._network.name}" if school else self._network.name
        return f"{membership.role} {membership.slack_user_id} ({where})"

    async def _every_school(self) -> Sequence[School]:
        return await network_rows.schools(self._session, self._network.id, active_only=False)
