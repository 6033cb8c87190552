"""Messages to one person that wait to be told together, in SQL."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import Delivery, Network


async def waiting(session: AsyncSession, network: Network, lane: str, kind: str) -> Delivery | None:
    """The one of this kind that waits for somebody, locked so that nobody sends it before this transaction ends."""
    return await session.scalar(
        select(Delivery)
        .where(
            Delivery.workspace_id == network.workspace_id,
            Delivery.network_id == network.id,
            Delivery.lane == lane,
            Delivery.kind == kind,
            Delivery.status == "pending",
            text("status IN ('pending', 'claimed')"),  # written out, so that the index on unfinished rows serves
        )
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def was_told(session: AsyncSession, network: Network, lane: str, kinds: tuple[str, ...], since: datetime) -> bool:
    """Whether something of these kinds was said to somebody at `since` or later, or is on its way."""
    found = await session.scalar(
        select(Delivery.number)
        .where(
            Delivery.network_id == network.id,
            Delivery.lane == lane,
            Delivery.kind.in_(kinds),
            Delivery.created_at >= since,
        )
        .limit(1)
    )
    return found is not None
