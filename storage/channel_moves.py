"""A channel that Slack gives another id: what waits for it, and what was posted in it, goes along."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import lanes
from storage.database import NEW_WORK
from storage.models import Delivery, Lane

LOOK_BACK = timedelta(days=1)
"""How long ago a message may have failed because the new id was not known yet."""


async def follow(session: AsyncSession, workspace_id: int, old: str, new: str, now: datetime) -> None:
    """Let the outbox know the channel by its new id; what failed at the old one meanwhile is tried again."""
    found = (
        await session.scalars(
            select(Lane).where(Lane.workspace_id == workspace_id, Lane.name.in_((old, new))).with_for_update()
        )
    ).all()
    theirs = Delivery.workspace_id == workspace_id
    for column in (Delivery.channel_id, Delivery.posted_channel, Delivery.lane):
        await session.execute(
            update(Delivery).where(theirs, column == old).values({column: new}),
            execution_options={"synchronize_session": False},
        )
    await session.execute(
        update(Delivery)
        .where(
            theirs,
            Delivery.channel_id == new,
            Delivery.status == "failed",
            Delivery.reason == "channel_not_found",
            Delivery.finished_at > now - LOOK_BACK,
        )
        .values(status="pending", attempts=0, reason="", finished_at=None, due_at=now),
        execution_options={"synchronize_session": False},
    )
    lane = next((one for one in found if one.name == new), None) or next(iter(found), None)
    if lane is None:
        return
    for other in found:
        if other is not lane:
            await session.delete(other)
    await session.flush()
    lane.name = new
    session.info[NEW_WORK] = True
    await lanes.settle(session, lane, now)
