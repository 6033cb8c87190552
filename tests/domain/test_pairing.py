from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.pairing import CannotPair, Group, plan_rounds, propose_round, repeats, ring
from tests.refusals import refused
from tests.turns import examples

Rounds = list[list[Group[int]]]


def pairs_in(groups: list[Group[int]]) -> list[frozenset[int]]:
    return [frozenset(pair) for group in groups for pair in combinations(group, 2)]


def rounds_without_repeat(schools: range, most: int) -> Rounds:
    """As many rounds as come without a repeat, each proposed from those before it."""
    history: Rounds = []
    while len(history) < most:
        groups = propose_round(schools, history)
        if repeats(groups, history):
            break
        history.append(groups)
    return history


@pytest.mark.parametrize("n", range(2, 32, 2))
def test_even_network_meets_nobody_twice_for_n_less_one_rounds(n: int) -> None:
    history = rounds_without_repeat(range(n), most=n)
    assert len(history) == n - 1
    everyone_met = [pair for groups in history for pair in pairs_in(groups)]
    assert len(everyone_met) == len(set(everyone_met)) == n * (n - 1) // 2


@pytest.mark.parametrize("n", range(3, 32, 2))
def test_odd_network_meets_nobody_twice_for_nearly_as_long_as_trios_allow(n: int) -> None:
    # A round of (n − 3) / 2 pairs and a trio uses up (n + 3) / 2 of the n (n − 1) / 2 pairs there are.
    possible = n * (n - 1) // (n + 3)
    history = rounds_without_repeat(range(n), most=n)
    assert max(1, possible * 3 // 4) <= len(history) <= possible


def test_nobody_is_always_in_the_trio() -> None:
    history: Rounds = []
    for _ in range(9):
        history.append(propose_round(range(9), history))
    turns = [sum(n in group for groups in history for group in groups if len(group) == 3) for n in range(9)]
    assert sum(turns) == 27
    assert min(turns) >= 1
    assert max(turns) <= 5


@given(st.integers(2, 31), st.integers(0, 4))
@settings(max_examples=examples(40), deadline=None)
def test_every_school_is_in_exactly_one_group_of_two_or_one_of_three(n: int, rounds: int) -> None:
    history: Rounds = []
    for _ in range(rounds + 1):
        history.append(propose_round(range(n), history))
    for groups in history:
        assert sorted(school for group in groups for school in group) == list(range(n))
        assert sorted(len(group) for group in groups) == [2] * ((n - 3 * (n % 2)) // 2) + [3] * (n % 2)


def test_plan_is_the_circle() -> None:
    assert plan_rounds(["d", "c", "b", "a"]) == [
        [("a", "d"), ("b", "c")],
        [("a", "b"), ("c", "d")],
        [("a", "c"), ("b", "d")],
    ]
    assert plan_rounds([1, 2, 3]) == []
    assert plan_rounds(set[int]()) == []


def test_when_all_have_met_those_who_met_longest_ago_meet_again() -> None:
    history: Rounds = [[(1, 3), (2, 4)], [(1, 2), (3, 4)], [(1, 4), (2, 3)]]
    assert propose_round([1, 2, 3, 4], history) == [(1, 3), (2, 4)]
    assert propose_round([1, 2, 3, 4], [*history, [(1, 3), (2, 4)]]) == [(1, 2), (3, 4)]


def test_one_repeat_is_better_than_two_however_old() -> None:
    # The rounds of four schools are fixed by the partner of 1: 2 (two repeats, old) or 3 (one, recent).
    history: Rounds = [[(1, 2), (3, 4)], [(1, 4), (2, 3)], [(2, 4)]]
    assert propose_round([1, 2, 3, 4], history) == [(1, 3), (2, 4)]


def test_history_of_three_who_met_in_a_ring_counts_for_all_three() -> None:
    assert repeats([(1, 2), (3, 4)], [[(1, 2, 3), (4, 5)]]) == [(1, 2)]


def test_a_joiner_meets_the_others_without_undoing_what_was() -> None:
    history = rounds_without_repeat(range(8), most=3)
    grown = propose_round(range(10), history)
    assert repeats(grown, history) == []
    assert {school for group in grown for school in group} == set(range(10))


def test_a_leaver_is_gone_and_the_rest_still_meet_new_partners() -> None:
    history = rounds_without_repeat(range(10), most=4)
    shrunk = propose_round([school for school in range(10) if school not in (0, 7)], history)
    assert repeats(shrunk, history) == []
    assert not {0, 7} & {school for group in shrunk for school in group}


@pytest.mark.parametrize("n", [4, 5, 9, 12])
def test_pairs_kept_apart_are_in_no_group(n: int) -> None:
    apart = {frozenset({0, 1}), frozenset({0, 2}), frozenset({1, 3})} if n > 5 else {frozenset({0, 1})}
    history: Rounds = []
    for _ in range(6):
        groups = propose_round(range(n), history, apart)
        assert not apart & set(pairs_in(groups))
        history.append(groups)


@pytest.mark.parametrize(
    ("schools", "apart", "why"),
    [
        ([1, 2], [{1, 2}], "the only pair"),
        ([1, 2, 3], [{1, 2}], "the only trio"),
        ([1, 2, 3, 4], [{1, 2}, {1, 3}, {1, 4}], "a school that may meet nobody"),
    ],
)
def test_too_many_kept_apart_is_a_sentence(schools: list[int], apart: list[set[int]], why: str) -> None:
    with refused(CannotPair, "without a partner"):
        propose_round(schools, [], [frozenset(pair) for pair in apart])


@pytest.mark.parametrize("schools", [[], [1], [1, 1]])
def test_a_round_takes_two_schools(schools: list[int]) -> None:
    with refused(CannotPair, "at least two schools"):
        propose_round(schools)


@given(st.permutations(range(9)))
@settings(max_examples=examples(20), deadline=None)
def test_the_order_in_which_schools_are_named_changes_nothing(schools: list[int]) -> None:
    history: Rounds = [[(0, 1, 2), (3, 4), (5, 6), (7, 8)]]
    assert propose_round(schools, history) == propose_round(range(9), history)


def test_a_pair_visits_both_ways_and_a_trio_in_a_ring() -> None:
    assert ring(("a", "b")) == [("a", "b"), ("b", "a")]
    assert ring((1, 2, 3)) == [(1, 2), (2, 3), (3, 1)]


@pytest.mark.parametrize("group", [(1,), (1, 1), (1, 2, 1)])
def test_other_groups_make_no_ring(group: Group[int]) -> None:
    with pytest.raises(ValueError, match="two or more"):
        ring(group)
