"""Making one network's schools and roles what the members file says, and telling what that changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.names import name_key
from domain.policies import SCHOOL_ROLES, Role
from domain.schools import Place
from services.networks.roster_files import MemberRow
from services.networks.school_places import fill_place
from services.networks.school_roles import tell_listed
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
        self._principals: list[Membership] = []
        self._come: list[Membership] = []
        self._before: dict[str, list[Membership]] = {}
        self.people = (0, 0)
        """How many of the schools' people came, and how many left."""

    async def apply(self, rows: Sequence[MemberRow]) -> tuple[list[str], list[str], list[str]]:
        """Take the rows over; returns what was added, changed and ended, a line each."""
        every = list(await network_rows.schools(self._session, self._network.id, active_only=False))
        schools = await self._schools(rows, every)
        wanted = {
            (self._people[row.person], row.role): schools[name_key(row.school)] if row.school else None
            for row in rows
            if row.role is not None
        }
        held = {
            (m.slack_user_id, Role(m.role)): m for m in await network_rows.memberships(self._session, self._network.id)
        }
        for (person, _), membership in held.items():
            self._before.setdefault(person, []).append(membership)
        self._principals = [m for m in held.values() if m.role in rosters.LEADING_A_SCHOOL]
        before, after = ({who for who, role in roles if role in SCHOOL_ROLES} for roles in (held, wanted))
        self.people = (len(after - before), len(before - after))
        names = {school.id: school.name for school in every}
        for key, membership in held.items():
            if key not in wanted:
                membership.until = self._now
                self._ended.append(self._line(membership, names))
        begun = [
            self._merge_role(held.get((person, role)), person, role, school, names)
            for (person, role), school in wanted.items()
        ]
        # What ends is written before what begins: the same role is held once at a time.
        await self._session.flush()
        await rosters.insert_all(self._session, [membership for membership in begun if membership is not None])
        await self._tell()
        for school in every:
            if school.active and school not in schools.values():
                school.active = False
                self._ended.append(f"school {school.name} ({self._network.name})")
        if self._added or self._changed or self._ended:
            self._network.next_check_at = None
        await self._session.flush()
        return self._added, self._changed, self._ended

    async def _schools(self, rows: Sequence[MemberRow], every: list[School]) -> dict[str, School]:
        """The rows' schools by the key of their name, added to `every` or brought back where needed."""
        known = rosters.by_name(every)
        # Where a school is written in two ways, the last one is shown.
        named = {name_key(row.school): row for row in rows if row.school}
        places = dict.fromkeys(named, Place())
        for row in rows:
            if row.school:
                places[name_key(row.school)] = places[name_key(row.school)].filled(row.place)
        fresh: list[School] = []
        for key, row in named.items():
            school = known.get(key)
            if school is not None:
                self._merge_school(school, row, places[key], every)
                continue
            self._added.append(f"school {row.school} ({self._network.name})")
            fresh.append(
                School(
                    workspace_id=self._network.workspace_id,
                    network_id=self._network.id,
                    name=row.school,
                    school_type=row.school_type,
                    active=True,
                    **vars(places[key]),
                )
            )
        await self._session.flush()
        if fresh:
            await rosters.insert_all(self._session, fresh)
            every[:] = await network_rows.schools(self._session, self._network.id, active_only=False)
            known = rosters.by_name(every)
        return {key: known[key] for key in named}

    def _merge_school(self, school: School, row: MemberRow, place: Place, every: Sequence[School]) -> None:
        if not school.active:
            school.active = True
            self._added.append(f"school {row.school} ({self._network.name}), again")
        before = (school.name, school.school_type)
        rosters.spell(school, row.school, every)
        school.school_type = row.school_type or school.school_type
        after = (school.name, school.school_type)
        if before != after:
            was, is_now = (f"{name}, {kind}" if kind else name for name, kind in (before, after))
            self._changed.append(f"school {was} → {is_now} ({self._network.name})")
        different = fill_place(school, place)
        if different:
            self._changed.append(f"school {school.name}: {', '.join(different)} ({self._network.name})")

    def _merge_role(
        self, membership: Membership | None, person: str, role: Role, school: School | None, names: Mapping[int, str]
    ) -> Membership | None:
        """Change or end the role that is held; returns the one that begins, if one does."""
        school_id = school.id if school is not None else None
        before_it = self._before.get(person, ()) if membership is None else ()
        begins = rosters.new(self._network, person, role, school_id, self._now, after=before_it)
        if membership is None:
            self._added.append(self._line(begins, names))
            self._come.append(begins)
            return begins
        if membership.school_id == school_id:
            return None
        before = names.get(membership.school_id or 0, "no school")
        self._changed.append(f"{self._line(begins, names)}, was {before}")
        if membership.school_id is None or role is Role.CHAIR:
            rosters.place(membership, school_id, self._now)  # a blank filled in; a chair's year goes on
            self._come.append(membership)
            return None
        membership.until = self._now
        self._come.append(begins)
        return begins

    async def _tell(self) -> None:
        """A school that had a principal before, who stays, hears of everybody who comes to it."""
        stay: dict[int | None, set[str]] = {}
        for membership in self._principals:
            if membership.until is None:
                stay.setdefault(membership.school_id, set()).add(membership.slack_user_id)
        come = {
            (m.slack_user_id, m.role)
            for m in self._come
            if m.school_id in stay and m.slack_user_id not in stay[m.school_id]
        }
        if not come:
            return
        for given in await network_rows.memberships(self._session, self._network.id):
            if (given.slack_user_id, given.role) in come:
                tell_listed(self._session, self._network, given, sorted(stay[given.school_id]), self._now)

    def _line(self, membership: Membership, names: Mapping[int, str]) -> str:
        """ "chair U012ABCDEF (Merri Weir Primary School, Merri-bek)" """
        school = names.get(membership.school_id or 0)
        where = f"{school}, {self._network.name}" if school else self._network.name
        return f"{membership.role} {membership.slack_user_id} ({where})"
