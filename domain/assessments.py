"""The half-yearly self-assessment: how its ratings are counted, and how much of them is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.disclosure import spread_is_safe
from domain.instrument import Instrument
from domain.ratings import Distribution

FEWEST_RATERS = 3
"""Finished forms below which nothing is revealed or kept: of two raters, each would know the other's."""
SAFE_RATERS = 5
"""Finished forms from which on nobody can be certain of another's rating. With fewer, everybody can work much out, and
is told so before they rate."""
DATED = ("open", "extend", "again")
"""What somebody wants to do that may be followed by the day until which, as in "extend to 12 June"."""
OF_HALF_YEAR = ("results", "steps", "agree", "confirm")
"""What may be followed by the half-year of which it is, as in "results 2025"."""


def is_told_whole(distribution: Distribution) -> bool:
    """Whether an item's numbers are told; where they are not, the middle alone is: see disclosure.spread_is_safe."""
    return not distribution.middle_only and _may_be_told_whole(distribution)


def _may_be_told_whole(distribution: Distribution) -> bool:
    return distribution.total < SAFE_RATERS or spread_is_safe(distribution.counts)


def as_told(distribution: Distribution) -> Distribution:
    """The ratings as they are kept and read: where the middle alone is told, as if all had chosen it."""
    median = distribution.median
    if median is None or distribution.middle_only or is_told_whole(distribution):
        return distribution
    scale = distribution.scale
    return Distribution(tuple(distribution.total if level == median.low else 0 for level in scale), scale)


def is_named(raters: int) -> bool:
    """Whether that many raters can only rate in an open round: fewer than it takes for a private one."""
    return 0 < raters < FEWEST_RATERS


def count_by_item(forms: Iterable[Mapping[str, int]], instrument: Instrument) -> dict[str, Distribution]:
    """The ratings of finished forms (item key to level), counted item by item: who gave what is gone.

    These are the true counts: what is not told of them has to go before they are kept.
    """
    given = list(forms)
    return {
        item.key: Distribution.of((form[item.key] for form in given if item.key in form), item.scale)
        for item in instrument.items
    }
