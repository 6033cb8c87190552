"""Working a round out: off the event loop, and before anything is locked, since it may take a moment."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from domain.pairing import CannotPair, Round
from domain.pairing_costs import Wishes
from domain.peer_reviews import Proposal, Rules, propose, propose_another
from domain.resting import Odd, Resting, had_turn, odd_in
from services.context import AppContext
from services.peer_reviews.schools import ReviewSchools
from storage import peer_reviews as rows
from storage import schools as school_rows
from storage.models import Network
from storage.models.peer_reviews import ReviewRound

PATIENCE = 1.0
"""Seconds that a click waits for a proposal; what takes longer follows as a message."""


@dataclass(frozen=True)
class Planned:
    """All that a proposal follows from: the same again gives the same. refused: proposals turned down before it,
    rested: the school that rested in each; odd: what becomes of an odd school.
    """

    schools: frozenset[int]
    history: Sequence[Round[int]]
    wishes: Wishes[int]
    rules: Rules
    refused: Sequence[Round[int]] = ()
    size: int = 2
    rested: Sequence[int | None] = ()
    odd: Odd = Odd.RING


class History(NamedTuple):
    """Rounds before, oldest first, as groups of schools; the number of each, 0 for one of another network; and the odd
    school that rested in each.
    """

    rounds: Sequence[Round[int]]
    numbers: Sequence[int]
    rests: Sequence[int | None]


async def to_plan(
    app: AppContext,
    session: AsyncSession,
    network: Network,
    schools: ReviewSchools,
    left_out: Collection[int],
    instead_of: ReviewRound | None = None,
    size: int | None = None,
    odd: str | None = None,
) -> Planned:
    """What the network's next round follows from; `instead_of`: a proposal that is turned down for another.

    Its groups that are kept stay, where all their schools still take part. size: of the groups; odd:
    what becomes of an odd school; as the network has set it where nothing is said.
    """
    network_id, ways = network.id, instead_of or network
    taking_part = schools.active - set(left_out)
    history = await history_of(session, network_id, schools)
    refused: list[list[tuple[int, ...]]] = []
    rested: list[int | None] = []
    if instead_of is not None:
        earlier = [
            one
            for one in await rows.rounds(session, network_id, "withdrawn")
            if one.number == instead_of.number and one.left_out == instead_of.left_out
        ]
        refused = await rows.school_groups(session, [*earlier, instead_of])
        rested = [one.rests_id for one in [*earlier, instead_of]]
    hosted = await rows.hosted(session, network_id) if ways.review_visits == 1 else None
    size, odd_one = size or ways.review_size, odd_in(odd or ways.review_odd, ways.review_visits)
    resting = None
    if size == 2 and odd_one is Odd.REST:
        resting = Resting(had_turn(taking_part, history.rounds, history.rests))
    wishes = replace(wishes_of(app, network, schools), hosted=hosted, resting=resting)
    kept: tuple[tuple[int, ...], ...] = ()
    if instead_of is not None:
        groups = await rows.groups(session, [instead_of.id])
        kept = tuple(tuple(group.school_ids) for group in groups if group.locked)
    apart = await kept_apart(session, network_id, schools)
    stays = instead_of.rests_id if instead_of is not None and instead_of.rest_kept else None
    rules = Rules(apart, tuple(group for group in kept if taking_part.issuperset(group)), stays)
    return Planned(taking_part, history.rounds, wishes, rules, refused, size, rested, odd_one)


def wishes_of(app: AppContext, network: Network, schools: ReviewSchools) -> Wishes[int]:
    """What makes a good pair in this network.

    In a joint group what schools say of themselves stays at home.
    """
    said = not network.is_group
    return Wishes(
        places=schools.places,
        types=schools.types,
        focus=schools.focus if said else {},
        strengths=schools.strengths if said else {},
        hard=schools.hard if said else {},
        alike={"alike": True, "different": False}.get(network.review_types),
        weights=app.review_weights,
    )


async def kept_apart(session: AsyncSession, network_id: int, schools: ReviewSchools) -> frozenset[frozenset[int]]:
    """The pairs that are not to review each other; of a school that was merged, the one that it became."""
    became = await school_rows.merged_into(session, schools.active)
    pairs = [(one.school_id, one.other_id) for one in await rows.exclusions(session, network_id)]
    return frozenset(frozenset(became.get(school_id, school_id) for school_id in pair) for pair in pairs)


async def history_of(
    session: AsyncSession, network_id: int, schools: ReviewSchools, before: ReviewRound | None = None
) -> History:
    """The rounds of the network, and those of others in which two of its schools met. before: a round that is not to be
    among them.

    A school takes along whom it has met: into another network, and into the school that it was merged into.
    """
    became = await school_rows.merged_into(session, schools.active)
    networks = {network_id, *await school_rows.networks_of(session, {*schools.active, *became})}
    found = [one for one in await rows.approved_in(session, networks) if before is None or one.id != before.id]
    history: list[Round[int]] = []
    numbers: list[int] = []
    rests: list[int | None] = []
    for one, groups in zip(found, await rows.who_met(session, found), strict=True):
        known = [tuple(dict.fromkeys(became.get(school_id, school_id) for school_id in group)) for group in groups]
        if one.network_id != network_id:
            known = [group for group in known if len(schools.active.intersection(group)) > 1]
        if known or one.network_id == network_id:
            history.append(known)
            numbers.append(one.number if one.network_id == network_id else 0)
            resting = one.rests_id if one.network_id == network_id else None
            rests.append(became.get(resting, resting) if resting is not None else None)
    return History(history, numbers, rests)


async def joint_history(session: AsyncSession, network_ids: Collection[int]) -> list[list[tuple[int, ...]]]:
    """The rounds of several networks together, oldest first, as groups of schools."""
    return await rows.who_met(session, await rows.approved_in(session, network_ids))


async def to_plan_together(
    app: AppContext,
    session: AsyncSession,
    networks: tuple[Network, Network],
    schools: tuple[ReviewSchools, ReviewSchools],
    left_out: Collection[int],
    size: int,
) -> Planned:
    """Both networks' schools, each rather with one of the other. What schools say of themselves stays at home."""
    apart = frozenset[frozenset[int]]()
    for network, known in zip(networks, schools, strict=True):
        apart |= await kept_apart(session, network.id, known)
    wishes = Wishes(
        places={**schools[1].places, **schools[0].places},
        networks={
            **dict.fromkeys(schools[1].active, networks[1].id),
            **dict.fromkeys(schools[0].active, networks[0].id),
        },
        weights=app.review_weights,
    )
    return Planned(
        schools=(schools[0].active | schools[1].active) - set(left_out),
        history=await joint_history(session, [network.id for network in networks]),
        wishes=wishes,
        rules=Rules(apart),
        size=size,
    )


async def work_out_soon(planned: Planned) -> Proposal | CannotPair | None:
    """The same, for whoever waits for the answer to a click; None where it takes longer than that may."""
    try:
        return await asyncio.wait_for(work_out(planned), PATIENCE)
    except TimeoutError:
        return None


async def work_out(planned: Planned) -> Proposal | CannotPair:
    """The proposal, or why there is none."""
    return await asyncio.to_thread(_work_out, planned)


def _work_out(planned: Planned) -> Proposal | CannotPair:
    try:
        if planned.refused:
            return propose_another(
                planned.schools,
                planned.history,
                planned.refused,
                planned.wishes,
                planned.rules,
                planned.size,
                planned.rested,
            )
        return propose(planned.schools, planned.history, planned.wishes, planned.rules, planned.size)
    except CannotPair as error:
        return error
