"""Changing who is in a network: people and their roles, handing over the chair, schools."""

from __future__ import annotations

from collections.abc import Collection, Set
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Invalid
from domain.names import name_key, same_name, tidy_name
from domain.networks import MOST_SCHOOLS, check_roles, clean_name, new_schools, read_schools
from domain.policies import SCHOOL_ROLES, Actor, Role, can_change_roster, can_give_role
from domain.schools import read_postcode
from facts.networks import SchoolsList
from prompts.networks.forms import Field
from services.access import Asker, actor_of, require, require_own
from services.audit import record
from services.context import AppContext
from services.delivery.outbox import post_in_channel, post_to_people
from services.networks.reading import SEATS, school_lines
from services.networks.school_places import move_school
from services.networks.school_roles import ask_for_role, gives_at_once, tell_ended, tell_other_leaders
from services.networks.sides import check_one_side
from services.people import check_can_hold_roles
from services.ports import DeliveryProblem
from storage import groups as group_rows
from storage import networks as network_rows
from storage import rosters
from storage import schools as school_rows
from storage.audit import as_it_is, changed
from storage.models import Membership, Network, School


@dataclass(frozen=True)
class PersonSaved:
    """What somebody is in the network after a change; no roles where they are off its roster.

    waiting: roles at a school that count once one of those `asked` says yes.
    """

    name: str
    person: str
    roles: tuple[str, ...]
    changed: bool
    waiting: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()


class NetworkRoster:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def save_person(
        self,
        asker: Asker,
        network_id: int,
        person: str,
        roles: Collection[str],
        school_id: int | None,
        now: datetime,
        *,
        left: bool = False,
    ) -> PersonSaved:
        """Give somebody exactly these roles among those that the asker may give or take; `left` takes them all.

        school_id: the school of their school roles. A new chair ends the chair before, who stays principal.
        Roles at a school that somebody else leads are asked for, and count once its principal says yes.
        """
        if left and roles:
            raise Invalid("networks.roles_left_or_roles", Field.ROLES)
        there: frozenset[str] = frozenset()
        if not left:
            await check_can_hold_roles(self._app, asker.workspace_id, [(person, Field.ROLES)])
            there = await self._in_channel(asker, network_id)
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            actor = await actor_of(self._app, session, asker)
            require(can_change_roster(actor, network_id))
            network = await network_rows.lock(session, asker.workspace_id, network_id)
            held = await rosters.held_by(session, network_id, person)
            fixed = {Role(m.role) for m in held if not can_give_role(actor, network_id, Role(m.role))}
            if network.is_group:
                fixed |= {Role(m.role) for m in held if m.role in SEATS}
                school_id = _seat(held, {Role(role) for role in roles} - fixed)
            wanted = {Role(role) for role in roles} | fixed
            if not wanted and not left:
                raise Invalid("networks.roles_none", Field.ROLES)
            if not left:
                await check_one_side(session, asker.workspace_id, person, wanted, Field.ROLES, instead_of=network_id)
                if network.is_group:
                    await _check_serves(session, network, person, wanted - fixed)
                elif network.self_made and not actor.is_admin and person not in there:
                    raise Invalid("networks.roles_not_in_channel", Field.ROLES)
            if left:
                school_id = next((m.school_id for m in held if m.role in fixed), None)
            else:
                check_roles(wanted, school_id is not None, Field.ROLES, Field.SCHOOL)
            school = await school_rows.in_network(session, network_id, school_id) if school_id is not None else None
            principals = await rosters.principals(session, school.id) if school is not None else []
            waiting = set[Role]()
            if not left and school is not None and not gives_at_once(actor, network_id, person, principals):
                there_already = {m.role for m in held if m.school_id == school.id}
                waiting = (wanted & SCHOOL_ROLES) - {Role(role) for role in there_already}
            before = sorted(m.role for m in held)
            changes = _Changes(session, network, actor, now)
            changed = await changes.apply(person, held, wanted, school_id, waiting)
            asked: tuple[str, ...] = ()
            if school is not None:
                for role in sorted(waiting):
                    asked = await ask_for_role(self._app, session, network, school, person, role, asker, now)
                    if not asked:
                        raise Invalid("networks.school_role_nobody", Field.SCHOOL)
                if changes.placed and not principals:
                    await tell_other_leaders(session, network, asker.user_id, person, school, now)
            for membership in changes.ended[:1]:
                tell_ended(session, network, membership, asker.user_id, now)
            now_held = {m.role for m in await rosters.held_by(session, network_id, person)}
            if changed:
                details = {"person": person, "before": before, "after": sorted(now_held), "school": school_id}
                await record(
                    session, asker.workspace_id, asker.user_id, "networks.roles", network.name, details, now=now
                )
            if changes.added and person != asker.user_id:
                post_to_people(session, network, "networks.roles_given", {"person": person}, [person], now=now)
        return PersonSaved(
            network.name,
            person,
            tuple(role.value for role in Role if role in now_held),
            changed,
            tuple(role.value for role in Role if role in waiting),
            asked,
        )

    async def _in_channel(self, asker: Asker, network_id: int) -> frozenset[str]:
        """Who is in the channel of a network that nobody vouches for: the bot is not to be sent to anybody else."""
        async with self._app.database.read() as session:
            network = await network_rows.network(session, asker.workspace_id, network_id)
        if not network.self_made or network.is_group or network.channel_id is None:
            return frozenset()
        try:
            return await (await self._app.messenger(asker.workspace_id)).members(network.channel_id)
        except DeliveryProblem as problem:
            raise Invalid("networks.not_looked_up", Field.ROLES) from problem

    async def add_schools(self, asker: Asker, network_id: int, text: str, now: datetime) -> SchoolsList:
        """Add the schools in lines of "Name" or "Name, type"; one that is there already is named as typed now."""
        typed = read_schools(text, Field.SCHOOLS)
        if not typed:
            raise Invalid("networks.wrong_no_schools", Field.SCHOOLS)
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            require(can_change_roster(await actor_of(self._app, session, asker), network_id))
            network = await network_rows.lock(session, asker.workspace_id, network_id)
            require_own(network)
            roll = await school_rows.roll(session, network_id)
            there = roll.by_name()
            for school in typed:
                if (known := there.get(name_key(school.name))) is not None:
                    await school_rows.join(session, network, known.id, now)
                    rosters.spell(known, school.name, roll.every)
            fresh = new_schools(typed, [school.name for school in there.values()])
            if len(roll.here) + len(fresh) > MOST_SCHOOLS:
                raise Invalid("networks.schools_too_many", Field.SCHOOLS)
            new = [{"name": found.name, "school_type": found.school_type} for found in fresh]
            await school_rows.add(session, network, new, now)
            names = {"schools": [school.name for school in typed]}
            await record(
                session, asker.workspace_id, asker.user_id, "networks.schools_added", network.name, names, now=now
            )
            return SchoolsList(network_id, network.name, await school_lines(session, network_id))

    async def save_school(
        self,
        asker: Asker,
        network_id: int,
        school_id: int,
        name: str,
        school_type: str,
        now: datetime,
        *,
        left: bool,
        town: str | None = None,
        postcode: str | None = None,
    ) -> SchoolsList:
        """Rename a school, change its type or place, or let it leave, which ends the roles that hang on it.

        town, postcode: None leaves what is known, empty forgets it.
        """
        cleaned = clean_name(name, Field.NAME)
        if postcode and read_postcode(postcode.strip()) is None:
            raise Invalid("networks.postcode_wrong", Field.POSTCODE)
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            require(can_change_roster(await actor_of(self._app, session, asker), network_id))
            network = await network_rows.lock(session, asker.workspace_id, network_id)
            require_own(network)
            school = await school_rows.in_network(session, network_id, school_id)
            others = (await school_rows.roll(session, network_id)).every
            renamed = not same_name(school.name, cleaned)
            if renamed and any(same_name(other.name, cleaned) for other in others):
                raise Invalid("networks.school_name_taken", Field.NAME)
            before = as_it_is(school)
            rosters.spell(school, cleaned, others)
            school.school_type = tidy_name(school_type)[:255]
            move_school(school, town, postcode)
            ended = await close_school(session, network, school, now) if left else []
            for membership in ended:
                tell_ended(session, network, membership, asker.user_id, now)
            details = {"school": school_id, **changed(before, school)}
            if ended:
                details["people_ended"] = sorted({membership.person_id for membership in ended})
            await session.flush()
            await record(
                session, asker.workspace_id, asker.user_id, "networks.school_changed", network.name, details, now=now
            )
            return SchoolsList(network_id, network.name, await school_lines(session, network_id))


async def _check_serves(session: AsyncSession, group: Network, person: str, wanted: Set[Role]) -> None:
    """Raises Invalid where somebody is to be SEIL of a joint group who is SEIL of no network."""
    if Role.SEIL in wanted and not await group_rows.serve_elsewhere(session, group.workspace_id, [person]):
        raise Invalid("groups.seil_first", Field.ROLES)


def _seat(held: Collection[Membership], wanted: Set[Role]) -> int | None:
    """The school for which somebody has a seat in a joint group. Raises Invalid where what is wanted needs one."""
    seat = next((m for m in held if m.role in SEATS), None)
    if wanted & SEATS or (wanted & SCHOOL_ROLES and (seat is None or seat.role != Role.MEMBER)):
        raise Invalid("groups.seat_first", Field.ROLES)
    return seat.school_id if seat is not None else None


class _Changes:
    """One person's roles being changed, inside a transaction that holds the network's lock."""

    def __init__(self, session: AsyncSession, network: Network, actor: Actor, now: datetime) -> None:
        self._session = session
        self._network = network
        self._actor = actor
        self._now = now
        self.added: list[Role] = []
        self.ended: list[Membership] = []
        self.placed = False
        """Whether somebody came to a school by this."""

    async def apply(
        self,
        person: str,
        held: Collection[Membership],
        wanted: set[Role],
        school_id: int | None,
        waiting: Collection[Role] = (),
    ) -> bool:
        """Make `held` into `wanted`; True where something changed.

        waiting: roles that are at the school only once somebody else says yes. Those that lead the network begin
        without a school; others stay what they are.
        """
        changed = False
        for membership in held:
            role = Role(membership.role)
            if role not in wanted:
                require(can_give_role(self._actor, self._network.id, role))
                if membership.school_id is not None:
                    self.ended.append(membership)
                await rosters.end(self._session, membership, self._now)
                changed = True
            elif role in SCHOOL_ROLES and membership.school_id != school_id and role not in waiting:
                await self._move_school(membership, school_id)
                self.placed = self.placed or school_id is not None
                changed = True
        for role in sorted(wanted - {Role(m.role) for m in held}):
            require(can_give_role(self._actor, self._network.id, role))
            if role in waiting and role not in (Role.CHAIR, Role.EXECUTIVE):
                continue
            if role is Role.CHAIR:
                await self._hand_over_chair(person)
            school = school_id if role in SCHOOL_ROLES and role not in waiting else None
            self.placed = self.placed or school is not None
            await rosters.give(self._session, self._network, person, role, school, self._now, after=held)
            self.added.append(role)
            changed = True
        return changed

    async def _move_school(self, membership: Membership, school_id: int | None) -> None:
        """The chair's year goes on at another school; other roles end there and begin here."""
        if membership.school_id is None or membership.role == Role.CHAIR:
            waits = rosters.waits_until(self._network, self._now)
            rosters.place(membership, school_id, self._now, counts_from=waits)
            return
        await rosters.end(self._session, membership, self._now)
        await rosters.give(self._session, self._network, membership.person_id, membership.role, school_id, self._now)

    async def _hand_over_chair(self, person: str) -> None:
        """End the chair before, who goes on leading their school, and tell the channel."""
        before = await network_rows.memberships(self._session, self._network.id, [Role.CHAIR])
        for chair in before:
            await rosters.end(self._session, chair, self._now)
            left = await rosters.held_by(self._session, self._network.id, chair.person_id)
            if chair.school_id is not None and not any(m.role in rosters.LEADING_A_SCHOOL for m in left):
                await rosters.give(
                    self._session,
                    self._network,
                    chair.person_id,
                    Role.MEMBER,
                    chair.school_id,
                    self._now,
                    after=[chair],
                )
        ids = {"person": person, "before": before[0].person_id if before else ""}
        post_in_channel(self._session, self._network, "networks.new_chair", ids, now=self._now)


async def close_school(session: AsyncSession, network: Network, school: School, now: datetime) -> list[Membership]:
    """Let a school leave a network; returns the roles that ended. Chair and executive keep theirs without it."""
    await school_rows.leave(session, network.id, [school.id], now)
    ended = []
    for membership in await rosters.at_school(session, school.id):
        if membership.network_id != network.id:
            continue
        if membership.role in (Role.CHAIR, Role.EXECUTIVE):
            membership.school_id = None
        else:
            await rosters.end(session, membership, now)
            ended.append(membership)
    return ended
