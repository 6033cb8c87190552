"""Closing or withdrawing a pulse: in one transaction, and nothing that belongs to a person is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.disclosure import as_told, comments_to_show, publishable
from domain.instrument import Instrument
from domain.pulses import FEW_WEEKS
from domain.releases import Detail
from domain.voices import Voice, voices
from services.context import NetworkContext
from services.delivery.outbox import post_in_channel, update_post
from services.delivery.pausing import can_hear
from services.pulses.asking import who_is_asked
from services.pulses.quiet import FEW_ANSWERS, rest, tell_who_steers
from services.pulses.releasing import middle_as_kept, release
from services.pulses.wording import scale_of
from storage import comments as comment_rows
from storage import pulses as pulse_rows
from storage.models.pulses import Pulse
from storage.unsealed import adopt_pulse

KEPT_FOR = timedelta(days=14)
"""How long comments are kept that the channel has been shown."""


async def close(
    session: AsyncSession, network_ctx: NetworkContext, instrument: Instrument, pulse: Pulse, now: datetime
) -> None:
    """Count the answers where there are enough, delete them all, destroy the key, and tell the channel.

    Of the result nothing is kept but what is told of it.
    `pulse` must be locked. The result waits for posting hours; the card loses its buttons at once. Where the channel
    is gone, it hears once the network goes on, and until then the result is shown where it is asked for. Where the
    answers cannot be read any more, see `lose`.
    """
    if not pulse.sealed:
        await adopt_pulse(session, pulse)
    counts = await pulse_rows.count_answers(session, pulse)
    if counts is None:
        await lose(session, network_ctx, pulse, now)
        return
    total = sum(counts.values())
    if publishable(total, pulse.threshold):
        people = await pulse_rows.asked_people(session, pulse)
        if people is None:
            # Code of before did not fix who is asked; nobody who answered may be missing from those who could.
            people = await who_is_asked(session, network_ctx.network, now)
            pulse.asked = max(pulse.asked, total, voices(people.values()))
        true = [counts.get(level, 0) for level in scale_of(instrument, pulse)]
        if await _keep_result(session, network_ctx, pulse, people, true, now):
            await _keep_comments(session, pulse)
        pulse.status = "published"
    else:
        pulse.status = "withheld"
    await pulse_rows.forget_answers(session, pulse)
    await comment_rows.forget_shown(session, pulse.network_id, now - KEPT_FOR)
    pulse.closed_at = now
    weeks = await pulse_rows.asked_without_result(session, pulse)
    if len(weeks) < FEW_WEEKS or not can_hear(network_ctx.network):  # a card that nobody sees makes no quiet weeks
        tell(session, network_ctx, pulse, now)
        return
    # The channel is not told so every week; after the second the chair is asked what to do.
    _settle_card(session, network_ctx, pulse, now)
    if await rest(session, network_ctx, pulse, weeks, now):
        return
    if len(weeks) == FEW_WEEKS:
        await tell_who_steers(session, network_ctx, FEW_ANSWERS, now)


async def _keep_result(
    session: AsyncSession,
    network_ctx: NetworkContext,
    pulse: Pulse,
    people: Mapping[str, Voice],
    true: Sequence[int],
    now: datetime,
) -> bool:
    """Keep of the counts what is told of them, after what was told of the question before; whether it is anything."""
    group = await release(session, network_ctx, pulse, people, true, now)
    if group.detail is Detail.WHOLE:
        told, pulse.answered = as_told(true, sum(true), pulse.asked, pulse.threshold)
        pulse_rows.keep_result(session, pulse, dict(enumerate(told, start=1)))
    elif group.detail is Detail.MIDDLE:
        pulse_rows.keep_result(session, pulse, middle_as_kept(pulse, group, len(true)))
    return group.detail is not Detail.NOTHING


async def _keep_comments(session: AsyncSession, pulse: Pulse) -> None:
    """Keep what may be shown of the comments, where enough people wrote; the rest goes with the answers."""
    people = await pulse_rows.asked_people(session, pulse) if pulse.comments else None
    if people is not None:
        found = await comment_rows.heard(session, pulse, people)
        comment_rows.keep_shown(session, pulse, found[: comments_to_show(len(found), pulse.asked, pulse.threshold)])


def _settle_card(session: AsyncSession, network_ctx: NetworkContext, pulse: Pulse, now: datetime) -> None:
    if pulse.card_delivery_id is not None and can_hear(network_ctx.network):
        payload = {"pulse": pulse.id}
        update_post(session, network_ctx.network, "pulses.closed_card", payload, pulse.card_delivery_id, now=now)


def tell(session: AsyncSession, network_ctx: NetworkContext, pulse: Pulse, now: datetime) -> None:
    """Tell the channel what came of a closed pulse, or remember to do so once the network goes on."""
    pulse.untold = not can_hear(network_ctx.network)
    if pulse.untold:
        return
    payload = {"pulse": pulse.id}
    _settle_card(session, network_ctx, pulse, now)
    network, due_at = network_ctx.network, network_ctx.next_post(now)
    result = post_in_channel(session, network, "pulses.result", payload, now=now, due_at=due_at)
    if pulse.comments and pulse.status == "published":
        post_in_channel(session, network, "pulses.comments", payload, now=now, due_at=due_at, in_thread_of=result)


async def lose(session: AsyncSession, network_ctx: NetworkContext, pulse: Pulse, now: datetime) -> None:
    """Take back a question whose key is gone, so that nobody can read its answers, and tell the channel why."""
    await withdraw(session, network_ctx, pulse, now)
    if can_hear(network_ctx.network):
        payload, due_at = {"pulse": pulse.id}, network_ctx.next_post(now)
        post_in_channel(session, network_ctx.network, "pulses.lost", payload, now=now, due_at=due_at)


async def withdraw(session: AsyncSession, network_ctx: NetworkContext, pulse: Pulse, now: datetime) -> None:
    """Take the question back: delete all answers uncounted, destroy the key, and let the card say so.

    `pulse` must be locked. Nothing is posted. The item still had its turn, so the bot asks others first by itself.
    """
    await pulse_rows.forget_answers(session, pulse)
    pulse.status = "withdrawn"
    pulse.closed_at = now
    if pulse.card_delivery_id is not None:
        payload = {"pulse": pulse.id}
        update_post(session, network_ctx.network, "pulses.closed_card", payload, pulse.card_delivery_id, now=now)
