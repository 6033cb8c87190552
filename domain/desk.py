"""The SEIL's desk: which network needs its SEIL first, and what waits longest."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import IntEnum


class Weight(IntEnum):
    """How much a need weighs. A network's place on the desk is the sum of its needs' weights.

    So somebody who waits for an answer comes before whatever is merely missing or late.
    """

    FALLING = 1
    """Fewer and fewer answer."""
    LATE = 2
    """Something that was promised is overdue."""
    OPEN = 3
    """Something is open, and has not been begun."""
    MISSING = 4
    """Something that the term asks for is not there."""
    WAITING = 8
    """Somebody waits for an answer."""


CLEARLY_FEWER = 20
"""Percentage points by which a rate of answers has to fall to be told: rates are told in quarters."""
CHECKS_COMPARED = 2
"""The newest pulse checks, held against as many before them."""


def neediest_first(names: Mapping[int, str], needs: Mapping[int, Collection[Weight]]) -> list[int]:
    """The networks, by id, in the order in which they need their SEIL; equal ones by name."""
    return sorted(names, key=lambda network: (-sum(needs.get(network, ())), names[network].casefold(), network))


def are_falling(rates: Sequence[float]) -> bool:
    """Whether fewer answer than before. rates: the shares of people who answered, 0 to 1, oldest first, as they were
    told; a check that too few answered counts as 0.

    The newest CHECKS_COMPARED are held against as many before them, and both of them have to lie lower than each of
    those, by CLEARLY_FEWER points on average: one quiet week is no trend.
    """
    if len(rates) < 2 * CHECKS_COMPARED:
        return False
    before, newest = rates[-2 * CHECKS_COMPARED : -CHECKS_COMPARED], rates[-CHECKS_COMPARED:]
    fall = (sum(before) - sum(newest)) / CHECKS_COMPARED
    return max(newest) < min(before) and round(100 * fall) >= CLEARLY_FEWER
