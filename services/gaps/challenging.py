"""What of the perception gap is worth a question: what leaders and schools see differently."""

from __future__ import annotations

from collections.abc import Sequence

from domain.calendar import UnknownDate, local_day
from domain.challenges import Candidate, Kind
from domain.gaps import ItemGap, Verdict
from domain.policies import Actor
from services.challenging import ChallengeContext
from services.gaps.reading import read_gap
from services.sections import SectionContext


async def challenging(context: ChallengeContext) -> Sequence[Candidate]:
    """The items on which one side is higher, by how far; as both sides were told."""
    network_ctx = context.network_ctx
    try:
        half_year = network_ctx.calendar.half_year_of(local_day(context.now, network_ctx.zone))
    except UnknownDate:
        return []
    # Nobody's own: what is read here is the same for whoever reads it.
    reader = SectionContext(context.app, context.session, network_ctx, Actor(""), half_year, context.now)
    found = await read_gap(reader)
    apart = (Verdict.LEADERS, Verdict.SCHOOLS)
    return [] if found is None else [_candidate(item) for item in found.items if item.verdict in apart]


def _candidate(item: ItemGap) -> Candidate:
    return Candidate(Kind.GAP, _far(item), item.key, values={"title": item.title})


def _far(item: ItemGap) -> float:
    """0 to 1: the distance of the two in levels, of the most that the scale allows."""
    return min(1.0, float(item.distance) / (len(item.leaders.scale) - 1))
