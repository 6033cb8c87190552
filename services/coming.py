"""Whether a network has anything of a kind, for planners: one query tells it of all kinds, so most ask for nothing."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from services.context import NetworkContext
from services.schedule import shared
from storage import coming
from storage.coming import Coming

__all__ = ["Coming", "has"]


async def has(session: AsyncSession, network_ctx: NetworkContext, what: Coming) -> bool:
    """Whether there is any, as far as the schedule follows it; the planners of one look share the query."""
    return what in await shared(session, coming.of_network, network_ctx.network.id)
