"""Gathers what a person's Home tab shows, and what help tells them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import local_day
from domain.commands import COMMANDS, NOWHERE, Where
from domain.policies import Actor, Role
from domain.typed.examples import example_action, example_day, example_meeting
from facts.help import CommandUses, Examples, HelpData, HelpNetwork
from prompts.home import HomeData, HomeNetwork
from services.access import Asker, actor_and_networks
from services.context import AppContext, network_context
from services.desks import read_desk, served_by
from services.feature import Register
from services.meetings import next_meeting
from services.networks import NetworkNewcomers
from services.places import network_there
from storage import networks as network_rows
from storage.models import Network

OF_NO_NETWORK = ("/cop-setup", "/cop-desk")
"""Shown once, and not beside each network."""
OF_NETWORKS_ALONE = ("/cop-offer", "/cop-story", "/cop-notice", "/cop-contact")
"""Not shown beside a joint group: they are said in one's own network."""


class HomeService:
    """register: what the features know to wait for somebody."""

    def __init__(self, app: AppContext, register: Register) -> None:
        self._app = app
        self._register = register
        self._newcomers = NetworkNewcomers(app)

    async def show(self, asker: Asker, now: datetime) -> HomeData:
        """What the person's Home tab holds at this moment."""
        async with self._app.database.read() as session:
            actor, held = await actor_and_networks(self._app, session, asker)
            found = [network for network in held if not network.has_ended]
            roles = {
                one.id: sorted(str(grant.role) for grant in actor.grants if grant.network_id == one.id) for one in found
            }
            networks = [await self._network(session, one, actor, tuple(roles[one.id]), now) for one in found]
            desk = None
            if served_by(actor):
                desk = await read_desk(self._app, session, self._register.desks, asker, actor, now)
        if networks:
            return HomeData(tuple(networks), desk=desk)
        return HomeData((), await self._newcomers.outside(asker, None) or ())

    async def _network(
        self, session: AsyncSession, network: Network, actor: Actor, roles: tuple[str, ...], now: datetime
    ) -> HomeNetwork:
        network_ctx = await network_context(self._app, session, network)
        waiting = [
            line for source in self._register.todo for line in await source(self._app, session, network_ctx, actor, now)
        ]
        deadlines = [
            deadline
            for source in self._register.deadlines
            for deadline in await source(self._app, session, network_ctx, actor, now)
        ]
        elsewhere = OF_NETWORKS_ALONE if network.is_group else ()
        commands = _open_to(actor, [Where(network.id, network.seen_from)])
        return HomeNetwork(
            network_id=network.id,
            name=network.name,
            channel_id=network.channel_id,
            roles=roles,
            waiting=tuple(waiting),
            commands=tuple(each for each in commands if each.command.name not in (*OF_NO_NETWORK, *elsewhere)),
            meeting=await next_meeting(session, network, actor, now),
            deadlines=tuple(deadlines),
            today=local_day(now, network_ctx.zone),
            is_group=network.is_group,
        )

    async def note_heard(self, asker: Asker, now: datetime) -> None:
        """Raises AlreadyHandled where the same words were told of before."""
        async with self._app.database.write(once=asker.request_key, workspace_id=asker.workspace_id, now=now):
            return

    async def help(self, asker: Asker, channel_id: str | None, now: datetime) -> HelpData:
        """What the person can do: in the channel's network, or elsewhere in any of theirs."""
        joinable = await self._newcomers.outside(asker, channel_id)
        async with self._app.database.read() as session:
            actor, held = await actor_and_networks(self._app, session, asker)
            if joinable is not None:
                return HelpData(asker.user_id, _examples(self._app, [], now), _open_to(actor, [NOWHERE]), (), joinable)
            here = await network_there(session, asker, channel_id, held) if channel_id else None
            networks = [here] if here is not None else [network for network in held if not network.has_ended]
            found = [await _help_network(session, network, actor, now) for network in networks]
        uses = _open_to(actor, [Where(n.id, n.seen_from) for n in networks])
        return HelpData(asker.user_id, _examples(self._app, networks, now), uses, tuple(found))


def _examples(app: AppContext, networks: Sequence[Network], now: datetime) -> Examples:
    """Examples on the calendar of the person's first network, or on the bot's first where they have none."""
    name = networks[0].calendar if networks else app.calendar_names()[0]
    calendar = app.calendar(name)
    today = local_day(now, calendar.zone)
    return Examples(example_meeting(today, calendar), example_action(today, calendar), example_day(today, calendar))


async def _help_network(session: AsyncSession, network: Network, actor: Actor, now: datetime) -> HelpNetwork:
    held = await network_rows.people_by_role(session, network.id, (Role.CHAIR, Role.SEIL))
    return HelpNetwork(
        network_id=network.id,
        name=network.name,
        chairs=tuple(held[Role.CHAIR]),
        seils=tuple(held[Role.SEIL]),
        meeting=await next_meeting(session, network, actor, now),
    )


def _open_to(actor: Actor, places: Sequence[Where]) -> tuple[CommandUses, ...]:
    found = [CommandUses(command, command.open_to(actor, places)) for command in COMMANDS]
    return tuple(each for each in found if each.uses)
