"""An odd school that rests, each in its turn: nobody twice before everybody has, and everybody else in one pair."""

from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.matching import cheapest_matching
from domain.pairing import Group, repeats
from domain.pairing_costs import Wishes, table_of
from domain.pairing_rounds import cheapest_round, price_of
from domain.peer_reviews import Rules, propose, propose_another, swapped
from domain.resting import Odd, Resting, had_turn, odd_in
from domain.schools import Place
from tests.domain.test_pairing_lasting import every_round, networks, square
from tests.turns import examples

Rounds = list[list[Group[int]]]


def so_many_rounds(schools: Sequence[int], most: int, places: dict[int, Place]) -> tuple[Rounds, list[int | None]]:
    history: Rounds = []
    rests: list[int | None] = []
    for _ in range(most):
        wishes = Wishes(places, resting=Resting(had_turn(schools, history, rests)))
        found = propose(schools, history, wishes)
        history.append(list(found.groups))
        rests.append(found.rests)
    return history, rests


@pytest.mark.parametrize("known", [True, False], ids=["by distance", "no distances"])
@pytest.mark.parametrize("size", [3, 5, 7, 9, 11, 15])
def test_an_odd_number_meets_everybody_while_each_rests_once(size: int, known: bool) -> None:
    places = dict(enumerate(square(size))) if known else {}
    history, rests = so_many_rounds(range(size), size + 2, places)
    whole = history[:size]
    assert not [number for number, groups in enumerate(whole) if repeats(groups, whole[:number])]
    assert {frozenset(group) for groups in whole for group in groups} == set(
        map(frozenset, combinations(range(size), 2))
    )
    assert sorted(one for one in rests[:size] if one is not None) == [*range(size)]
    assert len(set(rests[size - 1 :])) == 3, "nor does anybody rest twice in a row when turns begin anew"


@pytest.mark.parametrize(
    ("members", "rounds", "had", "why"),
    [
        ("abc", [("ab", "c")], "c", "its turn"),
        ("abc", [("ab", None)], "", "c sat out for another reason"),
        ("abc", [("ab", "c"), ("ac", "b"), ("bc", "a")], "a", "turns begin anew, and nobody rests twice in a row"),
        ("abc", [("ab", "c"), ("ac", "b"), ("bc", "a"), ("ac", "b")], "b", "the second turns"),
        ("abcd", [("ab", "c"), ("ac", "b"), ("bc", "a")], "a", "a joiner makes up for nothing"),
        ("abcd", [("ab", "c"), ("acbd", None), ("ac", "b")], "bc", "and waits as others do"),
        ("ab", [("ab", "c"), ("bc", "a")], "a", "a leaver takes its turn along"),
        ("ab", [("abcd", "e"), ("bcde", "a"), ("acde", "b")], "b", "and nobody waits for one that has left unrested"),
        ("abc", [("ab", "c"), ("ab", "c")], "c", "by the chair's choice, so that both others still wait"),
    ],
)
def test_a_turn_is_had_until_everybody_has_had_one(
    members: str, rounds: list[tuple[str, str | None]], had: str, why: str
) -> None:
    history = [[tuple(schools[at : at + 2]) for at in range(0, len(schools), 2)] for schools, _ in rounds]
    assert "".join(sorted(had_turn(members, history, [rests for _, rests in rounds]))) == had, why


@given(st.data())
@settings(max_examples=examples(40), deadline=None)
def test_nobody_rests_twice_before_everybody_has_whoever_joins_and_leaves(data: st.DataObject) -> None:
    stays, others = range(4), st.sets(st.integers(4, 12), max_size=9)
    history: Rounds = []
    rests: list[int | None] = []
    for _ in range(data.draw(st.integers(1, 9))):
        schools = sorted({*stays, *data.draw(others)})
        had = had_turn(schools, history, rests)
        found = propose(schools, history, Wishes(resting=Resting(had)))
        in_pairs = [one for group in found.groups for one in group]
        assert sorted(in_pairs if found.rests is None else [*in_pairs, found.rests]) == schools
        assert (found.rests is None) == (len(schools) % 2 == 0)
        assert found.rests not in had
        history.append(list(found.groups))
        rests.append(found.rests)
        times = [rests.count(school) for school in stays]
        assert max(times) - min(times) <= 1


@given(networks(), st.data())
@settings(max_examples=examples(30), deadline=None)
def test_no_other_round_with_one_at_rest_weighs_less(
    network: tuple[list[int], Rounds, Wishes[int]], data: st.DataObject
) -> None:
    schools, history, wishes = network
    schools = schools if len(schools) % 2 else schools[1:]
    if len(schools) < 3:
        return
    had = data.draw(st.sets(st.integers(0, len(schools) - 1), max_size=len(schools)))
    pairs = st.sampled_from(list(combinations(schools, 2)))
    apart = {frozenset(pair) for pair in data.draw(st.lists(pairs, max_size=4))}
    table = table_of(schools, history, apart, wishes).with_rest(dict.fromkeys(had, 1), ())
    prices = [
        price_of(groups, table)
        for groups in every_round(range(table.size))
        if all(table.cost[one][other] is not None for one, other in groups)
    ]
    found = cheapest_round(table, cheapest_matching)
    assert (None if found is None else price_of(found, table)) == min(prices, default=None)


def test_another_proposal_lets_another_rest_as_far_as_it_is_the_turn_of_others() -> None:
    schools, waiting = range(7), Wishes(resting=Resting({1: 1, 2: 2, 3: 3, 4: 4}))
    proposals = [propose(schools, [], waiting)]
    for _ in range(3):
        turned_down = [one.groups for one in proposals]
        proposals.append(propose_another(schools, [], turned_down, waiting, rested=[one.rests for one in proposals]))
    rests = [one.rests for one in proposals]
    assert set(rests[:3]) == {0, 5, 6}, "each of those whose turn it is"
    assert rests[3] in {0, 5, 6} - {rests[2]}
    last = Wishes(resting=Resting(dict.fromkeys(range(6), 1)))
    first = propose(schools, [], last)
    again = propose_another(schools, [], [first.groups], last, rested=[first.rests])
    assert first.rests == again.rests == 6, "nobody else's turn"
    stays = propose_another(schools, [], [first.groups], last, Rules(rests=3), rested=[first.rests])
    assert stays.rests == 3, "the chair's choice"
    assert propose(range(6), [], last, Rules(rests=3)).rests is None, "an even number has nobody at rest"
    assert swapped([*first.groups, (6,)], 6, 0)[-1] == (0,)


def test_with_one_visit_a_school_the_odd_one_always_rests() -> None:
    assert [odd_in(odd, visits) for odd in Odd for visits in (1, 2)] == [Odd.REST, Odd.RING, Odd.REST, Odd.REST]
