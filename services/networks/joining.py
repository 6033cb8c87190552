"""Saying which school one leads. It counts once whoever gives that school's roles has said yes.

Chair and SEIL may say so of a school that nobody leads, and the other one is told. Where there is nobody who could
say yes, in a network without chair, SEIL and operator, it counts at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Invalid, Refused
from domain.policies import (
    SCHOOL_ROLES,
    Actor,
    Role,
    can_change_roster,
    can_join_network,
)
from facts.networks import SchoolLine
from prompts.networks.forms import Field
from prompts.text import Words, listing, mention
from services.access import Asker, actor_of, require, require_own
from services.audit import record
from services.context import AppContext
from services.leaders import leaders_to_tell
from services.networks.reading import school_lines
from services.networks.school_roles import ask_for_role, gives_at_once, tell_other_leaders
from services.networks.sides import check_one_side
from services.networks.taking_over import ask_whether_they_take_over
from services.people import check_can_hold_roles
from services.ports import ChannelUnusable, DeliveryProblem
from storage import networks as network_rows
from storage import rosters
from storage import schools as school_rows
from storage.models import Membership, Network


class Claim(StrEnum):
    """What came of saying which school one leads."""

    JOINED = "joined"
    ASKED = "asked"
    ALREADY = "already"


@dataclass(frozen=True)
class Claimed:
    """leaders: who hears of it, or was asked; principals: who leads the school already. User ids.

    deciding: who was asked whether the person takes over from them.
    """

    claim: Claim
    name: str
    school: str
    leaders: tuple[str, ...] = ()
    principals: tuple[str, ...] = ()
    deciding: tuple[str, ...] = ()


@dataclass(frozen=True)
class SchoolChoice:
    """The schools to choose from, and who could add one that is missing."""

    network_id: int
    name: str
    channel_id: str | None
    schools: tuple[SchoolLine, ...]
    leaders: tuple[str, ...]


class NetworkJoining:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def choice(self, asker: Asker, network_id: int) -> SchoolChoice:
        """The schools to choose from. Raises Refused for somebody outside the network's channel."""
        await self._check_in_channel(asker, network_id)
        async with self._app.database.read() as session:
            network = await network_rows.network(session, asker.workspace_id, network_id)
            schools = await school_lines(session, network_id)
            leaders = await leaders_to_tell(session, network_id, besides=asker.user_id)
        return SchoolChoice(network_id, network.name, network.channel_id, schools, tuple(leaders))

    async def claim(self, asker: Asker, network_id: int, school_id: int, now: datetime) -> Claimed:
        """Say that one leads a school. Raises Refused for somebody outside the channel or placed already."""
        await self._check_in_channel(asker, network_id)
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            actor = await actor_of(self._app, session, asker)
            network = await network_rows.lock(session, asker.workspace_id, network_id)
            school = await school_rows.in_network(session, network_id, school_id)
            leaders = tuple(await leaders_to_tell(session, network_id, besides=asker.user_id))
            held = await rosters.held_by(session, network_id, asker.user_id)
            if any(m.school_id == school_id for m in held):
                return Claimed(Claim.ALREADY, network.name, school.name)
            unplaced = await self._unplaced(session, actor, network_id, held, leaders)
            everybody = await rosters.principals(session, school_id)
            principals = tuple(one for one in everybody if one != asker.user_id)
            plain = Role.DELEGATE if principals else Role.MEMBER
            roles = [Role(m.role) for m in unplaced] or [plain]
            await check_one_side(session, asker.workspace_id, asker.user_id, roles, Field.SCHOOL)
            if not gives_at_once(actor, network_id, asker.user_id, everybody):
                asked: tuple[str, ...] = ()
                for role in roles:
                    asked = await ask_for_role(self._app, session, network, school, asker.user_id, role, asker, now)
                if asked:
                    deciding: tuple[str, ...] = ()
                    if principals:
                        deciding = await ask_whether_they_take_over(
                            self._app, session, network, asker.user_id, school, now
                        )
                    return Claimed(Claim.ASKED, network.name, school.name, asked, principals, deciding)
            for membership in unplaced:
                rosters.place(membership, school_id, now, counts_from=rosters.waits_until(network, now))
            if not unplaced:
                await rosters.give(session, network, asker.user_id, Role.MEMBER, school_id, now)
            await tell_other_leaders(session, network, asker.user_id, asker.user_id, school, now)
            await self._record(session, asker, "networks.joined", network, asker.user_id, school_id, now)
            return Claimed(Claim.JOINED, network.name, school.name, leaders)

    async def decline(self, asker: Asker, network_id: int) -> str:
        """Leave the roster as it is; returns the network's name. Refused for whoever may not change it."""
        async with self._app.database.read() as session:
            require(can_change_roster(await actor_of(self._app, session, asker), network_id))
            return (await network_rows.network(session, asker.workspace_id, network_id)).name

    async def school_name(self, asker: Asker, network_id: int, school_id: int) -> str:
        """The school's name, for whoever may change the roster."""
        async with self._app.database.read() as session:
            require(can_change_roster(await actor_of(self._app, session, asker), network_id))
            await network_rows.network(session, asker.workspace_id, network_id)
            return (await school_rows.in_network(session, network_id, school_id)).name

    @staticmethod
    async def _record(
        session: AsyncSession, asker: Asker, action: str, network: Network, person: str, school_id: int, now: datetime
    ) -> None:
        details = {"person": person, "school": school_id}
        await record(session, asker.workspace_id, asker.user_id, action, network.name, details, now=now)

    async def _unplaced(
        self,
        session: AsyncSession,
        actor: Actor,
        network_id: int,
        held: Sequence[Membership],
        leaders: tuple[str, ...],
    ) -> list[Membership]:
        """School roles of the asker that have no school yet. Whoever has none needs to be new here."""
        school_roles = [m for m in held if m.role in SCHOOL_ROLES]
        unplaced = [m for m in school_roles if m.school_id is None]
        if school_roles and not unplaced:
            placed = await school_rows.in_network(session, network_id, school_roles[0].school_id or 0)
            raise Refused("networks.listed_elsewhere", school=placed.name, leaders=_named(leaders))
        if not unplaced:
            require(can_join_network(actor, network_id))
        return unplaced

    async def _check_in_channel(self, asker: Asker, network_id: int) -> None:
        async with self._app.database.read() as session:
            network = await network_rows.network(session, asker.workspace_id, network_id)
        require_own(network)
        try:
            members = await (await self._app.messenger(asker.workspace_id)).members(network.channel_id or "")
        except ChannelUnusable:
            members = frozenset()
        except DeliveryProblem as problem:
            raise Invalid("networks.not_through") from problem
        if asker.user_id not in members:
            raise Refused("networks.join_in_channel")
        await check_can_hold_roles(self._app, asker.workspace_id, [(asker.user_id, Field.SCHOOL)])


def _named(people: tuple[str, ...]) -> Words:
    return listing(mention(person) for person in people) or "the chair"
