"""What waits for a principal: their school is asked into a joint group."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.policies import Actor
from prompts.catalog import say
from prompts.todo import Todo
from services.context import AppContext, NetworkContext
from services.groups.reading import asks_of


async def asked_to_join(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, actor: Actor, now: datetime
) -> Sequence[Todo]:
    if network_ctx.network.is_group:
        return []
    return [
        Todo(
            say("groups.waiting", group=ask.group, school=ask.school),
            say("groups.button_answer"),
            "/cop-network",
            "group",
        )
        for ask in await asks_of(session, network_ctx.network.id, actor, now)
    ]
