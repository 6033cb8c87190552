"""What results tell together: gone through answer by answer, another way than the rule itself counts."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from itertools import combinations_with_replacement, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import fitting_worlds
from domain.disclosure import every_count, participation, spread_is_safe
from domain.fitting_worlds import Demand, Setting, World
from domain.releases import (
    Detail,
    Looks,
    Release,
    is_compared,
    middle_of,
    pulse_look,
    pulse_looks,
    rating_look,
    rating_looks,
    rule_for,
    union,
)
from domain.worlds import Watch
from services.solver import HighsSolver
from tests.certain import People, pinned

MUCH = bool(os.environ.get("COP_TEST_EVERYTHING"))


class Unasked:
    """Where so few people are asked, nothing has to be worked out by linear programming."""

    def world(self, sizes: Sequence[int], demands: Sequence[Demand], most: tuple[int, int] | None) -> World | None:
        raise AssertionError("few worlds are gone through one by one")


FEW = frozenset({"a", "b", "c", "d", "e"})
PAIRS = [
    (FEW, FEW, "the same five"),
    (FEW | {"p"}, FEW, "one left"),
    (FEW, FEW | {"q"}, "one came"),
    (FEW - {"e"} | {"p"}, FEW - {"e"} | {"q"}, "one in the place of another"),
]


@pytest.mark.parametrize(("then", "now", "why"), PAIRS)
def test_nobody_is_certain_after_two_results_whatever_came_of_them(then: People, now: People, why: str) -> None:
    """Every first result, and every second one as the rule tells it, of pulse checks."""
    before, after = pulse_looks(len(then), 5, 4), pulse_looks(len(now), 5, 4)
    _go_through(then, now, before, after, why)


@pytest.mark.parametrize(("then", "now", "why"), PAIRS)
def test_nor_of_ratings(then: People, now: People, why: str) -> None:
    before, after = rating_looks(len(then), 4), rating_looks(len(now), 4)
    _go_through(then, now, before, after, why)


def _go_through(then: People, now: People, before: Looks, after: Looks, why: str) -> None:
    """All first results, and all that the second may be told as; in the quick run, some."""
    die = random.Random(why)
    for first in list(before) if MUCH else die.sample(list(before), 2):
        groups = rule_for([Release(then, before[first])], now, after, Unasked()).groups
        for group in groups if MUCH else die.sample(groups, min(2, len(groups))):
            assert pinned([(then, before[first]), (now, union(after, group.looks))]) == [], (why, first, group)


@pytest.mark.parametrize(("then", "now", "why"), PAIRS[1:])
def test_nor_where_there_are_too_many_worlds_to_go_through_and_a_solver_finds_some(
    then: People, now: People, why: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fitting_worlds, "MOST_WORLDS", 0)
    before, after = rating_looks(len(then), 4), rating_looks(len(now), 4)
    die = random.Random(why)
    for first in die.sample(list(before), 6 if MUCH else 1):
        groups = rule_for([Release(then, before[first])], now, after, HighsSolver()).groups
        for group in groups if MUCH else die.sample(groups, min(2, len(groups))):
            assert pinned([(then, before[first]), (now, union(after, group.looks))]) == [], (why, first, group)
    assert capfd.readouterr().out == "", "the solver says nothing of itself"


def test_the_solver_finds_what_is_there_and_proves_what_is_not() -> None:
    """Of three people, two have to be at the lowest level and one above it; or two above it."""
    low = Demand((0,), (((1, 0), 2, 2), ((0, 1), 1, 1)))
    assert HighsSolver().world([3], [low], None) == ((2, 1),)
    assert HighsSolver().world([3], [low, Demand((0,), (((0, 1), 2, 2),))], None) is None
    assert HighsSolver().world([3], [low, Demand((0,), (((0, 1), 2, 2),), spare=True)], None) == ((2, 1),)


def test_the_brute_force_finds_what_two_results_told_as_usual_would_give_away() -> None:
    """Six, of whom half say 2 and half 3; then one leaves, and the middle of the five is 3: the one said 2."""
    six, five = pulse_looks(6, 5, 4), pulse_looks(5, 5, 4)
    first, second = six[pulse_look((0, 3, 3, 0), 6, 6, 5)], five[pulse_look((0, 2, 3, 0), 5, 5, 5)]
    assert "p" in pinned([(FEW | {"p"}, first), (FEW, second)])


def test_where_the_leaver_would_be_told_on_only_the_rule_coarsens() -> None:
    looks = rating_looks(6, 4)
    half = Release(FEW | {"p"}, looks[rating_look((0, 3, 3, 0))])
    rule = rule_for([half], FEW | {"q"}, looks, Unasked())
    group = rule.group_of(rating_look((0, 4, 2, 0)))
    assert group.detail is Detail.MIDDLE
    assert middle_of(looks, group.looks) == (1, 2), "somewhere from the second level to the third"
    # What could not come out, unless people changed their minds, pins nobody, and is told.
    assert rule.group_of(rating_look((5, 1, 0, 0))).detail is not Detail.NOTHING


def test_four_raters_are_promised_nothing_but_who_was_promised_something_before_stays_protected() -> None:
    """Six rated; then two of them left, and four rate again, whose numbers are told: not where they tell on the two."""
    six, looks = FEW | {"p"}, rating_looks(4, 4)
    before = rating_looks(6, 4)[rating_look((0, 3, 2, 1))]
    four = six - {"p", "e"}
    rule = rule_for([Release(six, before)], four, looks, Unasked(), promises=False)
    for group in rule.groups:
        assert not {"p", "e"} & set(pinned([(six, before), (four, union(looks, group.looks))])), group
    assert rule.group_of(rating_look((0, 1, 2, 1))).detail is not Detail.WHOLE, "both who left would have said 2"
    assert (
        rule_for([Release(six, before, promised=False)], four, looks, Unasked(), promises=False)
        .group_of(rating_look((0, 1, 2, 1)))
        .detail
        is Detail.WHOLE
    ), "where nothing was promised"


def test_every_look_is_in_one_group_and_a_group_tells_only_where_the_middle_lies() -> None:
    looks = pulse_looks(9, 5, 4)
    then, now = frozenset(f"p{n}" for n in range(9)), frozenset(f"p{n}" for n in range(1, 10))
    rule = rule_for([Release(then, looks[pulse_look((0, 3, 4, 1), 8, 9, 5)])], now, looks, Unasked())
    named = [look for group in rule.groups for look in group.looks]
    assert sorted(named) == sorted(looks)
    for group in rule.groups:
        assert (len(group.looks) == 1) or group.detail is not Detail.WHOLE


@pytest.mark.parametrize("asked", [5, *(pytest.param(n, marks=pytest.mark.long) for n in (6, 7, 8))])
def test_the_very_same_people_may_be_told_of_each_time_as_if_it_were_the_first(asked: int) -> None:
    """So that nothing has to be compared then; see is_compared. Also where fewer rate the one time."""
    people = frozenset(f"p{number}" for number in range(asked))
    several = [rating_looks(finished, 4) for finished in range(5, asked + 1)]
    pairs = [(pulse_looks(asked, 5, 4), pulse_looks(asked, 5, 4)), *product(several, repeat=2)]
    for before, after in pairs:
        for told in before.values():
            watch = Watch(Setting([people], [told], [True], people), Unasked())
            assert all(watch.is_safe(now) for now in after.values())


@pytest.mark.long
@pytest.mark.parametrize("asked", [5, 6, 7])
def test_nor_do_three_results_of_the_same_people_tell_more(asked: int) -> None:
    people = frozenset(f"p{number}" for number in range(asked))
    looks = list(pulse_looks(asked, 5, 4).values())
    for first, second in combinations_with_replacement(looks, 2):
        watch = Watch(Setting([people, people], [first, second], [True, True], people), Unasked())
        assert all(watch.is_safe(now) for now in looks)


def test_only_what_was_told_of_other_people_is_compared() -> None:
    looks = rating_looks(5, 4)
    told, elsewhere = looks[rating_look((0, 0, 5, 0))], frozenset("vwxyz")
    assert not is_compared([], FEW)
    assert not is_compared([Release(FEW, told), Release(elsewhere, told)], FEW)
    assert is_compared([Release(FEW | {"p"}, told)], FEW)
    assert is_compared([Release(FEW, told), Release(frozenset("abvwx"), told)], FEW), "the same people, and others too"


def test_what_looks_alike_has_one_name_and_names_say_what_is_told() -> None:
    for asked, counts in ((9, (0, 3, 4, 1)), (12, (2, 2, 2, 2)), (18, (0, 0, 14, 1))):
        looks, total = pulse_looks(asked, 5, 4), sum(counts)
        alike = looks[pulse_look(counts, total, asked, 5)].alike
        assert counts in alike
        assert len({participation(sum(each), asked, 5) for each in alike}) == 1
    for look, told in rating_looks(7, 4).items():
        assert look.startswith("middle") is not (len(told.alike) == 1 and spread_is_safe(told.alike[0]))
    assert sum(len(told.alike) for told in rating_looks(7, 4).values()) == len(list(every_count(7, 4)))


def test_bounds_hold_for_all_that_is_told_alike() -> None:
    """What linear programming is asked is never narrower than what was told."""
    for told in (*pulse_looks(11, 5, 4).values(), *rating_looks(6, 5).values()):
        for times, least, most in told.bounds:
            sums = [sum(one * count for one, count in zip(times, counts, strict=True)) for counts in told.alike]
            assert least <= min(sums) <= max(sums) <= most


@settings(max_examples=30 if MUCH else 4, deadline=None, derandomize=True)
@given(data=st.data())
def test_over_any_results_with_joiners_and_leavers_nobody_is_certain(data: st.DataObject) -> None:
    """Five or six of seven are asked each time; the rule decides, and the brute force looks at all of it together."""
    crowd = "abcdefg" if MUCH else "abcdef"
    earlier: list[Release] = []
    for _ in range(3 if MUCH else 2):
        size = data.draw(st.integers(5, 6))
        asked = frozenset(data.draw(st.permutations(crowd))[:size])
        looks = data.draw(st.sampled_from([pulse_looks(size, 5, 4), rating_looks(size, 4)]))
        rule = rule_for(earlier, asked, looks, Unasked())
        group = rule.group_of(data.draw(st.sampled_from(sorted(looks))))
        earlier.append(Release(asked, union(looks, group.looks)))
    assert pinned([(release.asked, release.told) for release in earlier]) == []
