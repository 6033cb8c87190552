"""The rounds to come planned together, so that the nearest pairs are not used up while others drive for it later.

A linear programme asks which pairs the next rounds cost least with: everybody in one group a round, no pair twice, the
turns in the group of three even. Its answer says of each pair how much it costs beyond the best plan: nothing for those
that belong to one. A round is then the matching that costs least by these prices, and of several the one that takes
the pairs which the plan can least do without. The next round is planned anew from those that were: nothing is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from domain.matching import Edge, Matcher
from domain.pairing_costs import Table
from domain.programmes import Mix, Programme

Groups = list[tuple[int, ...]]

AHEAD: Final = 8
"""So many rounds are planned together: four years of one in each half-year, two of one a term."""
FEWEST: Final = 10
"""With fewer schools, each round is the one that costs least for itself."""
MOST: Final = 100
"""With more, too: no network has more, and the plan would take seconds."""
PARTNERS: Final = 12
"""A group of three is looked for among so many good partners of each school."""
ODD_PARTS: Final = 6
"""How often a plan is made again because some schools, an odd number, were by themselves in it."""
CATCHING_UP: Final = 2
"""Who has joined late is taken to have had so many turns fewer than others in the group of three, and no more."""
LARGEST: Final = 1000.0
"""What the dearest pair costs in the programme: the numbers it works best with."""
FINE: Final = 1_000_000
SPARE: Final = 2048
"""A price has two parts: what a pair costs beyond the plan, and, for so much of it, how well it can be done without."""
SURE: Final = 1e-6


@dataclass(frozen=True)
class Plan:
    """edges: what each pair costs this round. trios: of the groups of three of the rounds to come, those that it can
    take.
    """

    edges: Sequence[Edge]
    trios: Sequence[tuple[int, ...]] = ()


def rounds_together(done: int) -> int:
    """How many rounds the next is planned together with, itself included, after so many."""
    return AHEAD - done % AHEAD


def planned_round(table: Table, rounds: int, match: Matcher) -> Groups | None:
    """The next round of the plan for so many; None where there is none without a pair that has met, or it is not asked
    for."""
    plan = plan_of(table, rounds)
    return None if plan is None else round_of(table.size, plan, match)


def plan_of(table: Table, rounds: int) -> Plan | None:
    """The plan for so many rounds, or for as many as new partners last; None where that is not even two."""
    if not FEWEST <= table.size <= MOST or not table.has_wishes:
        return None
    for fewer in range(min(rounds, _at_most(table)), 1, -1):
        found = _with_trios(table, fewer) if table.size % 2 else _of_pairs(table, fewer)
        if found is not None:
            return found
    return None


def _at_most(table: Table) -> int:
    """A number of rounds after which there are no new partners for some, or too few of them for a round."""
    size, new = table.size, [0] * table.size
    for pair in _new_pairs(table):
        for school in pair:
            new[school] += 1
    used = (size + 3) // 2 if size % 2 else size // 2
    return min(*new, sum(new) // 2 // used)


def round_of(size: int, plan: Plan, match: Matcher) -> Groups | None:
    """The round that costs least by the plan's prices."""
    if not plan.trios:
        pairs = match(size, plan.edges)
        return None if pairs is None else [*pairs]
    price = {(one, other): cost for one, other, cost in plan.edges}
    found: list[tuple[int, Groups]] = []
    for trio in plan.trios:
        at = {school: place for place, school in enumerate(school for school in range(size) if school not in trio)}
        others = list(at)
        edges = [(at[one], at[other], cost) for one, other, cost in plan.edges if one in at and other in at]
        matched = match(len(others), edges)
        if matched is not None:
            groups = [(others[one], others[other]) for one, other in matched]
            found.append((sum(price[pair] for pair in groups), sorted([trio, *groups])))
    return min(found)[1] if found else None


def _new_pairs(table: Table) -> list[tuple[int, int]]:
    """Those who may meet and have not."""
    return [
        (one, other)
        for one, other in combinations(range(table.size), 2)
        if table.cost[one][other] is not None and not table.repeat[one][other]
    ]


def _of_pairs(table: Table, rounds: int) -> Plan | None:
    """For an even number of schools."""
    pairs, size = _new_pairs(table), table.size
    unit = _unit(table)
    programme = Programme([table.liking[one][other] * unit for one, other in pairs], most=1)
    of: list[list[int]] = [[] for _ in range(size)]
    for at, pair in enumerate(pairs):
        for school in pair:
            of[school].append(at)
    for which in of:
        programme.limit(which, least=rounds, most=rounds)
    mix = without_odd_parts(programme, size, pairs, rounds)
    if mix is None:
        return None
    return Plan([(*pair, _price(beyond)) for pair, beyond in zip(pairs, mix.beyond, strict=True)])


def without_odd_parts(programme: Programme, size: int, pairs: Sequence[tuple[int, int]], rounds: int) -> Mix | None:
    """The best mix of pairs, in which no odd number of schools is by itself: in each round one of them is left over."""
    mix = programme.solve()
    for _ in range(ODD_PARTS):
        apart = [] if mix is None else [part for part in _parts(size, pairs, mix) if len(part) % 2]
        if not apart:
            break
        for part in apart:
            leaving = [at for at, (one, other) in enumerate(pairs) if (one in part) != (other in part)]
            programme.limit(leaving, least=rounds, most=None)
        mix = programme.solve()
    return mix


def _with_trios(table: Table, rounds: int) -> Plan | None:
    """For an odd number: one in which it is the turn of a group of three now, or any if there is none."""
    found = _settled_trios(table, rounds, in_turn=True) if table.weights.trio_again else None
    return found or _settled_trios(table, rounds, in_turn=False)


def _settled_trios(table: Table, rounds: int, *, in_turn: bool) -> Plan | None:
    """The same. Which groups of three there will be is settled one by one, the most promising first."""
    pairs, size, unit = _new_pairs(table), table.size, _unit(table)
    # Who has had fewer still, as late joiners have, does not have all of the next turns.
    had = [max(turns, max(table.trios) - 1) for turns in table.trios]
    trios = _likely(table, pairs, had)
    legs = [sum(table.liking[one][other] for one, other in combinations(trio, 2)) for trio in trios]
    costs = [table.liking[one][other] * unit for one, other in pairs] + [leg * unit / 2 for leg in legs]
    programme, first = Programme(costs), len(pairs)
    of: list[list[int]] = [[] for _ in range(size)]
    turns: list[list[int]] = [[] for _ in range(size)]
    at = {pair: place for place, pair in enumerate(pairs)}
    of_pair: list[list[int]] = [[place] for place in range(first)]
    for place, pair in enumerate(pairs):
        for school in pair:
            of[school].append(place)
    for place, trio in enumerate(trios, first):
        for school in trio:
            of[school].append(place)
            turns[school].append(place)
        for one, other in combinations(trio, 2):
            of_pair[at[one, other]].append(place)
    for which in of_pair:
        programme.limit(which, least=None, most=1)
    for which in of:
        programme.limit(which, least=rounds, most=rounds)
    programme.limit(range(first, first + len(trios)), least=rounds, most=rounds)
    for which, (least, most) in zip(turns, _shares(table, 3 * rounds), strict=True):
        programme.limit(which, least=least, most=most)
    due = {place for place, trio in enumerate(trios) if not in_turn or _is_due(trio, had)}
    if in_turn:
        programme.limit([first + place for place in sorted(due)], least=1, most=None)
    chosen = _settled(programme, first, rounds)
    mix = programme.solve() if chosen is not None else None
    if chosen is None or mix is None:
        return None
    settled, now = [trios[place] for place in chosen], [trios[place] for place in chosen if place in due]
    kept = {pair for trio in settled for pair in combinations(trio, 2)}
    beyond = [more + min(limit, 0.0) for more, limit in zip(mix.beyond[:first], mix.limits[:first], strict=True)]
    return Plan([(*pair, _price(more)) for pair, more in zip(pairs, beyond, strict=True) if pair not in kept], now)


def _settled(programme: Programme, first: int, rounds: int) -> list[int] | None:
    """The groups of three that are taken, one for each round."""
    chosen: list[int] = []
    mix = programme.solve()
    while mix is not None and len(chosen) < rounds:
        left = [(round(taken, 6), -place) for place, taken in enumerate(mix.taken[first:]) if place not in chosen]
        sure = [-place for taken, place in left if taken > 1 - SURE]
        best = sure or [-max(left)[1]]
        for place in best:
            programme.hold(first + place, least=1)
        if sure:
            chosen += best
            continue
        again = programme.solve()
        if again is None:
            programme.hold(first + best[0], least=0, most=0)
            mix = programme.solve()
        else:
            chosen += best
            mix = again
    return chosen if mix is not None else None


def _likely(table: Table, pairs: Collection[tuple[int, int]], had: Sequence[int]) -> list[tuple[int, ...]]:
    """Groups of three, all new to each other, among the good partners of one of them, or of those whose turn it is."""
    new = set(pairs)
    partners: list[list[int]] = [[] for _ in range(table.size)]
    for one, other in pairs:
        partners[one].append(other)
        partners[other].append(one)
    found = set()
    for school, others in enumerate(partners):
        by_liking = sorted(others, key=lambda other: (table.liking[school][other], other))
        waiting = [other for other in by_liking if had[other] <= sorted(had)[2]]
        for near in (sorted(by_liking[:PARTNERS]), sorted(waiting[:PARTNERS])):
            found |= {tuple(sorted((school, *pair))) for pair in combinations(near, 2) if pair in new}
    return sorted(found)


def _is_due(trio: Sequence[int], had: Sequence[int]) -> bool:
    """Whether it is the turn of these, so that nobody gets ahead of another by more than one."""
    last = sorted(had)[2]
    return all(had[school] <= last for school in trio) and all(
        school in trio for school, turns in enumerate(had) if turns < last
    )


def _shares(table: Table, places: int) -> list[tuple[float | None, float | None]]:
    """How often each school is in a group of three, at least and at most, so that the turns come out even."""
    if not table.weights.trio_again:
        return [(None, None)] * table.size
    had = [max(turns, max(table.trios) - CATCHING_UP) for turns in table.trios]
    level, over = divmod(places + sum(had), table.size)
    while True:  # who has had more than that has none, and the others share what is left
        sharing = [turns for turns in had if turns <= level]
        level_now, over = divmod(places + sum(sharing), len(sharing))
        if level_now == level:
            break
        level = level_now
    return [(max(0, level - turns), max(0, level + bool(over) - turns)) for turns in had]


def _parts(size: int, pairs: Sequence[tuple[int, int]], mix: Mix) -> Iterator[set[int]]:
    """Who is connected with whom by the pairs that the mix takes."""
    beside: list[list[int]] = [[] for _ in range(size)]
    for (one, other), taken in zip(pairs, mix.taken, strict=True):
        if taken > SURE:
            beside[one].append(other)
            beside[other].append(one)
    left = set(range(size))
    while left:
        part, looking = set[int](), [min(left)]
        while looking:
            school = looking.pop()
            if school not in part:
                part.add(school)
                looking += beside[school]
        left -= part
        yield part


def _unit(table: Table) -> float:
    return LARGEST / max(max(row) for row in table.liking)


def _price(beyond: float) -> int:
    """A price for the matching: what a pair costs beyond the plan, and after that how well it can be done without."""
    spare = SPARE // 2 + int(max(beyond, -LARGEST)) if beyond < 0 else SPARE // 2
    return round(max(beyond, 0.0) * FINE) * SPARE + max(spare, 0)
