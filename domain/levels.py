"""The levels that leaders agree on after a self-assessment: one proposes, another confirms."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

AGREE_FOR = timedelta(weeks=6)
"""How long after the close the leaders have to agree, before the medians stand."""
REMIND_BEFORE = timedelta(weeks=1)


@dataclass(frozen=True)
class Proposal:
    """A level that somebody proposed for an item, with the reason, and that nobody has confirmed yet."""

    item_key: str
    level: int
    reason: str
    by: str


def confirmers(
    proposed_by: str, *, chairs: Collection[str], seils: Collection[str], executives: Collection[str]
) -> frozenset[str]:
    """Who may confirm what somebody proposed: a SEIL what a chair did, and the other way round.

    Where there is none on the other side, any other leader. Nobody confirms their own.
    """
    other_side = chairs if proposed_by in seils and proposed_by not in chairs else seils
    others = set(other_side) - {proposed_by}
    return frozenset(others or {*chairs, *seils, *executives} - {proposed_by})
