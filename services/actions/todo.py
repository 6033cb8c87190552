"""What waits for a person of actions, and the days they have to keep."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.actions import SOON_SCHOOL_DAYS
from domain.calendar import UnknownDate, local_day
from domain.policies import NETWORK_PEOPLE, Actor
from prompts.actions.cards import COMMAND, when_due
from prompts.catalog import say
from prompts.todo import Deadline, Todo
from services.context import AppContext, NetworkContext
from storage import actions as rows
from storage.models.actions import Action


async def waiting_actions(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, actor: Actor, now: datetime
) -> Sequence[Todo]:
    """The person's actions that are overdue or due within two school days, as one line."""
    if not actor.has(network_ctx.network.id, NETWORK_PEOPLE):
        return []
    today = local_day(now, network_ctx.zone)
    try:
        until = network_ctx.calendar.add_school_days(today, SOON_SCHOOL_DAYS)
    except UnknownDate:
        until = today + timedelta(days=SOON_SCHOOL_DAYS)
    found = await _of_owner(session, network_ctx, actor)
    near = [action for action in found if action.due_on <= until]
    if not near:
        return []
    when = when_due(near[0].due_on, today)
    if len(near) == 1:
        sentence = say("actions.waiting_one", what=near[0].what, when=when)
        return [Todo(sentence, say("actions.waiting_label_one"), COMMAND)]
    sentence = say("actions.waiting_many", count=len(near), when=when)
    return [Todo(sentence, say("actions.waiting_label"), COMMAND)]


async def action_deadlines(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, actor: Actor, now: datetime
) -> Sequence[Deadline]:
    """The person's open actions with their days."""
    if not actor.has(network_ctx.network.id, NETWORK_PEOPLE):
        return []
    found = await _of_owner(session, network_ctx, actor)
    return [Deadline(action.due_on, say("actions.deadline", what=action.what)) for action in found]


async def _of_owner(session: AsyncSession, network_ctx: NetworkContext, actor: Actor) -> Sequence[Action]:
    """The person's open actions here, and where their school was before it moved here."""
    network_id = network_ctx.network.id
    return await rows.of_owner(session, [network_id, *actor.before(network_id)], actor.user_id)
