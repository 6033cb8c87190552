"""Making a channel a network's, and moving a network to another channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Faults, Gone, Invalid, Refused
from domain.names import tidy_name
from domain.networks import FOCUS_LIMIT, check_min_meetings, clean_name, read_schools
from domain.policies import Role, can_set_area, can_setup_network
from prompts.networks.forms import Field
from prompts.text import invite
from services.access import Asker, actor_of, require
from services.audit import record
from services.context import AppContext
from services.delivery.going_on import go_on
from services.delivery.outbox import post_in_channel, post_to_people
from services.groups import CHANNEL
from services.networks.choices import check_calendar, check_zone
from services.networks.sides import check_one_side
from services.people import check_can_hold_roles, check_sets_up, own_account
from services.ports import ChannelUnusable, DeliveryProblem
from storage import networks as network_rows
from storage import rosters
from storage import schools as school_rows
from storage.areas import Areas
from storage.database import NEW_WORK
from storage.models import Network


class Ready(StrEnum):
    """What /cop-setup finds in a channel."""

    EMPTY = "empty"
    THERE = "there"
    RESUMED = "resumed"


@dataclass(frozen=True)
class SetupStart:
    """What stands in the channel, and the networks that the asker could move here: (id, name)."""

    ready: Ready
    network_id: int | None = None
    name: str = ""
    movable: tuple[tuple[int, str], ...] = ()
    calendars: tuple[str, ...] = ()
    may_set_area: bool = False


@dataclass(frozen=True)
class SetUpNetwork:
    """What the form says, as typed. People are ids of ours."""

    channel_id: str
    name: str
    schools: str
    area: str
    region: str
    focus: str
    min_meetings: int | None
    calendar: str | None
    zone: str | None
    notify_channel: bool
    chair: str | None
    executive: Sequence[str]
    seils: Sequence[str]


class NetworkSetup:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def check(self, asker: Asker) -> None:
        """Whether the asker may set up a network at all, wherever that will be. Raises Refused."""
        await check_sets_up(self._app, asker)

    async def start(self, asker: Asker, channel_id: str, now: datetime) -> SetupStart:
        """What /cop-setup can do in this channel; a paused network goes on where the bot is back.

        Raises Refused where the bot, or the asker, is not in the channel.
        """
        await self._check_members(asker, channel_id)
        async with self._app.database.read() as session:
            actor = await actor_of(self._app, session, asker)
            network = await network_rows.in_channel(session, asker.workspace_id, channel_id)
            if network is None or network.has_ended:
                lost = await rosters.looking_for_a_channel(session, asker.workspace_id)
                movable = tuple((n.id, n.name) for n in lost if can_setup_network(actor, n.id))
                return SetupStart(
                    Ready.EMPTY,
                    movable=movable,
                    calendars=tuple(self._app.calendar_names()),
                    may_set_area=bool(can_set_area(actor)),
                )
        if network.status != "paused":
            return SetupStart(Ready.THERE, network.id, network.name)
        async with self._app.database.write() as session:
            require(can_setup_network(await actor_of(self._app, session, asker), network.id))
            locked = await network_rows.lock(session, asker.workspace_id, network.id)
            await go_on(self._app, session, locked, locked.channel_id, now)
        return SetupStart(Ready.RESUMED, network.id, network.name)

    async def set_up(self, asker: Asker, form: SetUpNetwork, now: datetime) -> int:
        """Make the channel a network's; returns the network's id. The channel hears of it at once."""
        members = await self._check_members(asker, form.channel_id)
        faults = Faults()
        name = faults.of(clean_name, form.name, Field.NAME) or ""
        schools = faults.of(read_schools, form.schools, Field.SCHOOLS)
        if schools == ():
            faults.note("networks.wrong_no_schools", Field.SCHOOLS)
        calendar = faults.of(check_calendar, self._app, form.calendar, Field.CALENDAR) or ""
        zone = faults.of(check_zone, form.zone, Field.ZONE) or ""
        meetings = faults.of(check_min_meetings, form.min_meetings, Field.MIN_MEETINGS) or 1
        with faults.noted():
            await self._check_people(asker, form)
        faults.check()
        write = self._app.database.write(once=asker.request_key, workspace_id=asker.workspace_id, now=now)
        try:
            async with write as session:
                actor = await actor_of(self._app, session, asker)
                require(can_setup_network(actor, None))
                area = tidy_name(form.area)[:255]
                if area:
                    require(can_set_area(actor))
                if not actor.is_admin:
                    _check_in_channel(form, members)
                await _make_room(session, asker.workspace_id, form.channel_id)
                if await rosters.name_taken(session, asker.workspace_id, name):
                    raise Invalid("networks.setup_name_taken", Field.NAME)
                network = Network(
                    workspace_id=asker.workspace_id,
                    name=name,
                    channel_id=form.channel_id,
                    calendar=calendar,
                    timezone=zone,
                    min_meetings=meetings,
                    notify_channel=form.notify_channel,
                    fiso_focus=form.focus[:FOCUS_LIMIT],
                    created_at=now,
                    self_made=not actor.is_admin,
                )
                session.add(network)
                await session.flush()
                await (await Areas.of(session, asker.workspace_id)).put(network, area, tidy_name(form.region)[:255])
                new = [{"name": school.name, "school_type": school.school_type} for school in schools or ()]
                await school_rows.add(session, network, new, now)
                await self._people(session, network, form, now)
                session.info[NEW_WORK] = True
                post_in_channel(session, network, "networks.welcome", {"by": asker.user_id}, now=now)
                people = {"chair": form.chair, "executive": list(form.executive), "seils": list(form.seils)}
                details = {"channel": form.channel_id, **people}
                await record(
                    session, asker.workspace_id, asker.user_id, "networks.set_up", network.name, details, now=now
                )
                return network.id
        except IntegrityError as error:
            # Two people set up at the same moment, and the other one was first.
            raise Gone("networks.setup_channel_taken") from error

    async def move(self, asker: Asker, network_id: int, channel_id: str, now: datetime) -> str:
        """Let a network that stands still live in this channel; returns its name."""
        await self._check_members(asker, channel_id)
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            require(can_setup_network(await actor_of(self._app, session, asker), network_id))
            network = await network_rows.lock(session, asker.workspace_id, network_id)
            await _make_room(session, asker.workspace_id, channel_id)
            if network.channel_id is not None and network.status != "paused":
                raise Gone("networks.setup_stays", name=network.name)
            before, network.channel_id = network.channel_id, channel_id
            details = {"channel": [before, channel_id]}
            post_in_channel(session, network, "networks.moved", {}, now=now)
            await go_on(self._app, session, network, before, now)
            if network.is_group:
                for person in await network_rows.people_with_role(session, network.id, *Role):
                    post_to_people(session, network, CHANNEL, {"group": network.id}, [person], now=now)
            await record(session, asker.workspace_id, asker.user_id, "networks.moved", network.name, details, now=now)
            return network.name

    async def _check_people(self, asker: Asker, form: SetUpNetwork) -> None:
        """Raises Invalid at the field that names the bot, an app, a guest or nobody."""
        async with self._app.database.read() as session:
            bot = await own_account(session, asker.workspace_id)
        for field, _, people in _chosen(form):
            if bot in people:
                raise Invalid("networks.setup_no_bots", field)
        named = [(person, field) for field, _, people in _chosen(form) for person in people]
        await check_can_hold_roles(self._app, asker.workspace_id, dict(named).items(), [form.channel_id])

    @staticmethod
    async def _people(session: AsyncSession, network: Network, form: SetUpNetwork, now: datetime) -> None:
        for field, role, people in _chosen(form):
            for person in people:
                await check_one_side(session, network.workspace_id, person, {role}, field)
                await rosters.give(session, network, person, role, None, now)

    async def _check_members(self, asker: Asker, channel_id: str) -> frozenset[str]:
        """Who is in the channel. Raises Refused unless both the bot and the asker are, who has to be no guest."""
        async with self._app.database.read() as session:
            bot = await own_account(session, asker.workspace_id) or ""
        try:
            members = await (await self._app.messenger(asker.workspace_id)).members(channel_id)
        except ChannelUnusable:
            members = frozenset()
        except DeliveryProblem as problem:
            raise Refused("networks.setup_nobody_told") from problem
        if bot not in members:
            raise Refused("networks.setup_invite_first", invite=invite(bot))
        if asker.user_id not in members:
            raise Refused("networks.setup_not_here")
        await check_sets_up(self._app, asker, [channel_id])
        return members


async def _make_room(session: AsyncSession, workspace_id: int, channel_id: str) -> None:
    """Raises Gone where the channel is a network's; a joint group that has ended lets go of it."""
    there = await network_rows.in_channel(session, workspace_id, channel_id)
    if there is None:
        return
    if not there.has_ended:
        raise Gone("networks.setup_channel_taken")
    there.channel_id = None
    await session.flush()


def _chosen(form: SetUpNetwork) -> list[tuple[str, Role, list[str]]]:
    """The people in the form, each once for their role, with the field that names them."""
    every: tuple[tuple[str, Role, Sequence[str]], ...] = (
        (Field.CHAIR, Role.CHAIR, [form.chair] if form.chair else []),
        (Field.EXECUTIVE, Role.EXECUTIVE, form.executive),
        (Field.SEILS, Role.SEIL, form.seils),
    )
    return [(field, role, list(dict.fromkeys(people))) for field, role, people in every]


def _check_in_channel(form: SetUpNetwork, members: frozenset[str]) -> None:
    """Raises Invalid at the field that names somebody outside: a network of one's own making reaches no further."""
    for field, _, people in _chosen(form):
        if not members.issuperset(people):
            raise Invalid("networks.roles_not_in_channel", field)
