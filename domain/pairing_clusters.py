"""Groups of three and more: which schools are together, and in which order they visit each other in a ring.

Up to eight schools every way is tried, so that the groups are the cheapest there are. With more, a few first groupings
are bettered by letting two schools change places for as long as that makes them cheaper.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, permutations
from random import Random
from typing import Final

from domain.pairing_costs import Table

Groups = list[tuple[int, ...]]

EXACT: Final = 8
"""Up to so many schools every grouping is tried."""
BEGINNINGS: Final = 12
"""How many first groupings are bettered, where there are more."""
BARRED: Final = 10**18
"""What a group costs in which two are kept apart: it is never taken."""
SMALLEST_CLUSTER: Final = 4
LARGEST_CLUSTER: Final = 7


def sizes_of(schools: int, size: int) -> list[int]:
    """How large the groups of so many schools are, the largest first, where groups of `size` are wanted.

    Trios: where one or two schools are over, two pairs or one. Clusters: as even as can be, of 4 to 7 where there are
    so many schools. size: 3 for trios, 4 to 7 for clusters.
    """
    if schools <= 3:
        return [schools]
    if size == 3:
        pairs = (3 - schools % 3) % 3
        return [3] * ((schools - 2 * pairs) // 3) + [2] * pairs
    fewest, most = -(-schools // LARGEST_CLUSTER), max(1, schools // SMALLEST_CLUSTER)
    groups = min(max(round(schools / size), fewest), max(most, fewest))
    return [schools // groups + (1 if place < schools % groups else 0) for place in range(groups)]


def cheapest_clusters(table: Table, sizes: Sequence[int]) -> Groups | None:
    """Groups of these sizes that cost little (up to EXACT schools: least), in ring order; None if there are none."""
    ways: Iterator[Sequence[Sequence[int]]]
    if table.size <= EXACT:
        ways = _every(list(range(table.size)), list(sizes))
    else:
        ways = (_bettered(one, table) for one in _beginnings(table, sizes))
    found = min(ways, key=lambda groups: price_of_clusters(groups, table))
    if price_of_clusters(found, table) >= BARRED:
        return None
    return sorted(ring_order(group, table) for group in found)


def price_of_clusters(groups: Sequence[Sequence[int]], table: Table) -> int:
    """What a round of such groups costs in all."""
    return sum(cluster_price(group, table) for group in groups)


def cluster_price(group: Sequence[int], table: Table) -> int:
    """What a group costs: meeting again counts in full, the likings as far as the ring travels them."""
    again = liking = 0
    for one, other in combinations(group, 2):
        if table.cost[one][other] is None:
            return BARRED
        again += table.repeat[one][other]
        liking += table.liking[one][other]
    return again + liking // max(1, len(group) - 1)


def ring_order(group: Sequence[int], table: Table) -> tuple[int, ...]:
    """The ring with the least repeats and the shortest legs; the first of the schools stands first."""
    first, *others = sorted(group)
    if len(others) < 3:
        return (first, *others)
    rings = ((first, *order) for order in permutations(others) if order[0] < order[-1])
    return min(rings, key=lambda ring: (_legs_price(ring, table), ring))


def _legs_price(ring: tuple[int, ...], table: Table) -> int:
    legs = zip(ring, ring[1:] + ring[:1], strict=True)
    return sum(table.repeat[one][other] + table.liking[one][other] for one, other in legs)


def _every(schools: list[int], sizes: list[int]) -> Iterator[list[tuple[int, ...]]]:
    """Every way to put the schools into groups of these sizes."""
    if not schools:
        yield []
        return
    first, rest = schools[0], schools[1:]
    for size in sorted(set(sizes)):
        left = list(sizes)
        left.remove(size)
        for others in combinations(rest, size - 1):
            remaining = [school for school in rest if school not in others]
            for groups in _every(remaining, left):
                yield [(first, *others), *groups]


def _beginnings(table: Table, sizes: Sequence[int]) -> Iterator[list[list[int]]]:
    """First groupings: one that puts the school that is farthest from all others with its best partners first, and
    some by chance, always the same."""
    prices = [[BARRED if price is None else price for price in row] for row in table.cost]
    left = sorted(range(table.size), key=lambda school: (-sum(table.liking[school]), school))
    near: list[list[int]] = []
    for size in sizes:
        first = left.pop(0)
        group = [first]
        while len(group) < size:
            best = min(left, key=lambda school: (sum(prices[school][other] for other in group), school))
            left.remove(best)
            group.append(best)
        near.append(group)
    yield near
    for attempt in range(1, BEGINNINGS):
        mixed = list(range(table.size))
        Random(attempt).shuffle(mixed)  # noqa: S311 - another beginning, no secret
        yield [mixed[sum(sizes[:at]) : sum(sizes[: at + 1])] for at in range(len(sizes))]


def _bettered(groups: list[list[int]], table: Table) -> list[list[int]]:
    """The same grouping after every change of places that makes it cheaper."""
    prices = [cluster_price(group, table) for group in groups]
    changed = True
    while changed:
        changed = False
        for one, other in combinations(range(len(groups)), 2):
            for here in range(len(groups[one])):
                for there in range(len(groups[other])):
                    first, second = list(groups[one]), list(groups[other])
                    first[here], second[there] = second[there], first[here]
                    after = cluster_price(first, table), cluster_price(second, table)
                    if sum(after) < prices[one] + prices[other]:
                        groups[one], groups[other] = first, second
                        prices[one], prices[other] = after
                        changed = True
    return groups
