"""Who reviews whom: rounds of pairs, with one ring of three where the schools are odd in number.

Schools are known by their ids, numbers or strings. A round puts every school into one group, and all
of a group have met. Everything here is deterministic: the same schools and history, the same proposal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import TypeVar

from domain.errors import UserError

School = TypeVar("School", int, str)
Group = tuple[School, ...]
Round = Sequence[Group[School]]


class CannotPair(UserError):
    """A round that cannot be made, with a sentence for the chair."""


def propose_round(
    schools: Collection[School],
    history: Sequence[Round[School]] = (),
    apart: Collection[frozenset[School]] = frozenset(),
) -> list[Group[School]]:
    """The next round for the schools that take part, each group and the list in order of id.

    `history` holds earlier rounds, oldest first, also with schools that have left; `apart` are pairs
    that must not be in a group. While it can be, nobody meets a school again; after that the fewest
    pairs do, and those who met longest ago. CannotPair if there are fewer than two schools, or if
    `apart` leaves somebody without a group.

    An even number of schools follows the circle plan as long as one of its rounds is new to everybody,
    because a best choice round by round runs out of new pairs too early. Joiners, leavers, pairs kept
    apart and odd numbers are what the matching is for.
    """
    members = sorted(set(schools))
    if len(members) < 2:
        raise CannotPair("peer_reviews.wrong_too_few")
    met = _last_met(history)
    barred = met.keys() | set(apart)
    for plan in plan_rounds(members):
        if barred.isdisjoint(_pairs_of(plan)):
            return plan
    costs = _costs(members, met, apart, rounds=len(history))
    if len(members) % 2:
        return _round_with_trio(members, costs, _trios_so_far(members, history))
    return _round_of_pairs(members, costs)


def plan_rounds(schools: Collection[School]) -> list[list[Group[School]]]:
    """Rounds of pairs in which everybody meets everybody once: n − 1 for an even number n of schools.

    By the circle method: one school stays, the others move one place round it. For an odd number there
    is no such plan, because somebody is in a trio every time and meets two: the list is empty.
    """
    members = sorted(set(schools))
    if not members or len(members) % 2:
        return []
    first, *others = members
    half = len(members) // 2
    rounds: list[list[Group[School]]] = []
    for _ in range(len(members) - 1):
        circle = [first, *others]
        pairs = zip(circle[:half], reversed(circle[half:]), strict=True)
        rounds.append(sorted(_ordered(pair) for pair in pairs))
        others.append(others.pop(0))
    return rounds


def ring(group: Group[School]) -> list[tuple[School, School]]:
    """The visits of a group as (host, reviewer): a pair visits both ways, a trio goes round in a ring."""
    if len(group) not in (2, 3) or len(set(group)) != len(group):
        raise ValueError(f"A group is two or three different schools, not {group}.")
    return list(zip(group, group[1:] + group[:1], strict=True))


def repeats(groups: Round[School], history: Sequence[Round[School]]) -> list[Group[School]]:
    """The pairs in these groups who met in an earlier round, for whoever approves a proposal."""
    met = _last_met(history)
    return sorted(_ordered(pair) for pair in _pairs_of(groups) if pair in met)


def _round_of_pairs(members: Sequence[School], costs: Mapping[frozenset[School], int]) -> list[Group[School]]:
    edges = [
        (one, other, costs[pair])
        for (one, first), (other, second) in combinations(enumerate(members), 2)
        if (pair := frozenset((first, second))) in costs
    ]
    matched = _cheapest_matching(len(members), edges)
    if matched is None:
        raise _too_many_apart()
    return sorted(_ordered((members[one], members[other])) for one, other in matched[1])


def _round_with_trio(
    members: Sequence[School], costs: Mapping[frozenset[School], int], trios: Mapping[School, int]
) -> list[Group[School]]:
    """The cheapest round of pairs and one trio; where repeats allow, those with few trios take a turn.

    Fixing two of the trio leaves an ordinary matching: the two count as one school, and whoever is
    matched with it is the third. So every two are tried, those with the fewest trios first, until a
    school is found with which nobody meets again.
    """
    by_turn = sorted(members, key=lambda school: (trios[school], school))
    found: list[tuple[int, list[Group[School]]]] = []
    for position, school in enumerate(by_turn):
        rounds = (_around(school, other, members, costs) for other in by_turn[position + 1 :])
        found += [candidate for candidate in rounds if candidate is not None]
        if any(cost == 0 for cost, _ in found):
            break
    if not found:
        raise _too_many_apart()
    return min(found, key=lambda candidate: (candidate[0], _turns_taken(candidate[1], trios)))[1]


def _around(
    one: School, other: School, members: Sequence[School], costs: Mapping[frozenset[School], int]
) -> tuple[int, list[Group[School]]] | None:
    """The cheapest round with those two in its trio, and its cost; None if they or the rest cannot."""
    together = costs.get(frozenset((one, other)))
    if together is None:
        return None
    places: list[Group[School]] = [(one, other)]
    places += [(school,) for school in members if school not in (one, other)]
    edges = []
    for (left, first), (right, second) in combinations(enumerate(places), 2):
        parts = [costs.get(frozenset((a, b))) for a in first for b in second]
        known = [part for part in parts if part is not None]
        if len(known) == len(parts):
            edges.append((left, right, sum(known)))
    matched = _cheapest_matching(len(places), edges)
    if matched is None:
        return None
    cost, pairs = matched
    return cost + together, sorted(_ordered(places[left] + places[right]) for left, right in pairs)


def _cheapest_matching(size: int, edges: Collection[tuple[int, int, int]]) -> tuple[int, list[tuple[int, int]]] | None:
    """The perfect matching of places 0 to size − 1 whose edges cost least; None if none is perfect."""
    import rustworkx  # read when a round is first paired: a start has no use for it

    cost = {(one, other): price for one, other, price in edges}
    dearest = max(cost.values(), default=0)
    graph = rustworkx.PyGraph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from([(one, other, dearest - price) for one, other, price in edges])
    matching = rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)
    pairs = [(min(pair), max(pair)) for pair in matching]
    if 2 * len(pairs) < size:
        return None
    return sum(cost[pair] for pair in pairs), pairs


def _costs(
    members: Sequence[School],
    met: Mapping[frozenset[School], int],
    apart: Collection[frozenset[School]],
    rounds: int,
) -> dict[frozenset[School], int]:
    """What each pair that may meet costs: nothing if new, else one repeat and how recent it was.

    One repeat outweighs the recencies of a whole round, so the number of repeats counts first.
    """
    one_repeat = (len(members) + 3) * (rounds + 1)
    pairs = [frozenset(pair) for pair in combinations(members, 2)]
    return {pair: one_repeat + met[pair] if pair in met else 0 for pair in pairs if pair not in apart}


def _last_met(history: Sequence[Round[School]]) -> dict[frozenset[School], int]:
    """For each pair that has met, the latest round it did so in, counted from 1."""
    return {pair: number for number, groups in enumerate(history, 1) for pair in _pairs_of(groups)}


def _trios_so_far(members: Sequence[School], history: Sequence[Round[School]]) -> Counter[School]:
    return Counter(
        school for groups in history for group in groups if len(group) == 3 for school in group if school in members
    )


def _turns_taken(groups: Round[School], trios: Mapping[School, int]) -> int:
    return sum(trios[school] for group in groups if len(group) == 3 for school in group)


def _pairs_of(groups: Round[School]) -> Iterator[frozenset[School]]:
    return (frozenset(pair) for group in groups for pair in combinations(group, 2))


def _ordered(group: Iterable[School]) -> Group[School]:
    return tuple(sorted(group))


def _too_many_apart() -> CannotPair:
    return CannotPair("peer_reviews.wrong_kept_apart")
