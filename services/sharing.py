"""Whether somebody may see a kind of a network's results: the one question that every view of shared data asks."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.agreements import Kind, Step, audience_of, may_show
from domain.policies import Actor
from storage import agreements as rows
from storage.models import Network


async def step_of(session: AsyncSession, network_id: int, now: datetime) -> Step:
    """How far the network's agreement goes at that moment."""
    return (await rows.steps_of(session, [network_id], now))[network_id]


async def may_see(session: AsyncSession, actor: Actor, network: Network, kind: Kind, now: datetime) -> bool:
    """Whether the network shows that kind to whoever looks, as what they are in it at that moment."""
    audience = audience_of(actor, network.id, network.seen_from)
    return audience is not None and may_show(kind, audience, await step_of(session, network.id, now))
