"""Who has reviewed whom, over all rounds, and in which order to show it: those who were left out most stand first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Matrix:
    """schools: ids, those that were visited least first. done, planned: pairs of host and reviewer."""

    schools: tuple[int, ...]
    done: frozenset[tuple[int, int]]
    planned: frozenset[tuple[int, int]]

    def visited(self, school: int) -> int:
        """By how many different schools this one has been visited."""
        return sum(host == school for host, _ in self.done)


def matrix_of(
    schools: Collection[int],
    done: Iterable[tuple[int, int]],
    planned: Iterable[tuple[int, int]],
    rests: Collection[int] = (),
) -> Matrix:
    """The visits among these schools. Those visited by the fewest others stand first, of these who visited fewest.

    rests: who rested in each round in which one did: a turn at rest counts as a visit, so that nobody is
    left out by it.
    """
    here, rested = set(schools), Counter(rests)
    held = frozenset((host, reviewer) for host, reviewer in done if {host, reviewer} <= here)
    to_come = frozenset((host, reviewer) for host, reviewer in planned if {host, reviewer} <= here) - held

    def turns(school: int) -> tuple[int, int, int, int]:
        return (
            sum(host == school for host, _ in held) + rested[school],
            sum(reviewer == school for _, reviewer in held) + rested[school],
            sum(host == school for host, _ in to_come),
            school,
        )

    return Matrix(tuple(sorted(here, key=turns)), held, to_come)
