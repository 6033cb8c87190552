"""People who are where a network talks and have no part in it yet: which networks they could join, and who helps."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from domain.policies import can_see_network
from facts.networks import JoinableNetwork
from services.access import Asker, actor_and_networks
from services.context import AppContext
from services.leaders import leaders_to_tell
from services.places import network_there
from services.ports import DeliveryProblem
from storage import networks as network_rows
from storage.models import Network


class NetworkNewcomers:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def outside(self, asker: Asker, channel_id: str | None) -> tuple[JoinableNetwork, ...] | None:
        """The networks that the person could join; None where they have a part already.

        In a network's channel that is about this network alone; elsewhere about any, and the networks are those
        whose channels they are in.
        """
        async with self._app.database.read() as session:
            actor, held = await actor_and_networks(self._app, session, asker)
            here = await network_there(session, asker, channel_id, held) if channel_id else None
            if here is not None:
                if can_see_network(actor, here.id, here.seen_from):
                    return None
                return (await _joinable(session, here, asker),)
            if actor.grants:
                return None
        channels = await self._channels_of(asker)
        if not channels:
            return ()
        async with self._app.database.read() as session:
            found = await network_rows.in_channels(session, asker.workspace_id, sorted(channels))
            return tuple([await _joinable(session, network, asker) for network in found])

    async def _channels_of(self, asker: Asker) -> frozenset[str]:
        """Where the person is; nowhere while the chat does not tell."""
        try:
            return await (await self._app.messenger(asker.workspace_id)).channels_of(asker.user_id)
        except DeliveryProblem:
            return frozenset()


async def _joinable(session: AsyncSession, network: Network, asker: Asker) -> JoinableNetwork:
    leaders = await leaders_to_tell(session, network.id, besides=asker.user_id)
    return JoinableNetwork(network.id, network.name, tuple(leaders), is_group=network.is_group)
