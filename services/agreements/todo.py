"""A proposed step that waits for somebody's yes: on Home, and on a SEIL's desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.agreements import Step
from domain.levels import confirmers
from domain.policies import LEADERS, Actor, Role, can_agree_sharing
from prompts.agreements.button import COMMAND, WORD
from prompts.agreements.cards import step_words
from prompts.catalog import say
from prompts.desks.lines import Waiting
from prompts.text import mention
from prompts.todo import Todo
from services.agreements.reading import agreeing
from services.context import AppContext, NetworkContext
from services.desk import DeskContext, DeskPart
from storage import agreements as rows
from storage import networks as network_rows
from storage.models.agreements import SharingStep


async def waiting_steps(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, actor: Actor, now: datetime
) -> Sequence[Todo]:
    """For the other one of chair and SEIL."""
    network_id = network_ctx.network.id
    if not can_agree_sharing(actor, network_id):
        return []
    found = await rows.waiting(session, [network_id])
    return [_todo(row) for row in found if actor.user_id in await agreeing(session, network_id, row.proposed_by)]


async def desk(context: DeskContext) -> DeskPart:
    """The same in all networks of a SEIL's."""
    found = await rows.waiting(context.session, context.ids)
    if not found:
        return DeskPart()
    held: dict[tuple[int, str], list[str]] = {}
    for membership in await network_rows.memberships_in(context.session, context.ids, LEADERS):
        held.setdefault((membership.network_id, membership.role), []).append(membership.person_id)
    waiting = []
    for row in found:
        chairs, seils, executives = (
            held.get((row.network_id, role), []) for role in (Role.CHAIR, Role.SEIL, Role.EXECUTIVE)
        )
        if context.actor.user_id in confirmers(row.proposed_by, chairs=chairs, seils=seils, executives=executives):
            waiting.append(Waiting(row.network_id, context.day(row.network_id, row.proposed_at), _todo(row)))
    return DeskPart(waiting)


def _todo(row: SharingStep) -> Todo:
    sentence = say("agreements.waiting", by=mention(row.proposed_by), **step_words(Step(row.step)))
    return Todo(sentence, say("agreements.button"), COMMAND, WORD)
