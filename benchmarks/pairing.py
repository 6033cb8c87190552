"""Rounds of peer reviews on the real schools: how far they travel, and how long it takes to propose one.

Places: State of Victoria, Department of Education, School Locations 2022 and 2025, CC BY 4.0 (`data/README.md`). A
local government area stands in for a network. Another list can be named, with the columns lga, latitude and longitude.

Beside it run: the circle plan, which takes no notice of distance; round-by-round minimum-distance matching, in which
an odd school stays at home; and, for the time, networkx on the same weights.
"""

from __future__ import annotations

import csv
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from heapq import nsmallest
from itertools import combinations
from operator import itemgetter
from pathlib import Path
from random import Random

import networkx

from benchmarks.tables import circumstances, table
from domain.matching import Edge, Matcher, cheapest_matching
from domain.pairing import Group, plan_rounds, propose_round, repeats
from domain.pairing_ahead import Groups, Plan, plan_of, round_of, rounds_together, without_odd_parts
from domain.pairing_costs import Table, Wishes, table_of
from domain.pairing_rounds import cheapest_round, price_of
from domain.programmes import Programme
from domain.resting import Odd, Resting, had_turn
from domain.schools import Place, metres_between

PLACES = Path(__file__).parent / "data" / "school-places.csv"
ROUNDS = 8
TO_BEAT = 41_731
"""Kilometres of another plan for the same areas: the nearest pairs round by round, an odd school at home each round.
Ours, with an odd school at rest each round, each in its turn, drives no further for as many visits."""
FEWEST_SCHOOLS = 12
SIZES: tuple[tuple[int, float, int | None], ...] = ((25, 20.0, None), (300, 50.0, None), (1500, 20.0, 30))
"""How many schools, how many times as fast as networkx a proposal has to be, and among how many of each school's best
partners both look: all of them, or so few that networkx is done within minutes. No network holds more than 100."""
MOST_SECONDS_AT_25 = 0.1
MOST_SCHOOLS_PLANNED = 60

Rounds = list[list[Group[int]]]


def schools_by_area(path: Path) -> dict[str, list[Place]]:
    """Places of the schools of each area that has enough of them."""
    areas: dict[str, list[Place]] = defaultdict(list)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            areas[row["lga"]].append(Place(latitude=float(row["latitude"]), longitude=float(row["longitude"])))
    return {area: places for area, places in sorted(areas.items()) if len(places) >= FEWEST_SCHOOLS}


def our_rounds(places: Sequence[Place], most: int, match: Matcher = cheapest_matching, odd: Odd = Odd.RING) -> Rounds:
    """So many rounds, each proposed from those before it."""
    schools, history = range(len(places)), list[list[Group[int]]]()
    rests: list[int | None] = []
    for _ in range(most):
        resting = Resting(had_turn(schools, history, rests)) if odd is Odd.REST else None
        wishes = Wishes(places=dict(enumerate(places)), resting=resting)
        history.append(propose_round(schools, history, wishes=wishes, match=match))
        rests.append(next(iter(set(schools).difference(*history[-1])), None))
    return history


def circle(places: Sequence[Place]) -> Rounds:
    """The circle plan's first rounds; with an odd number somebody has no partner each round."""
    size = len(places)
    plan = plan_rounds(range(size + size % 2))[:ROUNDS]
    return [[pair for pair in groups if max(pair) < size] for groups in plan]


def nearest(places: Sequence[Place]) -> Rounds:
    """Round by round the pairs that are nearest and have not met; an odd school stays at home, each at most once."""
    size = len(places) + len(places) % 2
    met: set[tuple[int, int]] = set()
    rounds: Rounds = []
    for _ in range(ROUNDS):
        edges: list[Edge] = []
        for one, other in combinations(range(size), 2):
            if (one, other) not in met:
                metres = metres_between(places[one], places[other]) if other < len(places) else 0
                edges.append((one, other, metres or 0))
        pairs = cheapest_matching(size, edges) or []
        met |= set(pairs)
        rounds.append([pair for pair in pairs if max(pair) < len(places)])
    return rounds


def kilometres(rounds: Rounds, places: Sequence[Place]) -> float:
    """Pairs by their distance, which two visits travel; a ring's three legs by half, which one visit each travels."""
    metres = 0.0
    for group in (group for groups in rounds for group in groups):
        legs = sum(metres_between(places[one], places[other]) or 0 for one, other in combinations(group, 2))
        metres += legs if len(group) == 2 else legs / 2
    return metres / 1000


def distances(path: Path) -> tuple[str, bool]:
    """The table of distances, and whether nobody met twice, turns are even, and we drive no further than others."""
    areas = schools_by_area(path)
    lines: list[tuple[object, ...]] = []
    sums, again, turns, rests = [0.0] * 9, 0, 0, 0
    for name, odd in (("even", 0), ("odd", 1)):
        chosen = [places for places in areas.values() if len(places) % 2 == odd]
        ring, rest = ([our_rounds(places, ROUNDS, odd=way) for places in chosen] for way in Odd)
        plans = [[circle(places) for places in chosen], [nearest(places) for places in chosen], ring, rest]
        driven = [sum(map(kilometres, one, chosen)) for one in plans]
        least = [sum(least_kilometres(places, way) for places in chosen) for way in Odd]
        visits = [float(sum(len(group) for plan in one for groups in plan for group in groups)) for one in plans[1:]]
        again += sum(len(repeats(groups, one[:at])) for one in [*ring, *rest] for at, groups in enumerate(one))
        for one, other, places in zip(ring, rest, chosen, strict=True):
            in_three = _turns(one, len(places), lambda group: len(group) == 3)
            turns = max(turns, max(in_three) - min(in_three))
            rests = max(rests, ROUNDS - min(_turns(other, len(places), bool)))
        row = [*driven, *least, *visits]
        sums = [one + other for one, other in zip(sums, row, strict=True)]
        lines.append((name, len(chosen), *(f"{number:,.0f}" for number in row)))
    lines.append(("all", len(areas), *(f"{number:,.0f}" for number in sums)))
    headings = (
        "number of schools",
        "areas",
        "circle (km)",
        "nearest (km)",
        "ours, a ring of three (km)",
        "ours, one at rest (km)",
        "least with a ring (km)",
        "least with one at rest (km)",
        "visits, nearest",
        "visits, ours with a ring",
        "visits, ours with one at rest",
    )
    a_visit = sums[2] / sums[7], TO_BEAT / sums[6]
    as_many = sums[3] <= TO_BEAT and sums[8] == sums[6] and rests <= 1
    good = not again and turns <= 1 and as_many and a_visit[0] <= a_visit[1]
    said = (
        f"Pairs that met twice, ours: {again}. Most turns in a group of three less fewest: {turns}. Most turns at "
        f"rest: {rests}. To beat: {TO_BEAT:,} km for {sums[6]:,.0f} visits; ours with one at rest {sums[3]:,.0f} km "
        f"for {sums[8]:,.0f}. For each visit {a_visit[1]:.3f} km to beat, {a_visit[0]:.3f} with a ring, "
        f"{sums[3] / sums[8]:.3f} with one at rest."
    )
    return f"{table(headings, lines)}\n\n{said}", good


def least_kilometres(places: Sequence[Place], odd: Odd) -> float:
    """What no plan of so many rounds goes below, in which everybody hosts and visits once each round, but for one at
    rest, and no pair meets twice: the same by shares of pairs and rings, which may be parts of one."""
    if len(places) % 2 and odd is Odd.REST:
        return _least_with_rest(places)
    pairs = list(combinations(range(len(places)), 2))
    ways = (1.0, 0.5) if len(places) % 2 else (1.0,)  # a pair is travelled by two visits, a ring's leg by one
    metres = [way * (metres_between(places[one], places[other]) or 0) for way in ways for one, other in pairs]
    programme = Programme([metre / 1000 for metre in metres], most=1)
    for school in range(len(places)):
        of = [place for place, pair in enumerate(pairs) if school in pair]
        which = [number * len(pairs) + place for number in range(len(ways)) for place in of]
        programme.weigh(which, [way for way in ways for _ in of], least=ROUNDS, most=ROUNDS)
    if len(ways) == 2:
        for place in range(len(pairs)):
            programme.limit([place, len(pairs) + place], least=None, most=1)
        programme.limit(range(len(pairs), 2 * len(pairs)), least=3 * ROUNDS, most=3 * ROUNDS)
        mix = programme.solve()
    else:
        mix = without_odd_parts(programme, len(places), pairs, ROUNDS)
    if mix is None:
        raise ValueError("there is no plan at all")
    return sum(taken * metre for taken, metre in zip(mix.taken, metres, strict=True)) / 1000


def _least_with_rest(places: Sequence[Place]) -> float:
    size = len(places) + 1
    pairs = list(combinations(range(size), 2))
    metres = [0 if size - 1 in pair else metres_between(places[pair[0]], places[pair[1]]) or 0 for pair in pairs]
    programme = Programme([metre / 1000 for metre in metres], most=1)
    for school in range(size):
        programme.limit([at for at, pair in enumerate(pairs) if school in pair], least=ROUNDS, most=ROUNDS)
    mix = without_odd_parts(programme, size, pairs, ROUNDS)
    if mix is None:
        raise ValueError("there is no plan at all")
    return sum(taken * metre for taken, metre in zip(mix.taken, metres, strict=True)) / 1000


def _turns(rounds: Rounds, size: int, which: Callable[[Group[int]], bool]) -> list[int]:
    """How often each school is in such a group."""
    return [sum(school in group for groups in rounds for group in groups if which(group)) for school in range(size)]


def by_networkx(size: int, edges: Sequence[Edge]) -> list[tuple[int, int]] | None:
    """What `cheapest_matching` does, by networkx."""
    dearest = max((price for _, _, price in edges), default=0)
    graph = networkx.Graph()
    graph.add_nodes_from(range(size))
    graph.add_weighted_edges_from((one, other, dearest - price) for one, other, price in edges)
    found = networkx.max_weight_matching(graph, maxcardinality=True)
    return None if 2 * len(found) < size else sorted((min(pair), max(pair)) for pair in found)


def among_the_best(match: Matcher, partners: int | None) -> Matcher:
    """The same matching, with only so many of each school's cheapest partners to choose from."""

    def chosen(size: int, edges: Sequence[Edge]) -> list[tuple[int, int]] | None:
        if partners is None:
            return match(size, edges)
        by_school: dict[int, list[Edge]] = defaultdict(list)
        for edge in edges:
            by_school[edge[0]].append(edge)
            by_school[edge[1]].append(edge)
        best = {edge for near in by_school.values() for edge in nsmallest(partners, near, key=itemgetter(2))}
        return match(size, sorted(best))

    return chosen


def speed() -> tuple[str, bool]:
    """A proposal after three rounds, and its matchings by networkx on the same weights; whether all is as it must."""
    lines, good = [], True
    for size, least, partners in SIZES:
        dice = Random(size)
        places = [Place(latitude=-37 - dice.random(), longitude=144 + dice.random()) for _ in range(size)]
        wishes, members = Wishes(places=dict(enumerate(places))), range(size)
        fast, slow = among_the_best(cheapest_matching, partners), among_the_best(by_networkx, partners)
        history = our_rounds(places, 3, fast)
        times = 20 if size < 100 else 3
        whole, _ = _quickest(lambda: propose_round(members, history, wishes=wishes, match=fast), times)  # noqa: B023
        costs = table_of(members, history, frozenset(), wishes)
        plan = plan_of(costs, rounds_together(len(history)))
        ours, mine = _quickest(partial(_round, costs, plan, fast), times)
        theirs, other = _quickest(partial(_round, costs, plan, slow), 5 if size < 100 else 1)
        same = _weight(mine, costs, plan) == _weight(other, costs, plan)
        good = good and same and theirs >= least * ours and (size != 25 or whole < MOST_SECONDS_AT_25)
        row = (f"{seconds * 1000:.1f}" for seconds in (whole, ours, theirs))
        lines.append((size, *row, f"{theirs / ours:.0f}", "yes" if same else "no"))
    headings = ("schools", "whole proposal", "ours, from the weights on", "networkx", "ratio", "same weight")
    return "In CPU milliseconds:\n\n" + table(headings, lines), good


def _round(costs: Table, plan: Plan | None, match: Matcher) -> Groups:
    """The round that costs least by the weights: of the plan, or of the table where there is none for so many."""
    return (cheapest_round(costs, match) if plan is None else round_of(costs.size, plan, match)) or []


def _weight(groups: Groups, costs: Table, plan: Plan | None) -> int:
    if plan is None:
        return price_of(groups, costs)
    price = {(one, other): cost for one, other, cost in plan.edges}
    return sum(price[group[0], group[1]] for group in groups if len(group) == 2)


def _quickest(what: Callable[[], Groups], times: int) -> tuple[float, Groups]:
    """The least CPU seconds of so many goes, and what comes of it."""
    taken = []
    for _ in range(times):
        begun = time.process_time()
        groups = what()
        taken.append(time.process_time() - begun)
    return min(taken), groups


def whole_plans() -> tuple[str, bool]:
    """For every number of schools: whether everybody meets everybody in as few rounds as there can be."""
    failed = []
    for size in range(4, MOST_SCHOOLS_PLANNED + 1, 2):
        dice = Random(size)
        places = [Place(latitude=-37 - dice.random(), longitude=144 + dice.random()) for _ in range(size)]
        for known in (places, [Place()] * size):
            for schools in (size, size - 1):  # an odd number with one at rest meets in as many
                rounds = our_rounds(known[:schools], size - 1, odd=Odd.REST)
                if schools > 1 and any(repeats(groups, rounds[:at]) for at, groups in enumerate(rounds)):
                    failed.append(schools)
    said = (
        f"n − 1 rounds without a repeat, for every even n to {MOST_SCHOOLS_PLANNED}, and n for every odd one with one "
        "at rest, with and without distances: "
    )
    return said + (f"not for {failed}" if failed else "yes"), not failed


def report(path: Path = PLACES) -> tuple[str, bool]:
    """All tables, and whether all is as it has to be. path: a list of schools."""
    parts = [distances(path), speed(), whole_plans()]
    return "\n\n".join(text for text, _ in parts), all(good for _, good in parts)


if __name__ == "__main__":
    print(circumstances())
    said, fine = report(Path(sys.argv[1]) if len(sys.argv) > 1 else PLACES)
    print(f"\n{said}")
    sys.exit(0 if fine else 1)
