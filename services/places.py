"""Where a request belongs: the workspace, and the network or networks that may be meant."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import local_day
from domain.names import name_key, same_name
from domain.policies import WIDE_ROLES, Actor, Answer, can_see_network, can_see_summary
from domain.typed import DayOf
from services.access import Asker, actor_and_networks
from services.context import AppContext, context_of
from services.operators import operators_to_tell
from storage import networks as network_rows
from storage import people as people_rows
from storage.models import Network, Workspace

if TYPE_CHECKING:
    from domain.typed.due import DueReading


May = Callable[[Actor, int], Answer]
"""A policy that asks about a person in a network."""


class NetworkChoice(Struct, frozen=True):
    """A network that may be meant. known: whether it shows itself to whoever asks; nobody else is on its roster.

    is_group: it is a joint group.
    """

    network_id: int
    name: str
    known: bool = True
    is_group: bool = False


class PlaceService:
    def __init__(self, app: AppContext) -> None:
        self._app = app
        self._workspaces: dict[str, int] = {}

    async def workspace(
        self, slack_id: str, name: str = "", bot_user_id: str | None = None, *, chat: str = "slack"
    ) -> int:
        """Our id for a Slack team or enterprise, or a tenant of Teams, which is remembered when first met.

        A workspace that was filled by import before the bot had spoken with Slack becomes this one.
        """
        if slack_id in self._workspaces and bot_user_id is None:
            return self._workspaces[slack_id]
        async with self._app.database.write() as session:
            found = await network_rows.workspace_by_slack_id(session, slack_id)
            if found is None:
                # Only the workspace of the bot's own token takes over what was imported before.
                unclaimed = await network_rows.unclaimed_workspace(session, chat) if bot_user_id is not None else None
                found = unclaimed or Workspace(name=name, audit_head="", chat=chat)
                found.slack_id = slack_id
                session.add(found)
            found.name = name or found.name
            found.bot_user_id = bot_user_id or found.bot_user_id
            await session.flush()
            # Whom the bot has to know before they act: those who look after it, and itself.
            await operators_to_tell(self._app, session, found.id)
            if found.bot_user_id:
                await people_rows.ensure(session, found.id, [found.bot_user_id])
            self._workspaces[slack_id] = found.id
        return self._workspaces[slack_id]

    async def known(self, slack_id: str) -> int | None:
        """Our id for a Slack team or enterprise, or a tenant of Teams; None where it has not been met."""
        async with self._app.database.read() as session:
            found = await network_rows.workspace_by_slack_id(session, slack_id)
            return found.id if found is not None else None

    async def find(
        self, asker: Asker, channel_id: str | None, *, in_sight: bool = False, may: May | None = None
    ) -> list[NetworkChoice]:
        """The network of the channel, or else every network in which the person holds a role.

        in_sight: and after those every network whose summary they may see without a role in it. may: of several only
        those in which they may do it, or one where that is none, which is then refused with its reason.
        """
        async with self._app.database.read() as session:
            actor, held = await actor_and_networks(self._app, session, asker)
            if channel_id is not None:
                network = await network_there(session, asker, channel_id, held)
                if network is not None:
                    known = bool(can_see_network(actor, network.id, network.seen_from))
                    return [NetworkChoice(network.id, network.name, known, network.is_group)]
            choices = await _choices(session, actor, asker, held, in_sight=in_sight)
        if may is None or len(choices) < 2:
            return choices
        return [one for one in choices if may(actor, one.network_id)] or choices[:1]

    async def named(self, asker: Asker, name: str) -> NetworkChoice | None:
        """The network of that name, however written, of those the person has a role in or may see; None if none is."""
        if not name_key(name):
            return None
        async with self._app.database.read() as session:
            choices = await self._in_sight_of(session, asker)
        return next((choice for choice in choices if same_name(choice.name, name)), None)

    async def like(self, asker: Asker, name: str) -> list[NetworkChoice]:
        """The networks that may be meant by a name that is none, of those the person has a role in or may see."""
        async with self._app.database.read() as session:
            choices = await self._in_sight_of(session, asker)
        found = networks_like(name, {choice.network_id: choice.name for choice in choices})
        return [choice for network_id in found for choice in choices if choice.network_id == network_id]

    async def called(
        self, asker: Asker, names: Sequence[str], now: datetime, network_id: int | None = None
    ) -> list[list[str]]:
        """For each name who can be meant, of the networks in which the asker holds a role, or of that one of them."""
        from services.naming import called  # few type a name where they can pick a person

        return await called(self._app, asker, names, now, network_id)

    async def day_in(
        self, asker: Asker, network_id: int, typed: str, now: datetime, of: DayOf | None = DayOf.LAST
    ) -> DueReading:
        """The day that somebody typed for something in the network, as its calendar has it, and what else they typed.

        What they may do with it is for whoever asks to check.
        """
        from domain.heard import led_to
        from domain.typed import read_due

        async with self._app.database.read() as session:
            network_ctx = await context_of(self._app, session, asker.workspace_id, network_id)
        return read_due(led_to(typed), local_day(now, network_ctx.zone), network_ctx.calendar, of, anywhere=True)

    async def _in_sight_of(self, session: AsyncSession, asker: Asker) -> list[NetworkChoice]:
        actor, held = await actor_and_networks(self._app, session, asker)
        return await _choices(session, actor, asker, held, in_sight=True)

    async def by_name(self, name: str) -> Network | None:
        """The network of that name, or None."""
        async with self._app.database.read() as session:
            return await network_rows.by_name(session, name)

    async def names(self) -> list[str]:
        """The names of all networks."""
        async with self._app.database.read() as session:
            return [network.name for network in await network_rows.all_networks(session)]


async def network_there(
    session: AsyncSession, asker: Asker, channel_id: str, held: Sequence[Network]
) -> Network | None:
    """The network whose channel it is. held: those that are known already, in which the asker holds a role."""
    of_theirs = next((network for network in held if network.channel_id == channel_id), None)
    return of_theirs or await network_rows.in_channel(session, asker.workspace_id, channel_id)


async def _choices(
    session: AsyncSession, actor: Actor, asker: Asker, held: Sequence[Network], *, in_sight: bool
) -> list[NetworkChoice]:
    """Those of the networks that go on, and with `in_sight` those that they see from further away."""
    found = {
        network.id: NetworkChoice(network.id, network.name, is_group=network.is_group)
        for network in held
        if not network.has_ended
    }
    if in_sight and any(grant.role in WIDE_ROLES for grant in actor.grants):
        for network in await network_rows.all_networks(session, asker.workspace_id):
            if can_see_summary(actor, network.id, network.seen_from):
                found.setdefault(network.id, NetworkChoice(network.id, network.name))
    return list(found.values())


def networks_like(name: str, networks: Mapping[int, str]) -> list[int]:
    """The ids of the networks that may be meant by a name, the likeliest first; just one where there is no doubt."""
    from domain.heard import Word, read

    found = read(name, [Word(str(network_id), _ways_to_say(its)) for network_id, its in networks.items()])
    return [int(key) for key in ([found.key] if found.key else found.near)]


def _ways_to_say(name: str) -> tuple[tuple[str, ...], ...]:
    """A network's name, and the same in one word."""
    from domain.heard import parts

    said = parts(name)
    return said, ("".join(said),)
