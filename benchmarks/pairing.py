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
from collections.abc import Sequence
from heapq import nsmallest
from itertools import combinations
from operator import itemgetter
from pathlib import Path
from random import Random

import networkx

from benchmarks.tables import circumstances, table
from domain.matching import Edge, Matcher, cheapest_matching
from domain.pairing import Group, plan_rounds, propose_round, repeats
from domain.pairing_costs import Table, Wishes, table_of
from domain.pairing_rounds import price_of
from domain.schools import Place, metres_between

PLACES = Path(__file__).parent / "data" / "school-places.csv"
ROUNDS = 8
FEWEST_SCHOOLS = 12
SIZES: tuple[tuple[int, float, int | None], ...] = ((25, 20.0, None), (300, 50.0, None), (1500, 10.0, 30))
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


def our_rounds(places: Sequence[Place], most: int, match: Matcher = cheapest_matching) -> Rounds:
    """So many rounds, each proposed from those before it."""
    wishes = Wishes(places=dict(enumerate(places)))
    history: Rounds = []
    for _ in range(most):
        history.append(propose_round(range(len(places)), history, wishes=wishes, match=match))
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
    """The table of distances, and whether nobody met twice and the even areas travel no further than the nearest."""
    areas = schools_by_area(path)
    lines, good = [], True
    for name, odd in (("even", 0), ("odd", 1)):
        chosen = [places for places in areas.values() if len(places) % 2 == odd]
        ours = [our_rounds(places, ROUNDS) for places in chosen]
        again = sum(len(repeats(groups, rounds[:at])) for rounds in ours for at, groups in enumerate(rounds))
        totals = [
            sum(kilometres(rounds, places) for rounds, places in zip(plans, chosen, strict=True))
            for plans in ([circle(places) for places in chosen], [nearest(places) for places in chosen], ours)
        ]
        visits = [sum(len(group) for rounds in plans for groups in rounds for group in groups) for plans in (ours,)]
        good = good and not again and (odd == 1 or totals[2] <= totals[1] + 1)
        turns = max((max(_turns(r, len(p))) - min(_turns(r, len(p))) for r, p in zip(ours, chosen, strict=True)))
        lines.append((name, len(chosen), *(f"{total:,.0f}" for total in totals), visits[0], again, turns))
    headings = (
        "number of schools",
        "areas",
        "circle (km)",
        "nearest, odd one at home (km)",
        "ours (km)",
        "visits, ours",
        "pairs that met twice",
        "most turns in a trio less fewest",
    )
    return table(headings, lines), good


def _turns(rounds: Rounds, size: int) -> list[int]:
    return [sum(school in group for groups in rounds for group in groups if len(group) == 3) for school in range(size)]


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
    """A proposal after three rounds, and networkx on the same weights; whether weights and ratios are as they must."""
    lines, good = [], True
    for size, least, partners in SIZES:
        dice = Random(size)
        places = [Place(latitude=-37 - dice.random(), longitude=144 + dice.random()) for _ in range(size)]
        wishes, members = Wishes(places=dict(enumerate(places))), range(size)
        history = our_rounds(places, 3, among_the_best(cheapest_matching, partners))
        table_now = table_of(members, history, frozenset(), wishes)
        fast, slow = among_the_best(cheapest_matching, partners), among_the_best(by_networkx, partners)
        ours, mine = _proposal(members, history, wishes, fast, table_now, times=20 if size < 100 else 3)
        theirs, other = _proposal(members, history, wishes, slow, table_now, times=5 if size < 100 else 1)
        good = good and mine == other and theirs >= least * ours and (size != 25 or ours < MOST_SECONDS_AT_25)
        ratio = f"{theirs / ours:.0f}"
        lines.append((size, f"{ours * 1000:.1f}", f"{theirs * 1000:.1f}", ratio, "yes" if mine == other else "no"))
    return table(("schools", "ours (CPU ms)", "networkx (CPU ms)", "ratio", "same weight"), lines), good


def _proposal(
    members: Sequence[int], history: Rounds, wishes: Wishes[int], match: Matcher, costs: Table, times: int
) -> tuple[float, int]:
    """The least CPU seconds of a proposal, of some, and its weight."""
    taken, weight = [], 0
    for _ in range(times):
        begun = time.process_time()
        groups = propose_round(members, history, wishes=wishes, match=match)
        taken.append(time.process_time() - begun)
        weight = price_of(groups, costs)
    return min(taken), weight


def whole_plans() -> tuple[str, bool]:
    """For every even number of schools: whether everybody meets everybody in as few rounds as there can be."""
    failed = []
    for size in range(2, MOST_SCHOOLS_PLANNED + 1, 2):
        dice = Random(size)
        places = [Place(latitude=-37 - dice.random(), longitude=144 + dice.random()) for _ in range(size)]
        for known in (places, [Place()] * size):
            rounds = our_rounds(known, size - 1)
            if any(repeats(groups, rounds[:at]) for at, groups in enumerate(rounds)):
                failed.append(size)
    said = f"n − 1 rounds without a repeat, for every even n to {MOST_SCHOOLS_PLANNED}, with and without distances: "
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
