"""Updates of a message that wait in the outbox, so that many changes in a row become one update."""

from __future__ import annotations

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import Delivery


async def lock_one(session: AsyncSession, workspace_id: int, lane: str, kind: str) -> bool:
    """Whether an update of this kind waits in the lane, and keep it unclaimed until the transaction ends.

    Whoever claims it afterwards words it anew, and so sees what this transaction changed.
    """
    found = await session.scalar(
        select(Delivery.number)
        .where(
            Delivery.workspace_id == workspace_id,
            Delivery.lane == lane,
            Delivery.kind == kind,
            Delivery.status == "pending",
            text("status IN ('pending', 'claimed')"),  # written out, so that the index on unfinished rows serves
        )
        .limit(1)
        .with_for_update()
    )
    return found is not None
