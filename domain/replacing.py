"""A school that cannot do a round after all: who visits those that it leaves without a partner.

What is under way stays as it is. Where two or more of a group are left, they go on without the school. A school that is
left alone is matched with another that is or with the one that rests this round, or joins a group in which a visit has
no day yet, whichever costs least.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from domain.matching import Edge, cheapest_matching
from domain.pairing import Group

Price = Callable[[int, int], "int | None"]
"""What two schools cost by the weights; None for two that are kept apart."""
MOST_TOGETHER: Final = 3
"""A group that a school joins has at most so many schools with it."""
JOINING: Final = 1_000_000
"""Points for a group that changes because a school joins it: as many as a thousand kilometres."""
ALONE: Final = 10**15
"""Points for a school that nobody visits: worse than meeting anybody again."""


@dataclass(frozen=True)
class Running:
    """A group of a round that runs. schools: in the order of the ring, each visited by the next.

    gone: those that cannot; waiting: those that nobody will come to; free: those whose visit can still be given to
    another school, since it has no day and nothing was written for it.
    """

    schools: Group[int]
    gone: frozenset[int] = frozenset()
    waiting: frozenset[int] = frozenset()
    free: frozenset[int] = frozenset()

    @property
    def rest(self) -> Group[int]:
        return tuple(school for school in self.schools if school not in self.gone)


@dataclass(frozen=True)
class Replacement:
    """schools: a group as it is to be; home: the place of the one that it was, None where it is new."""

    schools: Group[int]
    home: int | None = None


@dataclass(frozen=True)
class Replacing:
    """What is proposed. alone: schools for which there is nobody."""

    groups: tuple[Replacement, ...] = ()
    alone: tuple[int, ...] = ()


def replacing(
    running: Sequence[Running], price: Price, most: int = MOST_TOGETHER, free: int | None = None
) -> Replacing:
    """The replacement that costs least, exactly. most: schools in a group that another has joined; free: a school that
    rests, which takes a place before any group changes, also where the two have met.
    """
    going_on = [
        Replacement(one.rest, place)
        for place, one in enumerate(running)
        if one.gone and len(one.rest) > 1 and one.waiting.intersection(one.rest)
    ]
    left = [one.rest[0] for one in running if one.gone and len(one.rest) == 1 and one.rest[0] in one.waiting]
    if not left:
        return Replacing(tuple(going_on))
    open_to = [place for place, one in enumerate(running) if not one.gone and one.free and len(one.schools) < most]
    placed, alone = _matched(left, [(place, running[place]) for place in open_to], price, free)
    return Replacing((*going_on, *placed), tuple(alone))


def _matched(
    left: Sequence[int], groups: Sequence[tuple[int, Running]], price: Price, free: int | None
) -> tuple[list[Replacement], list[int]]:
    """One matching: those left, the groups that they could join, for each of them a place where it stays alone, and the
    school that rests.

    What nobody takes of these is matched with each other, at no cost.
    """
    first_group, first_alone = len(left), len(left) + len(groups)
    resting = first_alone + len(left)
    size = resting + (free is not None)
    edges: list[Edge] = []
    joined: dict[tuple[int, int], Group[int]] = {}
    for at, school in enumerate(left):
        for other in range(at + 1, len(left)):
            together = price(school, left[other])
            if together is not None:
                edges.append((at, other, together))
        for number, (_, group) in enumerate(groups):
            best = _joining(school, group, price)
            if best is not None:
                edges.append((at, first_group + number, JOINING + best[0]))
                joined[at, first_group + number] = best[1]
        edges.append((at, first_alone + at, ALONE))
        with_free = price(school, free) if free is not None else None
        if with_free is not None:
            edges.append((at, resting, min(with_free, JOINING)))
    size += size % 2
    edges += [(one, other, 0) for one, other in combinations(range(first_group, size), 2)]
    found = cheapest_matching(size, edges) or []
    placed, alone = [], []
    for one, other in found:
        if other < first_group:
            placed.append(Replacement((left[one], left[other])))
        elif one < first_group and other == resting and free is not None:
            placed.append(Replacement((left[one], free)))
        elif one < first_group and other < first_alone:
            placed.append(Replacement(joined[one, other], groups[other - first_group][0]))
        elif one < first_group:
            alone.append(left[one])
    return placed, alone


def _joining(school: int, group: Running, price: Price) -> tuple[int, Group[int]] | None:
    """What it costs to join the group at the best place, and the ring with the school in it."""
    costs = [price(school, other) for other in group.schools]
    if None in costs:
        return None
    best: tuple[int, Group[int]] | None = None
    for place, host in enumerate(group.schools):
        if host not in group.free:
            continue
        after = (place + 1) % len(group.schools)
        cost = (costs[place] or 0) + (costs[after] or 0)
        ring = (*group.schools[: place + 1], school, *group.schools[place + 1 :])
        if best is None or (cost, ring) < best:
            best = cost, ring
    return best
