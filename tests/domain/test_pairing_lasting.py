"""Rounds chosen by distance: never a hard rule broken, the least weight there is, and new partners to the end."""

from collections.abc import Iterator, Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.matching import cheapest_matching
from domain.pairing import CannotPair, Group, last_met, propose_round, repeats
from domain.pairing_costs import Table, Wishes, table_of
from domain.pairing_rounds import cheapest_round, pairs_in, price_of
from domain.pairing_weights import Weights
from domain.schools import Place, metres_between
from tests.turns import examples

Rounds = list[list[Group[int]]]
degrees = st.floats(-0.5, 0.5, allow_nan=False)
points = st.builds(lambda north, east: Place(latitude=-37 + north, longitude=145 + east), degrees, degrees)


@st.composite
def networks(draw: st.DrawFn, most: int = 8) -> tuple[list[int], Rounds, Wishes[int]]:
    """Schools as they are now, after rounds that others took part in too: joiners, leavers, some that sat out."""
    places = dict(enumerate(draw(st.lists(st.one_of(points, st.just(Place())), min_size=most + 2, max_size=most + 2))))
    types = {school: draw(st.sampled_from(["primary", "secondary", ""])) for school in places}
    weights = Weights(same_type=draw(st.sampled_from([0, 4000])))
    said = st.dictionaries(st.sampled_from(sorted(places)), st.sampled_from(["data", "voice"]), max_size=4)
    alike, networks = (
        draw(st.sampled_from([None, True, False])),
        draw(st.sampled_from([{}, {n: n % 2 for n in places}])),
    )
    wishes = Wishes(places, types, draw(said), draw(said), draw(said), networks, alike, weights=weights)
    some = st.sets(st.sampled_from(sorted(places)), min_size=2, max_size=most)
    history: Rounds = []
    for _ in range(draw(st.integers(0, 4))):
        history.append(propose_round(draw(some), history, wishes=wishes))
    return sorted(draw(some)), history, wishes


def every_round(schools: Sequence[int]) -> Iterator[list[Group[int]]]:
    """Every way to put these into pairs, and into one group of three where they are odd."""
    if not schools:
        yield []
        return
    first, *others = schools
    for partner in others:
        for rest in every_round([school for school in others if school != partner]):
            if len(schools) % 2 == 0 or any(len(group) == 3 for group in rest):
                yield [(first, partner), *rest]
    for pair in combinations(others, 2) if len(schools) % 2 else ():
        for rest in every_round([school for school in others if school not in pair]):
            yield [(first, *pair), *rest]


def least(table: Table) -> int | None:
    """The price of the cheapest round of all, by looking at each."""
    prices = [
        price_of(groups, table)
        for groups in every_round(range(table.size))
        if all(table.cost[one][other] is not None for one, other in pairs_in(groups))
    ]
    return min(prices, default=None)


@given(networks(), st.data())
@settings(max_examples=examples(40), deadline=None)
def test_no_hard_rule_is_broken_and_no_round_weighs_less(
    network: tuple[list[int], Rounds, Wishes[int]], data: st.DataObject
) -> None:
    schools, history, wishes = network
    pairs = st.sampled_from(list(combinations(schools, 2)))
    apart = {frozenset(pair) for pair in data.draw(st.lists(pairs, max_size=4))}
    table = table_of(schools, history, apart, wishes)
    cheapest, found = least(table), cheapest_round(table, cheapest_matching)
    assert (None if found is None else price_of(found, table)) == cheapest
    if cheapest is None:
        with pytest.raises(CannotPair):
            propose_round(schools, history, apart, wishes)
        return
    proposed = propose_round(schools, history, apart, wishes)
    assert sorted(school for group in proposed for school in group) == schools
    assert sorted(map(len, proposed))[:-1] == [2] * (len(proposed) - 1)
    together = [frozenset(pair) for pair in pairs_in(proposed)]
    assert not apart & set(together)
    # A round that leaves new partners for later may be further, but never lets more meet again.
    assert len(repeats(proposed, history)) == cheapest // wishes.weights.met_again


def square(size: int) -> list[Place]:
    """Schools that lie about in no order, the same ones each time."""
    return [
        Place(latitude=-37 - n * 7919 % 1009 / 1009, longitude=144 + n * 104_729 % 997 / 997)
        for n in range(1, size + 1)
    ]


def turns_in_trios(history: Rounds, size: int) -> list[int]:
    trios = [group for groups in history for group in groups if len(group) == 3]
    return [sum(school in trio for trio in trios) for school in range(size)]


def rounds_by_distance(size: int, most: int) -> Rounds:
    wishes, history = Wishes(places=dict(enumerate(square(size)))), list[list[Group[int]]]()
    for _ in range(most):
        history.append(propose_round(range(size), history, wishes=wishes))
    return history


@pytest.mark.parametrize("size", [2, 4, 6, 8, 10, 12, 14, 18])
def test_by_distance_too_everybody_meets_everybody_in_one_round_less_than_they_are(size: int) -> None:
    history = rounds_by_distance(size, size - 1)
    assert not [number for number, groups in enumerate(history) if repeats(groups, history[:number])]


@pytest.mark.parametrize(("size", "rounds"), [(7, 3), (9, 5), (13, 8), (15, 10), (17, 10), (25, 8)])
def test_an_odd_number_meets_nobody_twice_for_long_and_takes_turns_in_the_trio(size: int, rounds: int) -> None:
    history = rounds_by_distance(size, rounds)
    assert not [number for number, groups in enumerate(history) if repeats(groups, history[:number])]
    apart = [max(turns) - min(turns) for done in range(rounds) if (turns := turns_in_trios(history[: done + 1], size))]
    assert max(apart) <= 2, "nobody is ever more than two turns ahead"
    assert size < 10 or apart[7] <= 1, "and none more than one when the rounds that are planned together are done"


@pytest.mark.parametrize("size", [14, 15])
def test_rounds_that_are_planned_together_drive_less_than_the_nearest_round_by_round(size: int) -> None:
    wishes = Wishes(places=dict(enumerate(square(size))))
    by_itself: Rounds = []
    for _ in range(8):
        table = table_of(range(size), by_itself, frozenset(), wishes)
        by_itself.append(cheapest_round(table, cheapest_matching) or [])
    together = rounds_by_distance(size, 8)
    assert not [number for number, groups in enumerate(together) if repeats(groups, together[:number])]
    bare = table_of(range(size), (), frozenset(), wishes)
    planned, taken = (sum(price_of(groups, bare) for groups in rounds) for rounds in (together, by_itself))
    assert planned < taken


@given(networks(most=14), st.data())
@settings(max_examples=examples(15), deadline=None)
def test_nor_is_a_hard_rule_broken_where_rounds_are_planned_together(
    network: tuple[list[int], Rounds, Wishes[int]], data: st.DataObject
) -> None:
    schools, history, wishes = network
    pairs = st.sampled_from(list(combinations(schools, 2)))
    apart = {frozenset(pair) for pair in data.draw(st.lists(pairs, max_size=4))}
    alone = cheapest_round(table_of(schools, history, apart, wishes), cheapest_matching)
    if alone is None:
        return
    proposed = propose_round(schools, history, apart, wishes)
    assert sorted(school for group in proposed for school in group) == schools
    assert sorted(map(len, proposed))[:-1] == [2] * (len(proposed) - 1)
    assert not apart & {frozenset(pair) for pair in pairs_in(proposed)}
    by_itself = [tuple(schools[place] for place in group) for group in alone]
    assert len(repeats(proposed, history)) <= len(repeats(by_itself, history))


@pytest.mark.parametrize("places", [{}, dict(enumerate(square(7)))], ids=["no distances", "by distance"])
def test_seven_schools_share_the_turns_in_the_trio_over_eight_rounds(places: dict[int, Place]) -> None:
    history: Rounds = []
    for _ in range(8):
        history.append(propose_round(range(7), history, wishes=Wishes(places=places)))
    turns = turns_in_trios(history, 7)
    assert (min(turns), max(turns)) == (3, 4)


def test_schools_that_are_near_come_together_first_and_then_those_that_are_next_near() -> None:
    along = [Place(latitude=-37.0, longitude=145 + offset / 100) for offset in (0, 50, 1, 51)]
    wishes = Wishes(places=dict(enumerate(along)))
    first = propose_round(range(4), (), wishes=wishes)
    assert first == [(0, 2), (1, 3)]
    assert propose_round(range(4), [first], wishes=wishes) in ([(0, 1), (2, 3)], [(0, 3), (1, 2)])
    assert last_met([(0, 2), (1, 3, 0)], [first]) == [1, 1]
    assert last_met([(0, 1)], [first]) == [None]


def test_types_alike_come_together_where_the_weights_say_so() -> None:
    types = {0: "primary", 1: "secondary", 2: "secondary", 3: "primary"}
    alike = Wishes(types=types, weights=Weights(other_type=50))
    assert propose_round(range(4), (), wishes=alike) == [(0, 3), (1, 2)]


def test_from_melbourne_to_geelong_it_is_65_kilometres() -> None:
    melbourne, geelong = Place(latitude=-37.8136, longitude=144.9631), Place(latitude=-38.1499, longitude=144.3617)
    assert metres_between(melbourne, geelong) == pytest.approx(64_700, abs=500)
    assert metres_between(melbourne, Place(postcode="3220")) is None
