"""A message to several people, where the chat has no conversation of them that a bot could open: one to each.

Each part is a delivery of its own, so that each goes out once; changes of the whole reach all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from storage import deliveries, lanes
from storage.models import Delivery


async def divide(session: AsyncSession, whole: Delivery, now: datetime) -> None:
    """Queue what `whole` says to its people for each of them, or what it changes for each who has it.

    To be called before anything in the session is locked: the lanes of all that it adds are, in their order.
    """
    if whole.operation == "update":
        parts = await deliveries.to_each_of(session, whole.target_id or "")
        where: list[dict[str, Any]] = [{"target_id": part.id, "lane": f"update:{part.id}"} for part in parts]
    else:
        where = [{"people": [person], "lane": f"people:{person}", "part_of": whole.id} for person in whole.people]
    for columns in where:
        deliveries.add(
            session,
            Delivery(
                id=uuid4().hex,
                workspace_id=whole.workspace_id,
                network_id=whole.network_id,
                kind=whole.kind,
                operation=whole.operation,
                payload=whole.payload,
                due_at=now,
                expires_at=whole.expires_at,
                created_at=now,
                **columns,
            ),
        )
    await lanes.queue_outgoing(session)


async def together(session: AsyncSession, part: Delivery) -> Sequence[str]:
    """Everybody whom it is for, where each has a message of their own; nobody otherwise."""
    whole = await deliveries.by_id(session, part.part_of) if part.part_of else None
    return [] if whole is None else [str(person) for person in whole.people]
