"""A school that cannot do a round: those left are placed as cheaply as can be, and what is under way stays."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.replacing import ALONE, JOINING, Replacement, Replacing, Running, replacing
from tests.turns import examples


def price(one: int, other: int) -> int | None:
    return None if {one, other} == {1, 9} else abs(one - other)


def left(school: int) -> Running:
    """A school whose partner (the school and 100) cannot."""
    return Running((school, school + 100), frozenset({school + 100}), frozenset({school}))


def test_the_two_left_of_a_ring_go_on_as_a_pair() -> None:
    ring = Running((1, 2, 3), frozenset({1}), frozenset({3}))
    assert replacing([Running((4, 5)), ring], price) == Replacing((Replacement((2, 3), 1),))


def test_nobody_is_moved_where_nobody_is_left_without_a_visit() -> None:
    hosted_already = Running((1, 2), frozenset({2}))
    assert replacing([hosted_already, Running((3, 4), free=frozenset({3}))], price) == Replacing()


def test_two_left_alone_visit_each_other_and_no_pair_is_disturbed() -> None:
    found = replacing([left(1), Running((3, 4), free=frozenset({3, 4})), left(2)], price)
    assert found == Replacing((Replacement((1, 2)),))


def test_one_left_alone_joins_the_pair_that_is_nearest_behind_a_host_whose_visit_has_no_day() -> None:
    near = Running((2, 3), free=frozenset({3}))
    found = replacing([left(1), near, Running((7, 8), free=frozenset({7, 8}))], price)
    assert found == Replacing((Replacement((2, 3, 1), 1),)), "2 is visited by 3 as before; 1 comes between 3 and 2"


def test_the_school_that_rests_takes_a_place_before_any_pair_is_disturbed() -> None:
    pair = Running((3, 4), free=frozenset({3, 4}))
    assert replacing([left(1), pair], price, free=8) == Replacing((Replacement((1, 8)),))
    assert replacing([left(1), left(2), pair], price, free=8) == Replacing((Replacement((1, 2)),)), "and rests on"
    assert replacing([left(1), pair], lambda _, other: ALONE // 10 if other == 8 else 1, free=8).groups == (
        Replacement((1, 8)),
    ), "though they have met"
    assert replacing([left(1), Running((3, 4))], price, free=9) == Replacing((), (1,)), "two that are kept apart"
    assert replacing([left(1), left(2), left(3), pair], price, free=8).alone == ()


def test_dates_that_stand_schools_kept_apart_and_rings_that_are_full_leave_a_school_alone() -> None:
    others = [Running((2, 3)), Running((8, 9), free=frozenset({8})), Running((4, 5, 6), free=frozenset({4}))]
    assert replacing([left(1), *others], price) == Replacing((), (1,))


@given(st.integers(1, 3), st.integers(0, 3), st.data())
@settings(max_examples=examples(60), deadline=None)
def test_it_costs_as_little_as_any_way_there_is(alone: int, pairs: int, data: st.DataObject) -> None:
    schools = range(alone + 2 * pairs)
    costs = {
        (one, other): data.draw(st.none() | st.integers(0, 50)) for one in schools for other in schools if one < other
    }

    def of(one: int, other: int) -> int | None:
        return costs[min(one, other), max(one, other)]

    groups = [Running((alone + 2 * n, alone + 2 * n + 1), free=frozenset({alone + 2 * n})) for n in range(pairs)]
    running = [*(Running((n, n + 100), frozenset({n + 100}), frozenset({n})) for n in range(alone)), *groups]
    found = replacing(running, of)

    def joins(school: int, group: Running) -> int | None:
        prices = [of(school, other) for other in group.schools]
        return None if None in prices else JOINING + sum(one or 0 for one in prices)

    def total(proposed: Replacing) -> int:
        cost = ALONE * len(proposed.alone)
        for one in proposed.groups:
            if one.home is None:
                cost += of(one.schools[0], one.schools[1]) or 0
            else:
                [school] = set(one.schools) - set(running[one.home].schools)
                cost += joins(school, running[one.home]) or 0
        return cost

    def cheapest(rest: tuple[int, ...], free: tuple[Running, ...]) -> int:
        if not rest:
            return 0
        first, *others = rest
        ways = [ALONE + cheapest(tuple(others), free)]
        for other in others:
            if (cost := of(first, other)) is not None:
                ways.append(cost + cheapest(tuple(o for o in others if o != other), free))
        for at, group in enumerate(free):
            if (cost := joins(first, group)) is not None:
                ways.append(cost + cheapest(tuple(others), free[:at] + free[at + 1 :]))
        return min(ways)

    assert total(found) == min(cheapest(order, tuple(groups)) for order in permutations(range(alone)))
