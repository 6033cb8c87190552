"""What of the self-assessment waits for a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.levels import AGREE_FOR
from domain.policies import Actor, can_agree_levels, can_confirm_levels, can_open_assessment
from prompts.catalog import say
from prompts.todo import Todo
from prompts.wording import zoned_day_and_time
from services.assessments.confirming import to_confirm
from services.assessments.rounds import about_round, all_finished, is_open, raters_of
from services.assessments.standing import standing
from services.context import AppContext, NetworkContext
from storage import assessments as rows


async def waiting_assessment(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, actor: Actor, now: datetime
) -> Sequence[Todo]:
    """The form, for a leader who has not finished; the agreed levels, for chair and SEIL once results are in."""
    network = network_ctx.network
    found = await rows.open_round(session, network.id)
    if found is not None:
        if not is_open(found, now) or actor.user_id not in await raters_of(session, found):
            return []
        rated, about = len(await rows.draft(session, found, actor.user_id)), about_round(found, network_ctx)
        if rated >= about.items:
            may_close = can_open_assessment(actor, network.id) and await all_finished(session, found)
            sentence = say("assessments.waiting_close", network=network.name)
            return [Todo(sentence, say("assessments.close_now"), "/cop-assess", "close")] if may_close else []
        sentence = say(
            "assessments.waiting_form",
            network=network.name,
            until=zoned_day_and_time(found.closes_at, network_ctx.zone),
            rated=rated,
            items=about.items,
        )
        return [Todo(sentence, say("assessments.go_on" if rated else "assessments.start"), "/cop-assess")]
    if not can_confirm_levels(actor, network.id):
        return []
    newest = await standing(session, network.id)
    if newest is not None and (waiting := await to_confirm(session, network.id, newest.round_id, actor.user_id)):
        sentence = say("assessments.waiting_confirm", network=network.name, count=len(waiting))
        return [Todo(sentence, say("assessments.confirm"), "/cop-assess", "confirm")]
    if not can_agree_levels(actor, network.id):
        return []
    if (
        newest is None
        or newest.is_agreed
        or not network_ctx.next_post(newest.closed_at) <= now < newest.closed_at + AGREE_FOR
    ):
        return []
    sentence = say("assessments.waiting_agree", network=network.name)
    return [Todo(sentence, say("assessments.agree"), "/cop-assess", "agree")]
