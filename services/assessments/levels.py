"""Agreeing levels: one leader proposes, another confirms, and what both say is told to the network."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import local_day, local_moment
from services.assessments.confirming import confirmers_of
from services.assessments.standing import standing_of
from services.audit import record
from services.context import NetworkContext
from services.delivery.outbox import post_in_channel, post_to_people, settle_posts
from services.delivery.pausing import can_hear
from services.leaders import leaders
from storage import evidence as evidence_rows
from storage import levels as rows
from storage import named_ratings as named_rows
from storage.models.assessments import AssessmentRound
from storage.occasions import note_once

TO_CONFIRM, AGREED, AGREED_CHANNEL = "assessments.to_confirm", "assessments.agreed", "assessments.agreed_channel"
A_WHILE = timedelta(minutes=15)
"""How long after the first proposal the other side hears of it, so that one message tells of the whole form."""


async def propose(
    session: AsyncSession,
    network_ctx: NetworkContext,
    found: AssessmentRound,
    given: Mapping[str, tuple[int, str]],
    *,
    by: str,
    now: datetime,
) -> None:
    """Keep what is new among these levels and reasons as proposals, and tell whoever may confirm them.

    The network is locked.
    """
    waiting = await rows.proposals(session, found.id)
    standing = await standing_of(session, found)
    known = {item.key: (item.agreed.level, item.agreed.reason) for item in standing.items if item.agreed}
    known |= {key: (each.level, each.reason) for key, each in waiting.items()}
    fresh = {key: level for key, level in given.items() if known.get(key) != level}
    if not fresh:
        return
    await rows.propose(session, found, fresh, by=by, now=now)
    network = network_ctx.network
    details: dict[str, Any] = {
        "half_year": found.half_year,
        "levels": {key: level for key, (level, _) in fresh.items()},
        "agreed_before": {item.key: item.agreed.level for item in standing.items if item.agreed and item.key in fresh},
    }
    await record(session, found.workspace_id, by, "assessments.levels_proposed", network.name, details, now=now)
    confirmers = await confirmers_of(session, found.network_id, by)
    if found.named and not confirmers:
        # Whoever leads alone has nobody to confirm.
        await confirm(session, network_ctx, found, fresh, by=by, now=now)
        return
    soon = network_ctx.next_post(now + A_WHILE)
    tomorrow = local_moment(local_day(soon, network_ctx.zone) + timedelta(days=1), time.min, network_ctx.zone)
    for person in sorted(confirmers):
        # Whoever was written to today hears of it the next morning, unless nothing waits for them by then.
        for due_at in (soon, network_ctx.next_post(tomorrow)):
            if await first_word_today(session, network_ctx, found, person, due_at):
                post_to_people(session, network, TO_CONFIRM, {"round": found.id}, [person], now=now, due_at=due_at)
                break


async def remind_to_confirm(
    session: AsyncSession, network_ctx: NetworkContext, found: AssessmentRound, now: datetime
) -> bool:
    """Tell whoever may confirm what waits, as things stand; False where nothing does."""
    waiting = await rows.proposals(session, found.id)
    people = {
        person
        for by in {each.by for each in waiting.values()}
        for person in await confirmers_of(session, found.network_id, by)
    }
    for person in sorted(people):
        if await first_word_today(session, network_ctx, found, person, now):
            post_to_people(
                session,
                network_ctx.network,
                TO_CONFIRM,
                {"round": found.id},
                [person],
                now=now,
                due_at=network_ctx.next_post(now),
            )
    return bool(people)


async def first_word_today(
    session: AsyncSession, network_ctx: NetworkContext, found: AssessmentRound, person: str, at: datetime
) -> bool:
    """Whether the bot may write to somebody about the levels of this round on that day: at most once."""
    day = local_day(at, network_ctx.zone).isoformat()
    return await note_once(session, network_ctx.network, TO_CONFIRM, f"{found.id}:{day}:{person}", at)


async def bring_evidence(
    session: AsyncSession,
    network_ctx: NetworkContext,
    found: AssessmentRound,
    words: Mapping[str, str],
    *,
    by: str,
    now: datetime,
) -> None:
    """Keep what this person brings to these items; what was told already is told anew with it."""
    changed = await evidence_rows.bring(session, found, by, words)
    if not changed:
        return
    details = {"half_year": found.half_year, "items": sorted(changed)}
    name = network_ctx.network.name
    await record(session, found.workspace_id, by, "assessments.evidence_brought", name, details, now=now)
    if found.settled_at is not None:
        await settle_posts(session, network_ctx.network, (AGREED, AGREED_CHANNEL), "round", found.id, now=now)


async def confirm(
    session: AsyncSession,
    network_ctx: NetworkContext,
    found: AssessmentRound,
    keys: Collection[str],
    *,
    by: str,
    now: datetime,
) -> None:
    """Confirm these proposals. Once all items are agreed, and after every later correction, the network is told.

    The network is locked; `keys` are among what `to_confirm` gives for `by`.
    """
    waiting = await rows.proposals(session, found.id)
    await rows.confirm(session, found, keys, by=by, now=now)
    if found.named:
        for key in keys:
            await named_rows.set_result(session, found, key, waiting[key].level)
    details = {
        "half_year": found.half_year,
        "levels": {key: waiting[key].level for key in sorted(keys)},
        "proposed_by": {key: waiting[key].by for key in sorted(keys)},
    }
    name = network_ctx.network.name
    await record(session, found.workspace_id, by, "assessments.levels_confirmed", name, details, now=now)
    if found.settled_at is not None:
        kinds = (AGREED, AGREED_CHANNEL)
        await settle_posts(session, network_ctx.network, kinds, "round", found.id, now=now)
    elif (await standing_of(session, found)).is_agreed:
        await settle(session, network_ctx, found, now)


async def settle(session: AsyncSession, network_ctx: NetworkContext, found: AssessmentRound, now: datetime) -> None:
    """Tell the network and its leaders what was agreed; where nothing was, the medians stand.

    Of an open round the ratings with their names are deleted.
    """
    found.settled_at = now
    if found.named:
        await named_rows.forget(session, found.id)
    network, due_at, payload = network_ctx.network, network_ctx.next_post(now), {"round": found.id}
    for person in await leaders(session, network.id):
        post_to_people(session, network, AGREED, payload, [person], now=now, due_at=due_at)
    if can_hear(network):
        post_in_channel(session, network, AGREED_CHANNEL, payload, now=now, due_at=due_at)
