"""Rating again what the ratings were far apart on: for how long, and what may be told of it.

Whoever reads a second result beside the first must not find out from it who changed their mind.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from domain.calendar import SchoolCalendar
from domain.disclosure import SCORE_FLOOR, spread_is_safe
from domain.ratings import Distribution, Median
from domain.releases import Looks, joined, rating_looks, union

OPEN_FOR = 5
"""School days that raters have, unless another day is chosen; the day of the asking does not count."""


@dataclass(frozen=True)
class Again:
    """What came of rating an item again: its middle, and the numbers where they are told; None where nothing is."""

    median: Median | None
    distribution: Distribution | None = None


def latest_closing(calendar: SchoolCalendar, settles: date) -> date:
    """The last closing day: a school day that leaves another one before the medians stand."""
    return calendar.previous_school_day(settles)


def proposed_closing(calendar: SchoolCalendar, today: date, latest: date) -> date | None:
    """The closing day proposed to whoever asks to rate again on that day; None where no school day is left."""
    day, found = today, None
    for _ in range(OPEN_FOR):
        day = calendar.next_school_day(day, including=False)
        if day > latest:
            break
        found = day
    return found


def told_again(before: Distribution, after: Distribution, *, same_people: bool) -> Again | None:
    """What is told of an item that was rated again. None where nobody did.

    before: as it was told the first time. same_people: whether the very same were asked both times.

    The numbers are told only where as many rated as the first time, five or more, the same people were asked, enough
    ratings differ, and each other person may have stayed with their level, whatever one knows of one's own. Otherwise
    the middle alone is told; of five or more the lower of two, since a split one tells that half lie on each side.
    """
    median = after.median
    if median is None:
        return None
    whole = (
        same_people
        and before.total == after.total >= SCORE_FLOOR
        and spread_is_safe(after.counts)
        and all_may_have_stayed(before.counts, after.counts)
    )
    if whole:
        return Again(median, after)
    return Again(Median(median.low, median.low) if after.total >= SCORE_FLOOR else median)


def looks_again(before: Distribution, finished: int, *, same_people: bool) -> Looks:
    """Everything that rating an item again can tell by this rule: named by what the ratings alone could tell."""
    alike: dict[Again | None, list[str]] = {}
    looks = rating_looks(finished, len(before.scale))
    for name, told in looks.items():
        after = Distribution(told.alike[0], before.scale)
        alike.setdefault(told_again(before, after, same_people=same_people), []).append(name)
    return {joined(names): union(looks, names) for names in alike.values()}


def all_may_have_stayed(before: Sequence[int], after: Sequence[int]) -> bool:
    """Whether no insider, who knows their own ratings, sees from the numbers that another must have changed theirs."""
    return all(
        _left(before, first) & _left(after, second)
        for first, count in enumerate(before)
        if count
        for second, later in enumerate(after)
        if later
    )


def _left(counts: Sequence[int], own: int) -> set[int]:
    """The levels that others can have given, once one's own rating is taken away."""
    return {level for level, count in enumerate(counts) if count > (level == own)}


def same_people(then: Collection[str], now: Collection[str]) -> bool:
    return set(then) == set(now)
