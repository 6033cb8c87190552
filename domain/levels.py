"""The levels that leaders agree on after a self-assessment: one proposes, another confirms."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

AGREE_FOR = timedelta(weeks=6)
"""How long after the close the leaders have to agree, before the medians stand."""
REMIND_BEFORE = timedelta(weeks=1)
CONFIRM_WITHIN = 3
"""School days after the newest proposal on which those who may confirm are reminded, whoever they are by then."""


@dataclass(frozen=True)
class Proposal:
    """A level that somebody proposed for an item, with the reason, and that nobody has confirmed yet."""

    item_key: str
    level: int
    reason: str
    by: str


@dataclass(frozen=True)
class Revision:
    """A level that was proposed for an item, why and when, and who confirmed it, None where nobody did."""

    level: int
    reason: str
    by: str
    at: datetime
    confirmed_by: str | None = None


def confirmers(
    proposed_by: str, *, chairs: Collection[str], seils: Collection[str], executives: Collection[str]
) -> frozenset[str]:
    """Who may confirm what somebody proposed: a SEIL what a chair did, and the other way round.

    Where there is none on the other side, any other leader. Nobody confirms their own. What somebody proposed who leads
    no more, chair or SEIL confirm, whoever has followed them included: two people stand for it either way.
    """
    if proposed_by not in {*chairs, *seils, *executives}:
        return frozenset({*chairs, *seils} or executives)
    other_side = chairs if proposed_by in seils and proposed_by not in chairs else seils
    others = set(other_side) - {proposed_by}
    return frozenset(others or {*chairs, *seils, *executives} - {proposed_by})
