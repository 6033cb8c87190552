"""What networks send up as the messages need it."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import local_day
from domain.stories import Status
from facts.stories import StoryFacts
from services.context import AppContext, NetworkContext, context_of
from storage.models.stories import Story


def facts_of(found: Story, network_ctx: NetworkContext, *, named: bool = True) -> StoryFacts:
    """named: False for whoever reads it outside the network, who learn the network and nobody's name."""
    return StoryFacts(
        story_id=found.id,
        network_id=network_ctx.network.id,
        network=network_ctx.network.name,
        kind=found.kind,
        words="" if found.status in (Status.DECLINED, Status.KEPT) else found.words,
        told_on=local_day(found.told_at, network_ctx.zone),
        status=found.status,
        author=found.author_id if named else "",
        told_by=found.told_by_id if named else "",
        outcome=found.outcome,
    )


async def place_of(app: AppContext, session: AsyncSession, found: Story) -> NetworkContext:
    return await context_of(app, session, found.workspace_id, found.network_id)
