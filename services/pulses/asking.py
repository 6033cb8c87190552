"""Asking the network one question: who may answer, whether enough could, and putting it to them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.disclosure import score_threshold
from domain.instrument import Instrument, Item
from domain.policies import Actor, Allowed, Grant, Role, can_answer_pulse
from domain.pulses import closing_moment
from services.context import NetworkContext
from services.delivery.outbox import post_in_channel
from storage import networks as network_rows
from storage import sealed_answers
from storage.models import Network, Pulse


async def people_who_may_answer(session: AsyncSession, network: Network) -> frozenset[str]:
    """The users whose answer would be taken now."""
    grants: dict[str, set[Grant]] = {}
    for membership in await network_rows.memberships(session, network.id):
        grant = Grant(Role(membership.role), network.id, network.area)
        grants.setdefault(membership.slack_user_id, set()).add(grant)
    return frozenset(
        user_id
        for user_id, held in grants.items()
        if isinstance(can_answer_pulse(Actor(user_id, frozenset(held)), network.id), Allowed)
    )


def threshold_of(network: Network) -> int:
    """How few answers may be shown; the network can raise it, and it never goes below the floor."""
    return score_threshold(network.pulse_threshold)


async def ask(
    session: AsyncSession,
    network_ctx: NetworkContext,
    instrument: Instrument,
    item: Item,
    *,
    asked: int,
    opens_at: datetime,
    started_by: str | None,
    now: datetime,
) -> Pulse:
    """Store the pulse with its threshold frozen and a key of its own, and queue its card for `opens_at`.

    asked: how many people could answer. started_by: empty where the bot asks by itself. Raises UnknownDate where
    the calendar does not reach the closing day.
    """
    pulse = Pulse(
        workspace_id=network_ctx.network.workspace_id,
        network_id=network_ctx.network.id,
        item_key=item.key,
        instrument_version=instrument.version,
        question=item.pulse_question,
        threshold=threshold_of(network_ctx.network),
        asked=asked,
        opens_at=opens_at,
        closes_at=closing_moment(opens_at, network_ctx.calendar, network_ctx.zone),
        started_by=started_by,
    )
    session.add(pulse)
    await session.flush()
    await sealed_answers.begin(session, pulse)
    pulse.card_delivery_id = post_in_channel(
        session,
        network_ctx.network,
        "pulses.card",
        {"pulse": pulse.id},
        now=now,
        due_at=opens_at,
        expires_at=pulse.closes_at,
    )
    return pulse
