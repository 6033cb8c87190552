"""A network whose channel cannot be used stands still, and whoever leads it hears once how to go on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.context import AppContext
from services.delivery.outbox import ASKED_BY, post_to_people
from services.operators import operators_to_tell
from storage import deliveries
from storage import networks as network_rows
from storage import rate_limits as gates
from storage.database import NEW_WORK
from storage.models import Delivery, Network

PAUSED = "networks.paused"
NOT_POSTED = "networks.not_posted"
UNINSTALLED = "uninstalled"
"""Why a network is paused whose workspace the bot has left."""


def can_hear(network: Network) -> bool:
    """Whether its channel hears of something, at once or when the bot is installed again; a channel that is gone
    does not.
    """
    return network.status == "active" or network.status_reason == UNINSTALLED


async def pause(app: AppContext, session: AsyncSession, network: Network, reason: str, now: datetime) -> bool:
    """Stop the network's schedule and tell chair, SEIL and operators; False where it stands still already.

    reason: archived, deleted, removed (the bot was taken out), or Slack's own word for it.
    """
    # Teams tells of a removal twice at once: whoever comes second waits here, and sees that all is said.
    await network_rows.lock(session, network.workspace_id, network.id, look=False)
    if network.status != "active":
        return False
    network.status, network.status_reason = "paused", reason
    told = await network_rows.people_with_role(session, network.id, "chair", "seil")
    operators = await operators_to_tell(app, session, network.workspace_id)
    for person in dict.fromkeys([*told, *sorted(operators)]):
        post_to_people(session, network, PAUSED, {}, [person], now=now)
    return True


def resume(session: AsyncSession, network: Network) -> bool:
    """Let the schedule go on; False where it was not paused."""
    if network.status != "paused":
        return False
    network.status, network.status_reason = "active", ""
    network.next_check_at = None
    session.info[NEW_WORK] = True
    return True


async def tell_asker(session: AsyncSession, failed: Delivery, reason: str, now: datetime) -> None:
    """Whoever was told that the channel hears of something is told as well that it could not be posted there; and
    whoever set a day, that its calendar file could not be shared, unless the message above it failed already."""
    asker = failed.payload.get(ASKED_BY)
    network = await session.get(Network, failed.network_id) if failed.network_id else None
    if asker is None or network is None:
        return
    if failed.operation == gates.FILE:
        above = await deliveries.by_id(session, failed.target_id) if failed.target_id else None
        if above is not None and above.status == "failed":
            return
    elif failed.operation != gates.POST or failed.channel_id is None:
        return
    payload = {"delivery": failed.id, "reason": reason}
    post_to_people(session, network, NOT_POSTED, payload, [str(asker)], now=now)
