"""Whose turn it is to rest, where schools review in pairs and are odd in number.

Nobody rests twice before everybody has. Whoever has rested counts as having met a resting place that stands beside the
schools, at no distance from any: so a round of an odd number is planned as one of an even number.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import zip_longest
from typing import Generic, TypeVar

Who = TypeVar("Who", int, str)


class Odd(StrEnum):
    """What becomes of an odd school in a round of pairs: it is in a ring of three, or it rests, each in its turn."""

    RING = "ring"
    REST = "rest"


@dataclass(frozen=True)
class Resting(Generic[Who]):
    """had: who has had their turn, and in which round that was, counted from 1; spared: who is not to rest this time.

    Whoever sat a round out for another reason has not had a turn by it.
    """

    had: Mapping[Who, int] = field(default_factory=dict)
    spared: Collection[Who] = ()


def odd_in(odd: str, most_visits: int) -> Odd:
    """What becomes of an odd school: with one visit a school there are no rings."""
    return Odd.REST if most_visits == 1 or odd == Odd.REST else Odd.RING


def had_turn(
    members: Collection[Who], history: Sequence[Sequence[tuple[Who, ...]]], rests: Sequence[Who | None]
) -> dict[Who, int]:
    """Who of these has rested since all of them last had, and in which round, counted from 1.

    history: the groups of the rounds before, oldest first; rests: who rested in each. Turns begin anew once everybody
    has rested who was there by then: so a joiner waits for those who have not rested yet, and does not make up for
    turns before its time. Nobody rests twice in a row when they begin anew.
    """
    here, there = set(members), set[Who]()
    had: dict[Who, int] = {}
    last: dict[Who, int] = {}
    for number, (groups, resting) in enumerate(zip_longest(history, rests[: len(history)]), 1):
        there |= here.intersection(*[{school for group in groups or () for school in group}])
        if resting is not None and resting in here:
            there.add(resting)
            had[resting], last = number, {resting: number}
        if there <= had.keys():
            had = {}
    return had or last
