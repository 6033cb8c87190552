"""What of the self-assessment is worth a question: what stands low, and what leaders differ on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from domain.challenges import Candidate, Kind
from domain.standings import ItemStanding
from services.assessments.standing import standing
from services.challenging import ChallengeContext

HOLDS_FOR = timedelta(days=365)
"""How long a result says something about now."""


async def challenging(context: ChallengeContext) -> Sequence[Candidate]:
    """From the newest result of each instrument that its raters were told of."""
    every = [await _of_instrument(context, one.key) for one in context.network_ctx.instruments]
    return [candidate for each in every for candidate in each]


async def _of_instrument(context: ChallengeContext, instrument: str) -> Sequence[Candidate]:
    found = await standing(context.session, context.network_ctx.network.id, instrument)
    if found is None or not context.network_ctx.next_post(found.closed_at) <= context.now < found.closed_at + HOLDS_FOR:
        return []
    split = {item.key for item in found.to_talk_about}
    return [
        *(_candidate(Kind.SPLIT, _apart(item), item) for item in found.to_talk_about),
        *(
            _candidate(Kind.WEAK, _low(item), item)
            for item in found.items
            if item.key not in split and _low(item) > 0.5
        ),
    ]


def _candidate(kind: Kind, strength: float, item: ItemStanding) -> Candidate:
    return Candidate(kind, strength, item.key, item.discussion, {"title": item.title})


def _apart(item: ItemStanding) -> float:
    """How far raters are apart: 0 where they agree, 1 where half stand at either end (agreement is 1 to -1)."""
    agreement = item.distribution.agreement
    return 0.0 if agreement is None else (1 - agreement) / 2


def _low(item: ItemStanding) -> float:
    """How low the item stands: 1 at the lowest level, 0 at the highest."""
    return 1 - (item.stands.low - 1) / (len(item.scale) - 1)
