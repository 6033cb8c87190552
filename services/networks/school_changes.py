"""What an operator says of schools that no file can tell: a new name, two that are one, another network.

Each change is one transaction, is audited, and changes nothing where it has been done already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.names import same_name, tidy_name
from domain.networks import MOST_SCHOOLS, NAME_LIMIT
from domain.policies import SCHOOL_ROLES, Role
from services.audit import COMMAND_LINE, record
from services.context import AppContext
from services.networks.people_in_lines import in_the_chats_ids
from services.networks.school_moves import LEADING_THE_NETWORK, take_out
from services.networks.school_places import fill_place, place_of
from storage import networks as network_rows
from storage import peer_reviews, rosters
from storage import schools as school_rows
from storage.models import Membership, Network, School
from storage.schools import Roll


class ChangeRefused(Exception):
    """Nothing was changed; the message is a sentence that says why, and what to do."""


class SchoolChanges:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def rename(self, network: str, old: str, new: str, now: datetime) -> list[str]:
        """Give a school another name; returns what that changed, a line each. Raises ChangeRefused."""
        name = _name(new)
        async with self._app.database.write() as session:
            found = await _network(session, network)
            roll = await school_rows.roll(session, found.id)
            school, other = _present(roll, old), _present(roll, name)
            if school is None and other is not None:
                return []
            if school is None:
                raise ChangeRefused(_unknown(old, found, roll))
            if other is not None and other is not school:
                raise ChangeRefused(
                    f"{found.name} has another school called {other.name}. If both are one, merge them: "
                    "cop-bot schools merge"
                )
            before = school.name
            if before == name:
                return []
            school.name = name
            await self._note(session, found, school, {"name": [before, name]}, now)
            return [f"school {before} → {name} ({found.name})"]

    async def move(self, network: str, name: str, target: str, now: datetime) -> list[str]:
        """Let a school, with its people, be in another network; returns what that changed. Raises ChangeRefused.

        Its reviews and whatever else it did stay where they are, and its people go on seeing what they saw.
        """
        async with self._app.database.write() as session:
            source, goal = await _network(session, network), await _network(session, target)
            if source.workspace_id != goal.workspace_id:
                raise ChangeRefused(f"{source.name} and {goal.name} are in two workspaces.")
            if source.id == goal.id:
                raise ChangeRefused(f"{source.name} is one network; name the other one with --to.")
            for network_id in sorted((source.id, goal.id)):
                await network_rows.lock(session, source.workspace_id, network_id)
            here, there = await school_rows.roll(session, source.id), await school_rows.roll(session, goal.id)
            school, other = _present(here, name), _present(there, name)
            if school is None:
                gone = {one.id for one in here.every if same_name(one.name, name)}
                if other is not None and other.id in gone:
                    return []
                raise ChangeRefused(_unknown(name, source, here))
            if other is not None and other.id != school.id:
                command = f'schools merge "{school.name}" "{other.name}" --network "{goal.name}" --from "{source.name}"'
                raise ChangeRefused(
                    f"{goal.name} has a school called {other.name}. If both are one: cop-bot {command}. "
                    "If they are two, rename one."
                )
            if len(there.here) >= MOST_SCHOOLS:
                raise ChangeRefused(f"{goal.name} has {len(there.here)} schools, which is as many as a network holds.")
            held = await take_out(session, source, school, now)
            await school_rows.join(session, goal, school.id, now)
            lines = [f"school {school.name}: {source.name} → {goal.name}"]
            lines += await self._settle(session, held, source, goal, school, now)
            people = sorted({one.person_id for one in held})
            details = {"network": [source.name, goal.name], "people": people}
            await self._note(session, goal, school, details, now)
            return lines

    async def merge(
        self, network: str, gone: str, into: str, now: datetime, *, from_network: str | None = None
    ) -> list[str]:
        """Let two schools be one from now on; returns what that changed. Raises ChangeRefused.

        What `gone` did stays under its own name, open to its people, who are the other school's from now on. The
        people of `into` see what is written from now on.

        from_network: where `gone` is or was, if that is another network.
        """
        async with self._app.database.write() as session:
            found = await _network(session, network)
            source = await _network(session, from_network) if from_network else found
            for network_id in sorted({source.id, found.id}):
                await network_rows.lock(session, found.workspace_id, network_id)
            roll = await school_rows.roll(session, found.id)
            there = roll if source.id == found.id else await school_rows.roll(session, source.id)
            target = _present(roll, into)
            if target is None:
                raise ChangeRefused(_unknown(into, found, roll))
            school = _to_merge(there, gone, besides=target)
            if school is None and any(one is target for one in there.every if same_name(one.name, gone)):
                raise ChangeRefused(f"{target.name} is one school; name the other one that it is to be merged with.")
            if school is None:
                raise ChangeRefused(_unknown(gone, source, there))
            if school.merged_into_id == target.id:
                return []
            if school.merged_into_id is not None:
                raise ChangeRefused(f"{school.name} has been merged into another school already.")
            await _refuse_open_review(session, school, target)
            held = await take_out(session, source, school, now)
            session.add_all(_as_principals(held, now))
            school.merged_into_id, school.merged_at = target.id, now
            lines = [f"school {school.name} ({source.name}) → {target.name} ({found.name})"]
            if not place_of(target).differs(place_of(school)):
                lines += [f"school {target.name}: {each}" for each in fill_place(target, place_of(school))]
            lines += await self._settle(session, held, source, found, target, now)
            people = sorted({one.person_id for one in held})
            details = {"merged": [school.id, school.name], "from": source.name, "people": people}
            await self._note(session, found, target, details, now)
            return lines

    async def _settle(
        self,
        session: AsyncSession,
        held: Sequence[Membership],
        source: Network,
        goal: Network,
        school: School,
        now: datetime,
    ) -> list[str]:
        """Give the people who held these roles the same ones at the school where it is now; a line each.

        Who leads the network that the school left goes on there without it, and is member here. Who has a role at
        another school of the network here keeps that alone.
        """
        lines = []
        for one in held:
            person, role = one.person_id, Role(one.role)
            if role in LEADING_THE_NETWORK and source.id != goal.id:
                lines.append(f"{role} {person} ({source.name}): goes on without the school")
                role = Role.MEMBER
            here = await rosters.held_by(session, goal.id, person)
            same = next((m for m in here if m.role == role), None)
            elsewhere = [m for m in here if m.role in SCHOOL_ROLES and m.school_id not in (None, school.id)]
            if elsewhere:
                lines.append(f"{one.role} {person} ({source.name}): ended, has another school in {goal.name}")
                continue
            if same is not None and same.school_id == school.id:
                continue
            if same is None:
                same = rosters.new(goal, person, role, school.id, now)
                session.add(same)
            rosters.place(same, school.id, now, after=[one])
            # Whoever is new to a network is not asked at once, whoever put them there.
            same.counts_from = one.counts_from if source.id == goal.id else rosters.waits_until(goal, now)
            await session.flush()
            lines.append(f"{role} {person} ({school.name}, {goal.name})")
        return await in_the_chats_ids(session, goal.workspace_id, lines)

    @staticmethod
    async def _note(
        session: AsyncSession, network: Network, school: School, details: Mapping[str, object], now: datetime
    ) -> None:
        network.next_check_at = None
        await session.flush()
        details = {"school": school.id, **details}
        await record(
            session, network.workspace_id, COMMAND_LINE, "networks.school_changed", network.name, details, now=now
        )


def _as_principals(held: Sequence[Membership], now: datetime) -> list[Membership]:
    """That chair and executive led the school until now, which their own roles, as they go on, no longer tell."""
    return [
        Membership(
            workspace_id=one.workspace_id,
            network_id=one.network_id,
            person_id=one.person_id,
            role=Role.MEMBER.value,
            school_id=one.school_id,
            since=rosters.at_school_since(one),
            records_since=one.records_since,
            until=now,
        )
        for one in held
        if one.role in LEADING_THE_NETWORK
    ]


def _name(text: str) -> str:
    name = tidy_name(text)
    if not name:
        raise ChangeRefused("The new name is empty.")
    if len(name) > NAME_LIMIT:
        raise ChangeRefused(f"The new name has {len(name)} characters. Keep it to {NAME_LIMIT}.")
    return name


async def _network(session: AsyncSession, name: str) -> Network:
    found = await network_rows.alike(session, name)
    if not found:
        known = ", ".join(network.name for network in await network_rows.all_networks(session)) or "none yet"
        raise ChangeRefused(f"No network is called {name}. There are: {known}.")
    if len({network.workspace_id for network in found}) > 1:
        raise ChangeRefused(
            f"Several workspaces have a network called {name}. Write its chat before it, as in slack:{name} or "
            f"teams:{name}, or the workspace's id."
        )
    if found[0].is_group:
        raise ChangeRefused(f"{found[0].name} is a joint group. Its schools are changed in their own networks.")
    return found[0]


def _present(roll: Roll, name: str) -> School | None:
    """The school of that name that is in the network now."""
    return next((school for school in roll.present() if same_name(school.name, name)), None)


def _to_merge(roll: Roll, name: str, *, besides: School) -> School | None:
    """The school of that name, the other one excepted: one that is there first, then one that left, then one that was
    merged already."""
    alike = [one for one in roll.every if same_name(one.name, name) and one.id != besides.id]
    return min(alike, key=lambda one: (one.id not in roll.here, one.merged_into_id is not None, one.id), default=None)


def _unknown(name: str, network: Network, roll: Roll) -> str:
    schools = ", ".join(school.name for school in roll.present()) or "none yet"
    return f"{network.name} has no school called {name}. Its schools: {schools}."


async def _refuse_open_review(session: AsyncSession, one: School, other: School) -> None:
    number = await peer_reviews.open_between(session, one.workspace_id, one.id, other.id)
    if number is not None:
        raise ChangeRefused(
            f"{one.name} and {other.name} review each other in round {number}. Record the visits or give them up "
            "(/cop-review), then merge."
        )
