"""Where too few answer week after week: whoever leads is asked what to do, and in the end the week's question rests.

It is "too few" and never "nobody": of the answers of such a question nothing is kept, not even whether there were any.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import UnknownDate, local_day
from domain.policies import CHAIR_AND_SEIL
from domain.pulses import falls_quiet
from prompts.message import Message
from prompts.pulses.programme import few_answers_message, resting_message, resting_question
from services.context import NetworkContext
from services.delivery.engine import RenderContext, Skip
from services.delivery.offices import taken_away
from services.delivery.outbox import post_in_channel, post_to_people
from services.leaders import chair_or_seil
from services.pulses.asking import threshold_of
from services.pulses.slots import weekly_slots
from storage import networks as network_rows
from storage.models import Network
from storage.models.pulses import Pulse

FEW_ANSWERS = "pulses.few_answers"
RESTS, RESTS_ASK = "pulses.rests", "pulses.rests_ask"
A_DAY = timedelta(days=1)


async def tell_who_steers(
    session: AsyncSession,
    network_ctx: NetworkContext,
    kind: str,
    now: datetime,
    payload: dict[str, Any] | None = None,
) -> bool:
    """Put it to the chair, or to the SEILs where there is none; whether there is anybody."""
    network, due_at = network_ctx.network, network_ctx.next_post(now)
    told = {"network": network.id, **(payload or {})}
    people = await chair_or_seil(session, network.id)
    for person in people:
        post_to_people(session, network, kind, told, [person], now=now, due_at=due_at)
    return bool(people)


async def rest(
    session: AsyncSession, network_ctx: NetworkContext, pulse: Pulse, row: Sequence[datetime], now: datetime
) -> bool:
    """Ask no question of the week until the next term, where that is due after this one: the channel hears it once, and
    chair or SEIL with a button to go on. Returns whether it rests.

    row: when the questions in a row were asked that too few answered, this one among them. The network is locked.
    """
    network = network_ctx.network
    term = network_ctx.calendar.term_on(local_day(pulse.closes_at, network_ctx.zone))
    if not network.weekly_pulse or term is None:
        return False
    if not falls_quiet([local_day(at, network_ctx.zone) for at in row], term.staff_start):
        return False
    if not any(slot.at > now for slot in weekly_slots(network_ctx, [term], [])):
        return False  # the term has no more of them anyway
    network.weekly_pulse, network.pulse_resumes_on = False, _next_term(network_ctx, term.end)
    payload = {"network": network.id, "until": str(network.pulse_resumes_on or "")}
    post_in_channel(session, network, RESTS, payload, now=now, due_at=network_ctx.next_post(now))
    await tell_who_steers(session, network_ctx, RESTS_ASK, now, {"until": payload["until"]})
    return True


def _next_term(network_ctx: NetworkContext, end: date) -> date | None:
    """The first day of the term after the one that ends then; None where the calendar does not know it."""
    try:
        return network_ctx.calendar.term_at_or_after(end + A_DAY).student_start
    except UnknownDate:
        return None


async def say_few_answers(context: RenderContext) -> Message | Skip:
    """To the chair: too few answered for two weeks, and what to do about it."""
    network = await _network(context)
    if context.delivery.operation == "update":
        return await taken_away(context, network.id, *CHAIR_AND_SEIL) or Skip("it still stands")
    if not network.weekly_pulse or not await _steers(context, network):
        return Skip("no weekly questions are wanted, or the person no longer leads the network")
    return few_answers_message(
        network.name,
        network.id,
        threshold_of(network),
        fortnightly=network.pulse_fortnightly,
        reminds=network.pulse_reminds,
    )


async def say_rests(context: RenderContext) -> Message | Skip:
    """In the channel: until when no question of the week is asked, and why."""
    network = await _network(context)
    if not _still_rests(context, network):
        return Skip("it goes on, or was paused until another day")
    return resting_message(threshold_of(network), network.pulse_resumes_on)


async def say_rests_ask(context: RenderContext) -> Message | Skip:
    """To the chair, or the SEIL: the same, with a button to go on now."""
    network = await _network(context)
    if context.delivery.operation == "update":
        return await taken_away(context, network.id, *CHAIR_AND_SEIL) or Skip("it still stands")
    if not _still_rests(context, network) or not await _steers(context, network):
        return Skip("it goes on, was paused until another day, or the person no longer leads the network")
    return resting_question(network.name, network.id, threshold_of(network), network.pulse_resumes_on)


async def _network(context: RenderContext) -> Network:
    return await network_rows.network(context.session, context.delivery.workspace_id, context.id("network"))


async def _steers(context: RenderContext, network: Network) -> bool:
    held = await network_rows.people_with_role(context.session, network.id, *sorted(CHAIR_AND_SEIL))
    return set(context.delivery.people) <= set(held)


def _still_rests(context: RenderContext, network: Network) -> bool:
    until = str(network.pulse_resumes_on or "")
    return not network.weekly_pulse and until == context.delivery.payload["until"]
