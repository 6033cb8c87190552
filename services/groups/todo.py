"""What waits for a principal, whose school is asked into a joint group, and for those who lead one that ends soon."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import in_words, local_day
from domain.groups import is_ending, notice_day
from domain.policies import Actor, can_lead_group
from prompts.catalog import say
from prompts.desks.lines import Waiting
from prompts.todo import Todo
from services.context import AppContext, NetworkContext
from services.desk import DeskContext, DeskPart
from services.groups.reading import asks_of
from storage import groups as rows

COMMAND = "/cop-network"


async def asked_to_join(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, actor: Actor, now: datetime
) -> Sequence[Todo]:
    if network_ctx.network.is_group:
        return []
    label = say("groups.button_answer")
    asks = await asks_of(session, network_ctx.network.id, actor, now)
    return [Todo(say("groups.waiting", group=ask.group, school=ask.school), label, COMMAND, "group") for ask in asks]


async def ends_soon(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, actor: Actor, now: datetime
) -> Sequence[Todo]:
    network = network_ctx.network
    if not network.is_group or network.has_ended or not can_lead_group(actor, network.id):
        return []
    ends_on = (await rows.of(session, network.id)).ends_on
    return [_ending(ends_on)] if is_ending(ends_on, local_day(now, network_ctx.zone)) else []


async def desk(context: DeskContext) -> DeskPart:
    """The same of all groups that a SEIL serves."""
    groups = [id_ for id_, found in context.networks.items() if found.network.is_group]
    if not groups:
        return DeskPart()
    ending = {
        id_: found.ends_on
        for id_, found in (await rows.of_all(context.session, groups)).items()
        if is_ending(found.ends_on, context.today(id_))
    }
    return DeskPart([Waiting(id_, notice_day(ends_on), _ending(ends_on)) for id_, ends_on in sorted(ending.items())])


def _ending(ends_on: date) -> Todo:
    sentence = say("groups.waiting_end", day=in_words(ends_on))
    return Todo(sentence, say("groups.button_see"), COMMAND)
