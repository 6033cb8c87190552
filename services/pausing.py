"""A network whose channel cannot be used stands still, and whoever leads it hears once how to go on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.outbox import post_to_people
from storage import networks as network_rows
from storage.database import NEW_WORK
from storage.models import Network

PAUSED = "networks.paused"
UNINSTALLED = "uninstalled"
"""Why a network is paused whose workspace the bot has left."""


def can_hear(network: Network) -> bool:
    """Whether its channel hears of something, at once or when the bot is installed again; a channel that is gone
    does not.
    """
    return network.status == "active" or network.status_reason == UNINSTALLED


async def pause(session: AsyncSession, network: Network, reason: str, now: datetime) -> bool:
    """Stop the network's schedule and tell chair and SEIL; False where it stands still already.

    reason: archived, deleted, removed (the bot was taken out), or Slack's own word for it.
    """
    if network.status != "active":
        return False
    network.status, network.status_reason = "paused", reason
    for person in await network_rows.people_with_role(session, network.id, "chair", "seil"):
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
