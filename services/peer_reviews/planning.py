"""Working a round out: off the event loop, and before anything is locked, since it may take a moment."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from domain.pairing import CannotPair, Round
from domain.pairing_costs import Wishes
from domain.peer_reviews import Proposal, Rules, propose, propose_another
from services.peer_reviews.schools import ReviewSchools
from storage import peer_reviews as rows
from storage.models import ReviewRound


@dataclass(frozen=True)
class Planned:
    """All that a proposal follows from: the same again gives the same. refused: proposals turned down before it."""

    schools: frozenset[int]
    history: Sequence[Round[int]]
    wishes: Wishes[int]
    rules: Rules
    refused: Sequence[Round[int]] = ()


async def to_plan(
    session: AsyncSession,
    network_id: int,
    schools: ReviewSchools,
    left_out: Collection[int],
    instead_of: ReviewRound | None = None,
) -> Planned:
    """What the network's next round follows from; `instead_of`: a proposal that is turned down for another.

    Its groups that are kept stay, where all their schools still take part.
    """
    taking_part = schools.active - set(left_out)
    history = await rows.school_groups(session, await rows.rounds(session, network_id, "approved"))
    refused: list[list[tuple[int, ...]]] = []
    if instead_of is not None:
        earlier = [
            one
            for one in await rows.rounds(session, network_id, "withdrawn")
            if one.number == instead_of.number and one.left_out == instead_of.left_out
        ]
        refused = await rows.school_groups(session, [*earlier, instead_of])
    wishes = Wishes(places=schools.places, types=schools.types)
    kept: tuple[tuple[int, ...], ...] = ()
    if instead_of is not None:
        groups = await rows.groups(session, [instead_of.id])
        kept = tuple(tuple(group.school_ids) for group in groups if group.locked)
    apart = frozenset(frozenset((one.school_id, one.other_id)) for one in await rows.exclusions(session, network_id))
    rules = Rules(apart, tuple(group for group in kept if taking_part.issuperset(group)))
    return Planned(taking_part, history, wishes, rules, refused)


async def work_out(planned: Planned) -> Proposal | CannotPair:
    """The proposal, or why there is none."""
    return await asyncio.to_thread(_work_out, planned)


def _work_out(planned: Planned) -> Proposal | CannotPair:
    try:
        if planned.refused:
            return propose_another(planned.schools, planned.history, planned.refused, planned.wishes, planned.rules)
        return propose(planned.schools, planned.history, planned.wishes, planned.rules)
    except CannotPair as error:
        return error
