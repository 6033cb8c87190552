"""What of the self-assessment waits for a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.instrument import Instrument
from domain.levels import AGREE_FOR
from domain.policies import Actor, can_agree_levels, can_confirm_levels, can_open_assessment
from prompts.catalog import say
from prompts.text import Text
from prompts.todo import Todo
from prompts.wording import zoned_day_and_time
from services.assessments.confirming import to_confirm
from services.assessments.rounds import about_round, all_finished, is_open, raters_of
from services.assessments.standing import standing_of
from services.context import AppContext, NetworkContext
from storage import assessments as rows
from storage import rating_forms as form_rows
from storage import second_passes as pass_rows
from storage.models.assessments import AssessmentRound, SecondPass


async def waiting_assessment(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, actor: Actor, now: datetime
) -> Sequence[Todo]:
    """The form, for a leader who has not finished; the agreed levels, for chair and SEIL once results are in."""
    every = [await _of_instrument(session, network_ctx, one, actor, now) for one in network_ctx.instruments]
    return [todo for each in every for todo in each]


async def _of_instrument(
    session: AsyncSession, network_ctx: NetworkContext, instrument: Instrument, actor: Actor, now: datetime
) -> Sequence[Todo]:
    network, name = network_ctx.network, network_ctx.named(instrument)
    found = await rows.open_round(session, network.id, instrument.key)
    if found is not None:
        return await _to_rate(session, network_ctx, actor, found, None, now)
    if not can_confirm_levels(actor, network.id):
        return []
    again = await pass_rows.open_pass(session, network.id, instrument.key)
    if again is not None and is_open(again, now):
        found = await rows.round_of(session, network.workspace_id, again.round_id)
        return await _to_rate(session, network_ctx, actor, found, again, now)
    newest = await rows.newest_closed(session, network.id, instrument.key)
    if newest is None:
        return []
    if waiting := await to_confirm(session, network.id, newest.id, actor.user_id):
        sentence = say("assessments.waiting_confirm", network=name, count=len(waiting))
        return [_todo(sentence, "assessments.confirm", network_ctx, instrument.key, "confirm")]
    closed_at = newest.closed_at or newest.closes_at
    if (
        not can_agree_levels(actor, network.id)
        or not network_ctx.next_post(closed_at) <= now < closed_at + AGREE_FOR
        or (await standing_of(session, newest)).is_agreed
    ):
        return []
    sentence = say("assessments.waiting_agree", network=name)
    return [_todo(sentence, "assessments.agree", network_ctx, instrument.key, "agree")]


def _todo(sentence: Text, label: str, network_ctx: NetworkContext, instrument: str, *words: str) -> Todo:
    apart = network_ctx.told_apart(instrument)
    return Todo(sentence, say(label), "/cop-assess", " ".join([*words, *([apart] if apart else [])]))


async def _to_rate(
    session: AsyncSession,
    network_ctx: NetworkContext,
    actor: Actor,
    found: AssessmentRound,
    again: SecondPass | None,
    now: datetime,
) -> Sequence[Todo]:
    """The form of what is open, for a rater who has not finished; closing it, for chair and SEIL once all have."""
    network, open_ = network_ctx.network, again or found
    if not is_open(open_, now) or actor.user_id not in await raters_of(session, open_):
        return []
    rated = len(await form_rows.draft(session, open_, actor.user_id))
    about = about_round(found, network_ctx, again=again)
    if rated >= about.items:
        may_close = can_open_assessment(actor, network.id) and await all_finished(session, open_)
        sentence = say(
            "assessments.waiting_again_close" if again else "assessments.waiting_close", network=about.network
        )
        closing = _todo(sentence, "assessments.close_now", network_ctx, found.instrument_key, "close")
        return [closing] if may_close else []
    sentence = say(
        "assessments.waiting_again" if again else "assessments.waiting_form",
        network=about.network,
        until=zoned_day_and_time(open_.closes_at, network_ctx.zone),
        rated=rated,
        items=about.items,
    )
    label = "assessments.go_on" if rated else "assessments.start"
    return [_todo(sentence, label, network_ctx, found.instrument_key)]
