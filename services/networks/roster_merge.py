"""Making one network's schools and roles what the members file says, and telling what that changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.names import name_key, same_name
from domain.policies import SCHOOL_ROLES, Role
from services.networks.roster_changes import ImportRefused
from services.networks.roster_files import MemberRow
from services.networks.roster_schools import Meant, look_up, read_schools
from services.networks.school_moves import LEADING_THE_NETWORK, take_out
from services.networks.school_places import fill_place
from services.networks.school_roles import tell_listed
from storage import networks as network_rows
from storage import rosters
from storage import schools as school_rows
from storage.models import Membership, Network, School
from storage.schools import Roll


class RosterMerge:
    """One network, inside the import's transaction. `people` gives the id of whom the file names.

    numbers_elsewhere: schools of these numbers stand with other networks in the files, which take them over. vouched:
    the networks of the files.
    """

    def __init__(
        self,
        session: AsyncSession,
        network: Network,
        people: Mapping[str, str],
        now: datetime,
        numbers_elsewhere: Collection[str],
        vouched: Collection[int],
    ) -> None:
        self._session = session
        self._network = network
        self._people = people
        self._now = now
        self._numbers_elsewhere = numbers_elsewhere
        self._vouched = vouched
        self._added: list[str] = []
        self._changed: list[str] = []
        self._ended: list[str] = []
        self._principals: list[Membership] = []
        self._come: list[Membership] = []
        self._before: dict[str, list[Membership]] = {}
        self._brought: list[Membership] = []
        """What the people of schools that came from another network held for them there."""
        self.people = (0, 0)
        """How many of the schools' people came, and how many left."""

    async def apply(self, rows: Sequence[MemberRow]) -> tuple[list[str], list[str], list[str]]:
        """Take the rows over; returns what was added, changed and ended, a line each."""
        roll = await school_rows.roll(self._session, self._network.id)
        names = {school.id: school.name for school in roll.every}
        schools = await self._schools(rows, roll)
        names |= {school.id: school.name for school in schools.values()}
        wanted = {
            (self._people[row.person], row.role): schools[name_key(row.school)] if row.school else None
            for row in rows
            if row.role is not None
        }
        held = {(m.person_id, Role(m.role)): m for m in await network_rows.memberships(self._session, self._network.id)}
        for membership in [*held.values(), *self._brought]:
            self._before.setdefault(membership.person_id, []).append(membership)
        self._principals = [m for m in held.values() if m.role in rosters.LEADING_A_SCHOOL]
        before, after = ({who for who, role in roles if role in SCHOOL_ROLES} for roles in (held, wanted))
        self.people = (len(after - before), len(before - after))
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
        await self._let_go(roll, schools.values())
        if self._added or self._changed or self._ended:
            self._network.next_check_at = None
        await self._session.flush()
        return self._added, self._changed, self._ended

    async def _let_go(self, roll: Roll, stay: Collection[School]) -> None:
        """Schools that the file does not name leave, save those that another network of the files takes over."""
        kept = {school.id for school in stay}
        left = [
            school
            for school in roll.present()
            if school.id not in kept and school.school_number not in self._numbers_elsewhere
        ]
        await school_rows.leave(self._session, self._network.id, [school.id for school in left], self._now)
        self._ended += [f"school {school.name} ({self._network.name})" for school in left]

    async def _schools(self, rows: Sequence[MemberRow], roll: Roll) -> dict[str, School]:
        """The rows' schools by the key of their name: added, renamed, brought back or taken over where needed."""
        listed = await look_up(self._session, self._network.workspace_id, rows, roll)
        reading = read_schools("", self._network, rows, roll, listed, self._vouched)
        if reading.problems:
            raise ImportRefused(reading.problems)  # somebody changed the schools since they were looked at
        found = {meant.key: meant.school for meant in reading.meant if meant.school is not None}
        for meant in reading.meant:
            if meant.school is not None:
                await self._merge_school(meant.school, meant, roll)
        fresh = [meant for meant in reading.meant if meant.school is None]
        self._added += [f"school {meant.row.school} ({self._network.name})" for meant in fresh]
        await self._session.flush()
        values = [
            {"name": meant.row.school, "school_type": meant.row.school_type, **vars(meant.place)} for meant in fresh
        ]
        await school_rows.add(self._session, self._network, values, self._now)
        if fresh:
            known = (await school_rows.roll(self._session, self._network.id)).by_name()
            found |= {meant.key: known[meant.key] for meant in fresh}
        return found

    async def _merge_school(self, school: School, meant: Meant, roll: Roll) -> None:
        row, known_by = meant.row, f", known by its number {school.school_number}" if meant.numbered else ""
        was = school.name
        if school.id not in roll.here:
            await self._bring(school, meant)
        before = (school.name, school.school_type)
        if meant.numbered and not same_name(school.name, row.school):
            school.name = row.school
        else:
            rosters.spell(school, row.school, roll.every)
        school.school_type = row.school_type or school.school_type
        after = (school.name, school.school_type)
        if before != after:
            old, new = (f"{name}, {kind}" if kind else name for name, kind in (before, after))
            self._changed.append(f"school {old} → {new} ({self._network.name}){known_by if was != school.name else ''}")
        different = fill_place(school, meant.place)
        if different:
            self._changed.append(f"school {school.name}: {', '.join(different)} ({self._network.name})")

    async def _bring(self, school: School, meant: Meant) -> None:
        """Let a school be in this network that is not: it comes from another one, or comes back."""
        for network in meant.leaves:
            held = await take_out(self._session, network, school, self._now)
            self._brought += held
            names = {school.id: school.name}
            for one in held:
                lines = self._changed if one.role in LEADING_THE_NETWORK else self._ended
                goes_on = ", goes on without the school" if one.role in LEADING_THE_NETWORK else ""
                lines.append(f"{self._line(one, names, network)}{goes_on}")
        # Or the network that it leaves was taken over before this one.
        left = await rosters.left_school(self._session, [school.id], self._now)
        self._brought += [one for one in left if one.network_id not in {network.id for network in meant.leaves}]
        await school_rows.join(self._session, self._network, school.id, self._now)
        if meant.came_from is not None:
            self._changed.append(f"school {school.name}: {meant.came_from.name} → {self._network.name}")
        else:
            self._added.append(f"school {meant.row.school} ({self._network.name}), again")

    def _merge_role(
        self, membership: Membership | None, person: str, role: Role, school: School | None, names: Mapping[int, str]
    ) -> Membership | None:
        """Change or end the role that is held; returns the one that begins, if one does."""
        school_id = school.id if school is not None else None
        brought = [one for one in self._brought if one.person_id == person]
        before_it = self._before.get(person, ()) if membership is None else brought
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
            # A blank filled in, or a chair whose year goes on.
            rosters.place(membership, school_id, self._now, after=brought)
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
                stay.setdefault(membership.school_id, set()).add(membership.person_id)
        led = {(m.person_id, m.school_id) for m in self._brought if m.role in rosters.LEADING_A_SCHOOL}
        for membership in self._come:
            person, school_id = membership.person_id, membership.school_id
            if membership.role in rosters.LEADING_A_SCHOOL and (person, school_id) in led:
                stay.setdefault(school_id, set()).add(person)  # came along with the school
        come = {
            (m.person_id, m.role) for m in self._come if m.school_id in stay and m.person_id not in stay[m.school_id]
        }
        if not come:
            return
        for given in await network_rows.memberships(self._session, self._network.id):
            if (given.person_id, given.role) in come:
                tell_listed(self._session, self._network, given, sorted(stay[given.school_id]), self._now)

    def _line(self, membership: Membership, names: Mapping[int, str], network: Network | None = None) -> str:
        """The role, our id of who has it, and in brackets where: a school and its network."""
        school, name = names.get(membership.school_id or 0), (network or self._network).name
        where = f"{school}, {name}" if school else name
        return f"{membership.role} {membership.person_id} ({where})"
