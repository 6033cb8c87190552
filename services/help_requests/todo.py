"""What of requests waits for a person: a SEIL's queue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.policies import Actor, can_answer_help_request
from prompts.catalog import say
from prompts.help_requests.cards import COMMAND
from prompts.todo import Todo
from services.context import AppContext, NetworkContext
from storage import help_requests as rows


async def waiting_requests(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, actor: Actor, now: datetime
) -> Sequence[Todo]:
    """The network's open requests as one line, for its SEIL."""
    network_id = network_ctx.network.id
    if not can_answer_help_request(actor, network_id):
        return []
    found = await rows.open_in(session, [network_id])
    if not found:
        return []
    sentence = say("help_requests.waiting", number=len(found))
    return [Todo(sentence, say("help_requests.button_look"), COMMAND)]
