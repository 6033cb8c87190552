"""A network's channel hears again, or is another one: what it was to hear and could not is said after all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import UnusableFile
from services.context import AppContext, network_context
from services.delivery.outbox import ASKED_BY, say_anew, update_post
from services.delivery.pausing import PAUSED, resume
from storage import deliveries, lanes
from storage import meetings as meeting_rows
from storage import pulses as pulse_rows
from storage import rate_limits as gates
from storage.models import Delivery, Network
from storage.models.meetings import Meeting
from storage.models.pulses import Pulse

STILL_NEWS = timedelta(days=14)
"""How long ago the channel may have missed something."""
A_LITTLE_BEFORE = timedelta(minutes=10)
"""So long it may take from what could not be posted first to its being known that the channel is lost."""
ANEW = "it is said anew, since the network goes on"


async def go_on(app: AppContext, session: AsyncSession, network: Network, before: str | None, now: datetime) -> bool:
    """Let a network go on that stood still, or whose channel was `before`; returns whether it stood still.

    What its channel was to hear goes out at the next posting hour where it could not be posted, or waits for the
    channel of before; and what is open there is shown in a channel that has not seen it. Whoever was told that the
    channel did not hear of something has told people in another way. The network is locked.
    """
    stood_still = resume(session, network)
    if network.channel_id is None or not (stood_still or before != network.channel_id):
        return stood_still
    due_at = await _next_post(app, session, network, now)
    anew = {} if before is None else await _say_again(session, network, before, due_at, now)
    await _show_again(session, network, anew, due_at, now)
    return stood_still


async def _next_post(app: AppContext, session: AsyncSession, network: Network, now: datetime) -> datetime:
    try:
        return (await network_context(app, session, network)).next_post(now)
    except UnusableFile:
        return now  # its calendar cannot be read, which must not keep it from going on


async def _say_again(
    session: AsyncSession, network: Network, before: str, due_at: datetime, now: datetime
) -> dict[str, str]:
    """Say what was not said in the channel of before, and bring what stands there up to date where it still is the
    network's; gives the new deliveries by the old ones.
    """
    paused_at = await deliveries.newest_of(session, network.id, PAUSED)
    since = None if paused_at is None else max(paused_at - A_LITTLE_BEFORE, now - STILL_NEWS)
    anew: dict[str, str] = {}
    stale: dict[tuple[str, str], Delivery] = {}
    for found in await deliveries.unsaid_in(session, network.id, before, since, moved=before != network.channel_id):
        if found.status == "failed" and ASKED_BY in found.payload:
            continue
        row = await _take_out(session, found, now)
        if row is not None and row.operation == gates.UPDATE:
            stale[str(row.target_id), row.kind] = row
        elif row is not None:
            target = None if row.target_id is None else anew.get(row.target_id, row.target_id)
            anew[row.id] = say_anew(session, network, row, target, now=now, due_at=max(due_at, row.due_at))
    for (target_id, kind), row in stale.items():
        update_post(session, network, kind, row.payload, target_id, now=now)
    return anew


async def _take_out(session: AsyncSession, found: Delivery, now: datetime) -> Delivery | None:
    """The row, which does not go out any more; None where somebody else has taken it up meanwhile."""
    lane, status = await lanes.lock(session, found), found.status
    row = await deliveries.lock_by_id(session, found.id)
    if row is None or row.status != status:
        return None
    row.status, row.reason, row.finished_at = "skipped", ANEW, now
    await lanes.settle(session, lane, now)
    return row


async def _show_again(
    session: AsyncSession, network: Network, anew: Mapping[str, str], due_at: datetime, now: datetime
) -> None:
    """The cards of meetings to come and of open pulse checks, in a channel in which they do not stand."""
    meetings = await meeting_rows.to_come(session, network.id, now)
    things: list[Meeting | Pulse] = [*meetings, *await pulse_rows.open_in(session, network.id)]
    for thing in things:
        card = await deliveries.by_id(session, thing.card_delivery_id) if thing.card_delivery_id else None
        if card is None:
            continue
        if card.id in anew:
            thing.card_delivery_id = anew[card.id]
        elif card.status == "failed" or (card.status == "sent" and card.channel_id != network.channel_id):
            thing.card_delivery_id = say_anew(session, network, card, now=now, due_at=due_at)
