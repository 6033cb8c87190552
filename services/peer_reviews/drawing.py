"""A proposal that takes longer than a click may wait: kept as it was asked for, and drawn when its message goes out.

The message is a row of the outbox, so a crash in between loses nothing, and the round's state sees to it that it is
drawn once.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.pairing import CannotPair
from domain.peer_reviews import Proposal
from services.context import AppContext
from services.delivery.outbox import post_to_people
from services.leaders import chair_and_seils
from services.peer_reviews.planning import Planned, to_plan, to_plan_together, work_out
from services.peer_reviews.proposals import DRAWN, WAITS, put_away, settle, store_groups
from services.peer_reviews.schools import review_schools
from storage import networks as network_rows
from storage import peer_reviews as rows
from storage.models import Network
from storage.models.peer_reviews import ReviewRound

NOT_JOINT = "peer_reviews.not_joint"
NOT_DRAWN = "peer_reviews.not_drawn"
"""Tells whoever asked for a proposal why there is none."""


async def keep_to_draw(session: AsyncSession, network: Network, found: ReviewRound) -> None:
    """Keep what is to be drawn, by whichever message of it goes out first.

    What was asked for before in its place, and was never drawn, is put away.
    """
    await put_away(session, network.id, found.joint_key)
    found.status = rows.DRAWING
    session.add(found)
    await session.flush()


async def draw_later(session: AsyncSession, network: Network, found: ReviewRound, now: datetime) -> None:
    """Keep what was asked for; the proposal comes to whoever asked, and to the others who may approve it."""
    await keep_to_draw(session, network, found)
    payload = {"network": network.id, "round": found.id}
    post_to_people(session, network, DRAWN, payload, [found.proposed_by], now=now)


async def tell_not_joint(session: AsyncSession, network: Network, found: ReviewRound, now: datetime) -> None:
    """To chair and SEIL of a network: the round with another does not come about."""
    for person in await chair_and_seils(session, network.id):
        post_to_people(session, network, NOT_JOINT, {"round": found.id}, [person], now=now)


async def draw(app: AppContext, workspace_id: int, round_id: int, now: datetime) -> ReviewRound | None:
    """The round, drawn if that is still to do; None where there is none. Nothing is locked while it is worked out."""
    while True:
        async with app.database.read() as session:
            found = await rows.round_by_id(session, workspace_id, round_id)
            if found is None or found.status != rows.DRAWING:
                return found
            planned = await _planned(app, session, found)
        proposal = await work_out(planned) if planned is not None else None
        async with app.database.write() as session:
            found = await rows.round_by_id(session, workspace_id, round_id)
            if found is None:
                return None
            # Always in the same order, so that two who decide at once never wait for each other.
            ids = sorted({found.network_id, found.joint_network_id or found.network_id})
            networks = {one: await network_rows.lock(session, workspace_id, one) for one in ids}
            await session.refresh(found)
            if found.status != rows.DRAWING:
                return found
            if await _planned(app, session, found) != planned:
                continue  # a school left or joined meanwhile
            await _keep(session, networks, found, planned, proposal, now)
            return found


async def _planned(app: AppContext, session: AsyncSession, found: ReviewRound) -> Planned | None:
    """What it follows from; None where it is not asked for any more."""
    network = await network_rows.network(session, found.workspace_id, found.network_id)
    schools = await review_schools(session, network.id)
    if found.joint_network_id is not None:
        other = await network_rows.network(session, found.workspace_id, found.joint_network_id)
        there, twin = await review_schools(session, other.id), await rows.twin(session, found)
        if twin is None or twin.status != rows.DRAWING:
            return None  # the other network has put it away
        out = {*found.left_out, *twin.left_out}
        return await to_plan_together(app, session, (network, other), (schools, there), out, found.review_size)
    if found.draws_again_id is None:
        return await to_plan(
            app, session, network, schools, found.left_out, size=found.review_size, odd=found.review_odd
        )
    before = await rows.round_by_id(session, found.workspace_id, found.draws_again_id)
    if before is None or before.status != "proposed":
        return None
    planned = await to_plan(app, session, network, schools, found.left_out, before)
    return planned if found.left_out == before.left_out else replace(planned, refused=())


async def _keep(
    session: AsyncSession,
    networks: dict[int, Network],
    found: ReviewRound,
    planned: Planned | None,
    proposal: Proposal | CannotPair | None,
    now: datetime,
) -> None:
    """The proposal waits for approval from now on, or there is none."""
    network, twin = networks[found.network_id], await rows.twin(session, found)
    nobody_asked = found.by_itself and found.draws_again_id is None
    both = [found] if twin is None else [found, twin]
    if not isinstance(proposal, Proposal) or planned is None:
        for one in both:
            one.status = "withdrawn"
        if nobody_asked:
            await session.delete(found)  # so that the schedule can try again later in the term
        elif isinstance(proposal, CannotPair):
            payload = {"network": network.id, "round": found.id, "why": proposal.key}
            post_to_people(session, network, NOT_DRAWN, payload, [found.proposed_by], now=now)
        if twin is not None:
            await tell_not_joint(session, networks[twin.network_id], twin, now)
        return
    if found.draws_again_id is not None:
        before = await rows.round_by_id(session, found.workspace_id, found.draws_again_id)
        if before is not None:
            before.status = "withdrawn"
        await settle(session, network, now)
    for one in both:
        of = networks[one.network_id]
        one.status, one.proposed_at = "proposed", now
        one.rests_id = proposal.rests
        one.rest_kept = proposal.rests is not None and proposal.rests == planned.rules.rests
        here = (await review_schools(session, of.id)).active
        own = [group for group in proposal.groups if here.intersection(group)]
        await store_groups(session, one, own, planned.rules.kept)
        payload = {"network": of.id, "round": one.id}
        if nobody_asked:
            continue  # each of them has a message already, the first of which has drawn it
        for person in await chair_and_seils(session, of.id):
            if person != found.proposed_by or one is not found:
                post_to_people(session, of, WAITS if twin is not None else DRAWN, payload, [person], now=now)
