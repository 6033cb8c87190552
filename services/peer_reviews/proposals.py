"""A proposal that waits for chair or SEIL: storing it, finding it, and showing it with its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import chain, permutations

from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Gone, Refused
from domain.pairing_costs import same
from domain.peer_reviews import Proposal
from domain.policies import can_approve_review_round
from domain.resting import had_turn
from facts.peer_reviews import ProposedGroup, ProposedRest, ProposedRound
from services.access import Asker, actor_of, require
from services.context import AppContext
from services.delivery.outbox import settle_posts
from services.peer_reviews.planning import History, history_of, joint_history
from services.peer_reviews.schools import ReviewSchools, review_schools
from storage import networks as network_rows
from storage import peer_reviews as rows
from storage.models import Network
from storage.models.peer_reviews import ReviewGroup, ReviewRound

WAITS = "peer_reviews.round_waits"
"""Tells chair and SEIL that a proposal waits which nobody asked for."""
DRAWN = "peer_reviews.drawn"
"""Tells whoever asked for a proposal, and the others who may approve it, that it waits now."""
DRAWN_WITHIN = timedelta(minutes=15)
"""A proposal that is not drawn by then can be asked for again."""


async def waiting(app: AppContext, session: AsyncSession, asker: Asker, round_id: int) -> tuple[Network, ReviewRound]:
    """The proposal, its network locked, for somebody who may approve it. Raises Gone where it is settled.

    Refused for a round of two networks: its one plan is not for one of them to change.
    """
    found = await rows.round_by_id(session, asker.workspace_id, round_id)
    if found is None:
        raise Gone("peer_reviews.proposal_gone")
    network = await network_rows.lock(session, asker.workspace_id, found.network_id)
    require(can_approve_review_round(await actor_of(app, session, asker), network.id))
    if found.joint_key is not None:
        raise Refused("peer_reviews.joint_as_it_is")
    await session.refresh(found)
    if found.status == "approved":
        raise Gone("peer_reviews.approved_already", number=found.number)
    if found.status != "proposed":
        raise Gone("peer_reviews.proposal_gone")
    return network, found


def is_drawn(found: ReviewRound, now: datetime) -> bool:
    """Whether it is being drawn: what has taken so long that it never ends is not in the way of another."""
    return found.status == rows.DRAWING and now < found.proposed_at + DRAWN_WITHIN


async def check_may_propose(session: AsyncSession, network: Network, now: datetime) -> None:
    """Raises Refused while a proposal waits or a round runs: there are never two at a time."""
    waiting = await rows.not_begun(session, network.id)
    if waiting is not None and is_drawn(waiting, now):
        raise Refused("peer_reviews.drawing_already", number=waiting.number)
    if waiting is not None and waiting.status != rows.DRAWING:
        raise Refused("peer_reviews.proposal_waits", number=waiting.number)
    latest = await rows.latest_approved(session, network.id)
    if latest is not None and latest.closed_at is None:
        visits = await rows.visits_of_round(session, latest.id)
        still_open = sum(visit.status in rows.OPEN for visit in visits)
        if still_open:
            raise Refused("peer_reviews.round_open", number=latest.number, open=still_open)


async def settle(session: AsyncSession, network: Network, now: datetime) -> None:
    """No proposal waits any more: what told of one says so."""
    await session.flush()
    await settle_posts(session, network, (WAITS, DRAWN), "network", network.id, now=now)


async def put_away(session: AsyncSession, network_id: int, besides: str | None = None) -> None:
    """What the network asked for before, and was never drawn, comes no more. besides: the key of a round of two."""
    for old in await rows.rounds(session, network_id, rows.DRAWING):
        if old.joint_key is None or old.joint_key != besides:
            old.status = "withdrawn"


async def store(
    session: AsyncSession, found: ReviewRound, proposal: Proposal, kept: tuple[tuple[int, ...], ...] = ()
) -> None:
    """Keep a new proposal with its groups, and who rests. kept: those that another proposal keeps."""
    await put_away(session, found.network_id)
    found.rests_id = proposal.rests
    session.add(found)
    await session.flush()
    await store_groups(session, found, proposal.groups, kept)


async def store_groups(
    session: AsyncSession, found: ReviewRound, groups: Sequence[tuple[int, ...]], kept: Sequence[tuple[int, ...]] = ()
) -> None:
    """Keep the groups of a proposal."""
    for school_ids in groups:
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


def proposed_group(
    schools: ReviewSchools,
    network: Network,
    school_ids: Sequence[int],
    *,
    last_met: int | None,
    met: int,
    one_way: bool = False,
    goes_on: bool = False,
    free: str = "",
    group_id: int = 0,
    kept: bool = False,
) -> ProposedGroup:
    """A group by school names, with what speaks for it."""
    # What a school says of itself is for the chair and SEIL of its own network.
    at_home = not network.is_group and not schools.guests.intersection(school_ids)
    focus = {schools.focus.get(one, "") if at_home else "" for one in school_ids}
    types = [schools.types.get(one, "") for one in school_ids]
    helps = (
        (schools.name(one), schools.name(other))
        for one, other in permutations(school_ids, 2)
        if at_home and same(schools.strengths.get(one, ""), schools.hard.get(other, ""))
    )
    as_wished = {"alike": len(set(types)) == 1, "different": len(set(types)) == len(types)}
    return ProposedGroup(
        schools=tuple(schools.name(one) for one in school_ids),
        last_met=last_met,
        met=met,
        metres=schools.metres(school_ids),
        group_id=group_id,
        kept=kept,
        goes_on=goes_on,
        free=free,
        one_way=one_way,
        focus=next(iter(focus)) if len(focus) == 1 else "",
        helps=next(helps, None),
        types=network.review_types if all(types) and as_wished.get(network.review_types) else "",
    )


async def show(session: AsyncSession, network: Network, found: ReviewRound) -> ProposedRound:
    """The proposal by school names, with what speaks for each group."""
    groups = await rows.groups(session, [found.id])
    schools = await review_schools(session, network.id)
    other = await session.get(Network, found.joint_network_id) if found.joint_network_id else None
    if other is None:
        history = await history_of(session, network.id, schools)
    else:
        rounds = await joint_history(session, (network.id, other.id))
        history = History(rounds, [0] * len(rounds), [None] * len(rounds))
    proposal = Proposal.of([tuple(group.school_ids) for group in groups], history.rounds)
    everybody = [school_id for group in groups for school_id in group.school_ids]
    return ProposedRound(
        joint_with=other.name if other else "",
        round_id=found.id,
        network=network.name,
        number=found.number,
        due_on=found.due_on,
        groups=tuple(
            proposed_group(
                schools,
                network,
                group.school_ids,
                last_met=history.numbers[last_met - 1] if last_met is not None else None,
                met=sum(set(pair) <= set(group.school_ids) for pair in proposal.repeats),
                one_way=found.review_visits == 1 and len(group.school_ids) == 2,
                group_id=group.id,
                kept=group.locked,
            )
            for group, last_met in zip(groups, proposal.last_met, strict=True)
        ),
        left_out=tuple((schools.name(school_id), schools.resting.get(school_id)) for school_id in found.left_out),
        silent=tuple(schools.name(one) for one in schools.silent(chain(*homes_of(found, groups)))),
        rests=_rest(schools, found, everybody, history),
    )


def homes_of(found: ReviewRound, groups: Sequence[ReviewGroup]) -> list[tuple[int, ...]]:
    """The proposal's groups, and behind them the school that rests, where one does, by itself."""
    homes: list[tuple[int, ...]] = [tuple(group.school_ids) for group in groups]
    return homes if found.rests_id is None else [*homes, (found.rests_id,)]


def _rest(
    schools: ReviewSchools, found: ReviewRound, everybody: Sequence[int], history: History
) -> ProposedRest | None:
    """Who rests of an odd number, and whether it is its turn."""
    resting = found.rests_id
    if resting is None:
        return None
    had = had_turn({*everybody, resting}, history.rounds, history.rests)
    return ProposedRest(
        school=schools.name(resting),
        waiting=len(everybody) + 1 - len(had),
        last=history.numbers[had[resting] - 1] if resting in had else None,
        kept=found.rest_kept,
    )
