"""What of notices waits for somebody of the department: those that they were asked to approve."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.policies import WIDE_ROLES, Actor
from prompts.bulletins.cards import COMMAND
from prompts.catalog import say
from prompts.text import mention
from prompts.todo import Todo
from services.context import AppContext, NetworkContext
from storage import bulletins as rows


async def waiting_notices(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, actor: Actor, now: datetime
) -> Sequence[Todo]:
    """Each, once: beside the network that the department lists them with first."""
    listed = [grant.network_id for grant in actor.grants if grant.role in WIDE_ROLES]
    network = network_ctx.network
    if network.id != min(listed, default=0):
        return []
    found = await rows.to_approve(session, network.workspace_id, actor.user_id)
    return [
        Todo(
            say("bulletins.waiting_approval", author=mention(each.author_id), title=each.title),
            say("bulletins.button_look"),
            COMMAND,
        )
        for each in found
    ]
