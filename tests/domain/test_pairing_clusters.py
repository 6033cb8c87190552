"""Trios and clusters: of the right sizes, never with two who are kept apart, and the cheapest there are for few."""

from __future__ import annotations

from dataclasses import fields
from itertools import combinations, pairwise, permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.pairing import CannotPair, propose_round, repeats, ring
from domain.pairing_clusters import cheapest_clusters, price_of_clusters, sizes_of
from domain.pairing_costs import Table, Wishes
from domain.pairing_weights import WEIGHTS, Weights, WrongWeights, read_weights
from domain.peer_reviews import Rules, propose, propose_another
from domain.resting import Resting, had_turn
from tests.turns import examples


@pytest.mark.parametrize(
    ("schools", "size", "sizes"),
    [
        (9, 3, [3, 3, 3]),
        (10, 3, [3, 3, 2, 2]),
        (11, 3, [3, 3, 3, 2]),
        (4, 3, [2, 2]),
        (25, 5, [5, 5, 5, 5, 5]),
        (9, 4, [5, 4]),
        (8, 7, [4, 4]),
        (7, 4, [7]),
        (30, 7, [6, 6, 6, 6, 6]),
        (3, 5, [3]),
        (2, 3, [2]),
    ],
)
def test_groups_are_as_even_as_they_can_be(schools: int, size: int, sizes: list[int]) -> None:
    assert sizes_of(schools, size) == sizes


@given(st.integers(2, 40), st.integers(3, 7), st.integers(0, 3))
@settings(max_examples=examples(25), deadline=None)
def test_everybody_is_in_one_ring_of_the_right_size_and_nobody_with_whom_they_are_kept_apart(
    schools: int, size: int, rounds: int
) -> None:
    apart = frozenset({frozenset({0, schools - 1})}) if schools > 9 else frozenset[frozenset[int]]()
    history: list[list[tuple[int, ...]]] = []
    for _ in range(rounds + 1):
        history.append(propose_round(range(schools), history, apart, size=size))
    for groups in history:
        assert sorted(school for group in groups for school in group) == list(range(schools))
        assert sorted(map(len, groups)) == sorted(sizes_of(schools, size))
        assert not any(pair <= set(group) for pair in apart for group in groups)
        assert all(len(ring(group)) == (2 if len(group) == 2 else len(group)) for group in groups)


@given(st.integers(4, 7), st.sampled_from([3, 4]), st.data())
@settings(max_examples=examples(25), deadline=None)
def test_few_schools_get_the_cheapest_groups_there_are(schools: int, size: int, data: st.DataObject) -> None:
    liking = [[0] * schools for _ in range(schools)]
    cost: list[list[int | None]] = [[0] * schools for _ in range(schools)]
    for one, other in combinations(range(schools), 2):
        price = data.draw(st.none() | st.integers(0, 100))
        liking[one][other] = liking[other][one] = price or 0
        cost[one][other] = cost[other][one] = price
    table = Table(liking, [[0] * schools for _ in range(schools)], cost, [0] * schools, WEIGHTS)
    sizes = sizes_of(schools, size)
    starts = [sum(sizes[:at]) for at in range(len(sizes) + 1)]
    ways = [[order[a:b] for a, b in pairwise(starts)] for order in permutations(range(schools))]
    possible = [
        price_of_clusters(way, table)
        for way in ways
        if all(cost[a][b] is not None for group in way for a, b in combinations(group, 2))
    ]
    found = cheapest_clusters(table, sizes)
    assert (found is None) == (not possible)
    assert found is None or price_of_clusters(found, table) == min(possible)


def test_a_cluster_that_stays_together_visits_in_another_order() -> None:
    first = propose_round(range(5), [], size=5)
    second = propose_round(range(5), [first], size=5)
    assert repeats(second, [first]) == [], "five schools have two rings without a leg in common"


def test_another_proposal_of_trios_is_another() -> None:
    first = propose(range(9), [], size=3)
    assert set(propose_another(range(9), [], [first.groups], size=3).groups).isdisjoint(first.groups)
    with pytest.raises(CannotPair):
        propose_another(range(3), [], [propose(range(3), [], size=3).groups], size=3)


def test_where_a_school_has_one_visit_hosting_and_resting_go_in_turns() -> None:
    hosted = dict.fromkeys(range(5), 0)
    history: list[list[tuple[int, ...]]] = []
    rests: list[int | None] = []
    for _ in range(10):
        resting = Resting(had_turn(range(5), history, rests))
        found = propose(range(5), history, Wishes(hosted=dict(hosted), resting=resting))
        for host, _ in found.groups:
            hosted[host] += 1
        rests.append(found.rests)
        history.append(list(found.groups))
    for half in (rests[:5], rests[5:]):
        assert sorted(one for one in half if one is not None) == [*range(5)], "each once before anybody does again"
    assert max(hosted.values()) - min(hosted.values()) <= 1


@pytest.mark.parametrize(
    ("wishes", "pairs", "why"),
    [
        (Wishes(types={1: "p", 2: "p", 3: "s", 4: "s"}, alike=True), [(1, 2), (3, 4)], "alike"),
        (Wishes(types={1: "p", 2: "p", 3: "s", 4: "s"}, alike=False), [(1, 4), (2, 3)], "different"),
        (Wishes(focus={1: "data", 4: "data"}), [(1, 4), (2, 3)], "one focus"),
        (
            Wishes(strengths={1: "data"}, hard={3: "data"}),
            [(1, 3), (2, 4)],
            "one is strong in what the other finds hard",
        ),
        (Wishes(shunned=[frozenset({1, 2}), frozenset({1, 3})]), [(1, 4), (2, 3)], "others than before"),
    ],
)
def test_what_is_wished_decides_where_nothing_else_does(
    wishes: Wishes[int], pairs: list[tuple[int, int]], why: str
) -> None:
    assert propose_round([1, 2, 3, 4], [], wishes=wishes) == pairs, why


def test_operators_write_weights_by_name() -> None:
    assert read_weights("") == WEIGHTS
    assert read_weights("kilometre=500, other_focus=40_000") == Weights(kilometre=500, other_focus=40_000)


@pytest.mark.parametrize("text", ["mile=3", "kilometre", "kilometre=-1", "kilometre=1.5", "kilometre=9999999999999999"])
def test_weights_that_cannot_be_read_are_named(text: str) -> None:
    with pytest.raises(WrongWeights) as wrong:
        read_weights(f"met_lately=5 {text}")
    assert wrong.value.part == text


def test_the_operators_page_names_every_weight_as_it_is() -> None:
    page = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
    for field in fields(Weights):
        [line] = [line for line in page.splitlines() if line.startswith("| `") and f"`{field.name}`" in line]
        assert f"| {getattr(WEIGHTS, field.name):,} |" in line


@given(st.integers(4, 20), st.integers(2, 6), st.sampled_from(["ring", "rest", "one way"]), st.data())
@settings(max_examples=examples(40), deadline=None)
def test_whatever_is_kept_kept_apart_or_sits_out_everybody_else_is_in_exactly_one_group(
    number: int, size: int, odd: str, data: st.DataObject
) -> None:
    """Over some rounds with joiners and leavers, each redrawn once with some of its groups kept."""
    history: list[list[tuple[int, ...]]] = []
    rests: list[int | None] = []
    for _ in range(3):
        schools = data.draw(st.sets(st.integers(1, number), min_size=4))
        resting = Resting(had_turn(schools, history, rests)) if odd != "ring" else None
        wishes = Wishes(hosted={} if odd == "one way" and size == 2 else None, resting=resting)
        pairs = st.frozensets(st.sampled_from(sorted(schools)), min_size=2, max_size=2)
        apart = frozenset(data.draw(st.sets(pairs, max_size=2)))
        try:
            first = propose(schools, history, wishes, Rules(apart), size)
            kept = tuple(group for group in first.groups if data.draw(st.booleans()))
            stays = first.rests if data.draw(st.booleans()) else None
            rules = Rules(apart, kept, stays)
            again = propose_another(schools, history, [first.groups], wishes, rules, size, [first.rests])
        except CannotPair:
            continue
        for found in (first, again):
            members = [school for group in found.groups for school in group]
            assert sorted([*members, *([] if found.rests is None else [found.rests])]) == sorted(schools)
            assert not any(pair <= set(group) for pair in apart for group in found.groups)
            assert (found.rests is not None) == (odd != "ring" and size == 2 and len(schools) % 2 == 1)
        assert set(kept) <= set(again.groups)
        assert stays is None or again.rests == stays
        history.append(list(again.groups))
        rests.append(again.rests)
