"""What networks send up, in SQL."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Gone
from storage.models import Network
from storage.models.stories import Story


async def by_id(session: AsyncSession, workspace_id: int, story_id: int) -> Story:
    """The story. Raises Gone where there is none."""
    found = await session.scalar(
        select(Story)
        .where(Story.id == story_id, Story.workspace_id == workspace_id)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise Gone("stories.gone")
    return found


async def with_seils(session: AsyncSession, network_ids: Collection[int]) -> Sequence[Story]:
    """What waits for the SEILs of these networks, the oldest first."""
    query = select(Story).where(Story.network_id.in_(network_ids), Story.status == "with_seil")
    return (await session.scalars(query.order_by(Story.told_at, Story.id))).all()


async def passed_on(
    session: AsyncSession, workspace_id: int, since: datetime, until: datetime
) -> Sequence[tuple[Story, Network]]:
    """What SEILs have passed on after `since` and up to `until`, with the network, the oldest first; of networks that
    an operator vouches for."""
    rows = await session.execute(
        select(Story, Network)
        .join(Network, Network.id == Story.network_id)
        .where(Story.workspace_id == workspace_id, Story.status == "passed_on", Story.ended_at > since)
        .where(Story.ended_at <= until, Network.self_made.is_(False))
        .order_by(Story.ended_at, Story.id)
    )
    return [(story, network) for story, network in rows]
