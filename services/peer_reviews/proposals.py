"""A proposal that waits for chair or SEIL: storing it, finding it, and showing it with its reasons."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Gone
from domain.peer_reviews import Proposal
from domain.policies import can_approve_review_round
from facts.peer_reviews import ProposedGroup, ProposedRound
from services.access import Asker, actor_of, require
from services.context import AppContext
from services.delivery.outbox import settle_posts
from services.peer_reviews.planning import history_of
from services.peer_reviews.schools import review_schools
from storage import networks as network_rows
from storage import peer_reviews as rows
from storage.models import Network, ReviewGroup, ReviewRound

WAITS = "peer_reviews.round_waits"
"""Tells chair and SEIL that a proposal waits which nobody asked for."""


async def waiting(app: AppContext, session: AsyncSession, asker: Asker, round_id: int) -> tuple[Network, ReviewRound]:
    """The proposal, its network locked, for somebody who may approve it. Raises Gone where it is settled."""
    found = await rows.round_by_id(session, asker.workspace_id, round_id)
    if found is None:
        raise Gone("peer_reviews.proposal_gone")
    network = await network_rows.lock(session, asker.workspace_id, found.network_id)
    require(can_approve_review_round(await actor_of(app, session, asker), network.id))
    await session.refresh(found)
    if found.status == "approved":
        raise Gone("peer_reviews.approved_already", number=found.number)
    if found.status != "proposed":
        raise Gone("peer_reviews.proposal_gone")
    return network, found


async def settle(session: AsyncSession, network: Network, now: datetime) -> None:
    """No proposal waits any more: what told of one says so."""
    await session.flush()
    await settle_posts(session, network, (WAITS,), "network", network.id, now=now)


async def store(
    session: AsyncSession, found: ReviewRound, proposal: Proposal, kept: tuple[tuple[int, ...], ...] = ()
) -> None:
    """Keep a new proposal with its groups. kept: those that another proposal keeps."""
    session.add(found)
    await session.flush()
    for school_ids in proposal.groups:
        session.add(
            ReviewGroup(
                workspace_id=found.workspace_id,
                network_id=found.network_id,
                round_id=found.id,
                school_ids=list(school_ids),
                locked=tuple(school_ids) in kept,
            )
        )
    await session.flush()


async def show(session: AsyncSession, network: Network, found: ReviewRound) -> ProposedRound:
    """The proposal by school names, with what speaks for each group."""
    groups = await rows.groups(session, [found.id])
    schools = await review_schools(session, network.id)
    history, numbers = await history_of(session, network.id, schools)
    proposal = Proposal.of([tuple(group.school_ids) for group in groups], history)
    everybody = [school_id for group in groups for school_id in group.school_ids]
    return ProposedRound(
        round_id=found.id,
        network=network.name,
        number=found.number,
        due_on=found.due_on,
        groups=tuple(
            ProposedGroup(
                schools=tuple(schools.name(school_id) for school_id in group.school_ids),
                last_met=numbers[last_met - 1] if last_met is not None else None,
                met=sum(set(pair) <= set(group.school_ids) for pair in proposal.repeats),
                metres=schools.metres(group.school_ids),
                group_id=group.id,
                kept=group.locked,
            )
            for group, last_met in zip(groups, proposal.last_met, strict=True)
        ),
        left_out=tuple(schools.name(school_id) for school_id in found.left_out),
        silent=tuple(schools.name(school_id) for school_id in schools.silent(everybody)),
    )
