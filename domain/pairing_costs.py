"""What each pair of a round's schools costs, by the weights: a table that the round is chosen from.

In the table a school is its place in the list of members, from 0.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Generic, TypeVar

from domain.matching import Edge
from domain.pairing_weights import WEIGHTS, Weights
from domain.resting import Resting
from domain.schools import EARTH_METRES, Place, on_the_globe

School = TypeVar("School", int, str)


@dataclass(frozen=True)
class Wishes(Generic[School]):
    """What is known of the schools beside whom they met, by school, and how much it counts.

    focus, strengths, hard: the part of FISO that a school works on, is strong in, and finds hard. networks: of each
    school, in a round of two networks. alike: whether the network wishes schools of one type together, or of different
    ones; None where it does not mind. hosted: how often each has hosted, where a school has one visit a round at most;
    resting: whose turn it is where an odd school rests; None where it is in a ring of three. shunned: pairs that had
    better not be together.
    """

    places: Mapping[School, Place] = field(default_factory=dict)
    types: Mapping[School, str] = field(default_factory=dict)
    focus: Mapping[School, str] = field(default_factory=dict)
    strengths: Mapping[School, str] = field(default_factory=dict)
    hard: Mapping[School, str] = field(default_factory=dict)
    networks: Mapping[School, int] = field(default_factory=dict)
    alike: bool | None = None
    hosted: Mapping[School, int] | None = None
    resting: Resting[School] | None = None
    shunned: Collection[frozenset[School]] = ()
    weights: Weights = WEIGHTS

    @property
    def one_way(self) -> bool:
        """Whether a school has one visit a round at most, so that one of a pair hosts and the other visits."""
        return self.hosted is not None

    @property
    def turns(self) -> Resting[School] | None:
        """Whose turn it is where an odd school rests: without a ring of three it always does."""
        return Resting() if self.resting is None and self.one_way else self.resting


@dataclass(frozen=True)
class Table:
    """liking[i][j]: points for distance and type. repeat[i][j]: points for having met, 0 for those who have not.

    cost[i][j]: both together, None for two who are kept apart. trios: how often each was in a group of three.
    """

    liking: Sequence[Sequence[int]]
    repeat: Sequence[Sequence[int]]
    cost: Sequence[Sequence[int | None]]
    trios: Sequence[int]
    weights: Weights

    @property
    def size(self) -> int:
        return len(self.cost)

    @property
    def has_wishes(self) -> bool:
        """Whether some pairs are better than others, whoever has met."""
        return any(any(row) for row in self.liking)

    def edges(self, among: Sequence[int] | None = None) -> list[Edge]:
        """What each pair among these schools costs, as places in `among`, or among all of them."""
        chosen = list(range(self.size) if among is None else among)
        found: list[Edge] = []
        for one, first in enumerate(chosen):  # in one go a school, since a proposal does this often
            row = self.cost[first]
            found += [
                (one, other, price)
                for other, second in enumerate(chosen[one + 1 :], one + 1)
                if (price := row[second]) is not None
            ]
        return found

    def after(self, groups: Sequence[tuple[int, ...]]) -> Table:
        """The table once these groups have met: who meets again costs a repeat."""
        cost, repeat, trios = [list(row) for row in self.cost], [list(row) for row in self.repeat], list(self.trios)
        for group in groups:
            for one, other in combinations(group, 2):
                for first, second in ((one, other), (other, one)):
                    price = cost[first][second]
                    cost[first][second] = None if price is None else price + self.weights.met_again
                    repeat[first][second] += self.weights.met_again
            for school in group if len(group) == 3 else ():
                trios[school] += 1
        return Table(self.liking, repeat, cost, trios, self.weights)

    def with_rest(self, had: Mapping[int, int], spared: Collection[int]) -> Table:
        """The same with one more place, the last, whose partner rests: as near to all, and met by those who have had
        their turn. Whoever is spared is kept apart from it.
        """
        weights = self.weights
        again = [
            weights.left_over + had[place] * weights.met_lately if place in had else 0 for place in range(self.size)
        ]
        cost: list[int | None] = [None if place in spared else price for place, price in enumerate(again)]
        return Table(
            [*([*row, 0] for row in self.liking), [0] * (self.size + 1)],
            [*([*row, more] for row, more in zip(self.repeat, again, strict=True)), [*again, 0]],
            [*([*row, more] for row, more in zip(self.cost, cost, strict=True)), [*cost, 0]],
            [*self.trios, 0],
            weights,
        )

    def stirred(self, attempt: int, attempts: int) -> Table:
        """The same table with other likings, the more so the later the attempt; the first is as it is.

        The same attempt stirs each pair the same way in every round, so that it can be gone on with.
        """
        if not attempt:
            return self
        most = max(1, *(max(row) for row in self.liking))
        liking = [list(row) for row in self.liking]
        cost = [list(row) for row in self.cost]
        for one, other in combinations(range(self.size), 2):
            mixed = (one * 73_856_093 ^ other * 19_349_663 ^ attempt * 83_492_791) * 2_654_435_761 % 2**32
            more = (mixed >> 12) * most * attempt // (attempts << 20)
            for first, second in ((one, other), (other, one)):
                liking[first][second] += more
                price = cost[first][second]
                cost[first][second] = None if price is None else price + more
        return Table(liking, self.repeat, cost, self.trios, self.weights)


def table_of(
    members: Sequence[School],
    history: Sequence[Sequence[tuple[School, ...]]],
    apart: Collection[frozenset[School]],
    wishes: Wishes[School],
) -> Table:
    """The table for these members, given the rounds before, oldest first, and the pairs kept apart."""
    at = {school: place for place, school in enumerate(members)}
    liking = _likings(members, wishes)
    repeat = [[0] * len(members) for _ in members]
    trios = [0] * len(members)
    weights = wishes.weights
    for number, groups in enumerate(history):
        for group in groups:
            here = [at[school] for school in group if school in at]
            for first, second in legs(group):
                if first not in at or second not in at:
                    continue
                one, other = at[first], at[second]
                repeat[one][other] = repeat[other][one] = weights.met_again + number * weights.met_lately
            for school in here if len(group) == 3 else ():
                trios[school] += 1
    cost: list[list[int | None]] = [
        [like + again for like, again in zip(*rows, strict=True)] for rows in zip(liking, repeat, strict=True)
    ]
    for pair in apart:
        if len(pair) == 2 and all(school in at for school in pair):
            one, other = (at[school] for school in pair)
            cost[one][other] = cost[other][one] = None
    return Table(liking, repeat, cost, trios, weights)


def _likings(members: Sequence[School], wishes: Wishes[School]) -> list[list[int]]:
    weights, size = wishes.weights, len(members)
    places = [wishes.places.get(school, Place()) for school in members]
    types = [wishes.types.get(school, "") for school in members]
    liking = [[0] * size for _ in members]
    known, points, unknown = 0, 0, []
    where = [on_the_globe(place) for place in places] if weights.kilometre else [None] * size
    scale = 2 * EARTH_METRES * weights.kilometre / 1000
    by_type = bool(weights.same_type or weights.other_type)
    for one, other in combinations(range(size), 2):
        here, there = where[one], where[other]
        price = 0
        if here is None or there is None:
            unknown.append((one, other))
        else:
            half = math.dist(here, there) / 2  # inline, since this is most of the work for a large table
            price = int(scale * math.asin(half if half < 1 else 1.0))
            known, points = known + 1, points + price
        if by_type and types[one] and types[other]:
            price += weights.same_type if types[one] == types[other] else weights.other_type
        liking[one][other] = liking[other][one] = price
    usual = points // known if known else 0
    for one, other in unknown if usual else ():
        liking[one][other] += usual
        liking[other][one] += usual
    for one, other, more in _wished(members, types, wishes):
        liking[one][other] += more
        liking[other][one] += more
    return liking


def _wished(members: Sequence[School], types: Sequence[str], wishes: Wishes[School]) -> Iterator[tuple[int, int, int]]:
    """The points for what network and schools wish, as (one, other, points); nothing where nobody has said anything."""
    weights, pairs = wishes.weights, list(combinations(range(len(members)), 2))
    if wishes.alike is not None and weights.type_wish:
        for one, other in pairs:
            if types[one] and types[other] and (types[one] == types[other]) is not wishes.alike:
                yield one, other, weights.type_wish
    if wishes.networks and weights.own_network:
        of = [wishes.networks.get(school) for school in members]
        yield from ((one, other, weights.own_network) for one, other in pairs if of[one] == of[other])
    focus = [wishes.focus.get(school, "") for school in members]
    if any(focus) and weights.other_focus:
        yield from ((one, other, weights.other_focus) for one, other in pairs if not same(focus[one], focus[other]))
    strong = [wishes.strengths.get(school, "") for school in members]
    hard = [wishes.hard.get(school, "") for school in members]
    if any(strong) and any(hard) and weights.no_help:
        for one, other in pairs:
            if not same(strong[one], hard[other]) and not same(strong[other], hard[one]):
                yield one, other, weights.no_help
    if wishes.hosted is not None and weights.hosts_again:
        hosted = [wishes.hosted.get(school, 0) for school in members]
        fewest = min(hosted, default=0)
        for one, other in pairs:
            yield one, other, weights.hosts_again * (min(hosted[one], hosted[other]) - fewest)
    place = {school: at for at, school in enumerate(members)}
    for pair in wishes.shunned:
        if len(pair) == 2 and all(school in place for school in pair):
            one, other = sorted(place[school] for school in pair)
            yield one, other, weights.met_again // 1000


def same(one: str, other: str) -> bool:
    """Whether both are known and alike."""
    return bool(one) and one == other


def legs(group: Sequence[School]) -> list[tuple[School, School]]:
    """Who of a group visits whom, whichever way: the two of a pair, or each and the next in the ring."""
    if len(group) < 3:
        return [(group[0], group[1])] if len(group) == 2 else []
    return [(one, group[(place + 1) % len(group)]) for place, one in enumerate(group)]
