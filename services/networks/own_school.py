"""A principal's own school: who stands in for them, and who may read what was written before their time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Gone, Invalid, Refused
from domain.policies import SCHOOL_ROLES, Role, can_fill_school
from prompts.networks.forms import Field
from prompts.networks_school_roles import MySchool
from services.access import Asker, actor_of, require, require_own
from services.audit import record
from services.context import AppContext
from services.delivery.outbox import post_to_people
from services.networks.school_roles import open_records, tell_ended
from services.networks.sides import check_one_side
from services.people import check_can_hold_roles
from storage import networks as network_rows
from storage import rosters
from storage import schools as school_rows
from storage.models import Membership, Network, School


class OwnSchool:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def form(self, asker: Asker, network_id: int) -> MySchool:
        """The school as it stands. Raises Refused for whoever leads none here."""
        async with self._app.database.read() as session:
            network = await network_rows.network(session, asker.workspace_id, network_id)
            school = await _led_by(session, network, asker.user_id)
            held = await rosters.at_school(session, school.id)
        return MySchool(network_id, school.id, school.name, _delegates(held), _readers(held, asker.user_id))

    async def save(
        self,
        asker: Asker,
        network_id: int,
        school_id: int,
        delegates: Collection[str],
        readers: Collection[str],
        now: datetime,
    ) -> str:
        """Make these people the school's delegates, and open its older records to these readers among its people.

        Returns the school's name. Who led it all along reads everything anyway.
        """
        async with self._app.database.read() as session:
            there = _delegates(await rosters.at_school(session, school_id))
        new = [person for person in dict.fromkeys(delegates) if person not in there]
        await check_can_hold_roles(self._app, asker.workspace_id, [(person, Field.DELEGATES) for person in new])
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            network = await network_rows.lock(session, asker.workspace_id, network_id)
            school = await _led_by(session, network, asker.user_id)
            if school.id != school_id:
                raise Refused("networks.my_school_none")
            actor = await actor_of(self._app, session, asker)
            held = await rosters.at_school(session, school.id)
            require(can_fill_school(actor, network.id, "", await rosters.principals(session, school.id)))
            ended = [m for m in held if m.role == Role.DELEGATE and m.person_id not in delegates]
            for membership in ended:
                await rosters.end(session, membership, now)
                tell_ended(session, network, membership, asker.user_id, now)
            given = [p for p in dict.fromkeys(delegates) if p not in _delegates(held)]
            for person in given:
                await self._add(session, network, school, person, asker, now)
            await _open_to(session, school, asker.user_id, readers)
            details = {
                "school": school.id,
                "delegates_added": given,
                "delegates_ended": [m.person_id for m in ended],
                "readers": sorted(readers),
            }
            await record(
                session, asker.workspace_id, asker.user_id, "networks.own_school", network.name, details, now=now
            )
            return school.name

    async def hand_on(self, asker: Asker, membership_id: int, now: datetime) -> str:
        """Let whoever leads the school now read what was written while the asker did; returns the school's name."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            mine = next(iter(await rosters.by_ids(session, [membership_id])), None)
            if mine is None or mine.workspace_id != asker.workspace_id or mine.person_id != asker.user_id:
                raise Refused("networks.not_your_records")
            network = await network_rows.lock(session, asker.workspace_id, mine.network_id)
            school = await school_rows.in_network(session, network.id, mine.school_id or 0)
            if mine.role not in rosters.LEADING_A_SCHOOL:
                raise Refused("networks.not_your_records")
            led = [m for m in await rosters.at_school(session, school.id) if m.role in rosters.LEADING_A_SCHOOL]
            if not led:
                raise Gone("networks.nobody_leads_yet", school=school.name)
            for membership in led:
                membership.records_since = min(rosters.records_since(membership), rosters.records_since(mine))
            details = {"school": school.id, "to": sorted({m.person_id for m in led})}
            await record(
                session, asker.workspace_id, asker.user_id, "networks.records_opened", network.name, details, now=now
            )
            return school.name

    @staticmethod
    async def _add(
        session: AsyncSession, network: Network, school: School, person: str, asker: Asker, now: datetime
    ) -> None:
        held = await rosters.held_by(session, network.id, person)
        if any(m.role in SCHOOL_ROLES for m in held):
            raise Invalid("networks.delegate_elsewhere", Field.DELEGATES)
        await check_one_side(session, network.workspace_id, person, {Role.DELEGATE}, Field.DELEGATES)
        await rosters.give(session, network, person, Role.DELEGATE, school.id, now)
        post_to_people(session, network, "networks.roles_given", {"person": person}, [person], now=now)


async def _led_by(session: AsyncSession, network: Network, user_id: str) -> School:
    """The school that somebody leads in the network."""
    require_own(network)
    held = await rosters.held_by(session, network.id, user_id)
    led = next((m for m in held if m.school_id is not None and m.role in rosters.LEADING_A_SCHOOL), None)
    if led is None:
        raise Refused("networks.my_school_none")
    return await school_rows.in_network(session, network.id, led.school_id or 0)


async def _open_to(session: AsyncSession, school: School, by: str, readers: Collection[str]) -> None:
    for membership in await rosters.at_school(session, school.id):
        if membership.person_id == by:
            continue
        if membership.person_id in readers:
            await open_records(session, membership, by)
        elif membership.role == Role.DELEGATE:
            membership.records_since = None


def _delegates(held: Collection[Membership]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m.person_id for m in held if m.role == Role.DELEGATE))


def _readers(held: Collection[Membership], besides: str) -> tuple[str, ...]:
    """Who was let in to what is older than their role."""
    opened = (m for m in held if m.records_since is not None and m.records_since < rosters.at_school_since(m))
    return tuple(dict.fromkeys(m.person_id for m in opened if m.person_id != besides))
