"""Proposals that follow a turned-down one, and who may read findings."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest

from domain.evidence_links import WrongLink, read_links, write_links
from domain.pairing import CannotPair
from domain.peer_reviews import Rules, can_be_due, due_date, may_read, propose, propose_another, swapped
from storage.calendars import load_calendar
from tests.refusals import refused


def pairs(groups: tuple[tuple[int, ...], ...]) -> set[frozenset[int]]:
    return {frozenset(pair) for group in groups for pair in combinations(group, 2)}


@pytest.mark.parametrize("schools", [4, 6, 9, 10, 25])
def test_another_proposal_has_no_pair_of_the_last_one(schools: int) -> None:
    ids = range(1, schools + 1)
    turned_down = [propose(ids, []).groups]
    for _ in range(3):
        another = propose_another(ids, [], turned_down)
        assert pairs(another.groups).isdisjoint(pairs(turned_down[-1]))
        assert another.repeats == ()
        turned_down.append(another.groups)


def test_shuffling_does_not_use_up_the_plan() -> None:
    ids, history = range(1, 9), []
    for _ in range(7):
        first = propose(ids, history)
        chosen = propose_another(ids, history, [first.groups]) if len(history) < 6 else first
        assert chosen.repeats == ()
        history.append(chosen.groups)


@pytest.mark.parametrize("schools", [2, 3])
def test_two_or_three_schools_can_be_put_together_in_one_way_only(schools: int) -> None:
    ids = range(1, schools + 1)
    with refused(CannotPair, "no other way"):
        propose_another(ids, [], [propose(ids, []).groups])


def test_repeats_are_named() -> None:
    first = propose([1, 2], [])
    assert first.repeats == ()
    assert propose([1, 2], [first.groups]).repeats == ((1, 2),)


@pytest.mark.parametrize(
    ("shared_with", "readers", "why"),
    [
        ("schools", "", "not even the chair or the SEIL, unless the host shares"),
        ("leaders", "chair seil", "shared with chair and SEIL, and not with everybody"),
        ("chair", "chair", "a SEIL takes part in principals' performance reviews"),
        ("seil", "seil", "or with the SEIL alone"),
        ("network", "chair seil anybody", "shared with the network"),
        ("nonsense", "", "anything else is closed"),
    ],
)
def test_the_host_decides_who_reads_the_findings(shared_with: str, readers: str, why: str) -> None:
    roles = ("chair", "seil", "anybody")
    may = [one for one in roles if may_read(shared_with, chair=one == "chair", seil=one == "seil")]
    assert may == readers.split(), why


def test_links_stand_one_a_line_with_a_name_before_them_or_not() -> None:
    typed = "https://one.example/a\n\n Work samples, Year 5  https://two.example/b?c=d "
    links = (("https://one.example/a", ""), ("https://two.example/b?c=d", "Work samples, Year 5"))
    assert read_links(typed) == links
    assert read_links(write_links(links)) == links


@pytest.mark.parametrize("typed", ["our planner", "ftp://one.example/a", "https://", "javascript:alert(1)"])
def test_what_is_no_link_is_named(typed: str) -> None:
    with pytest.raises(WrongLink) as wrong:
        read_links(f"https://one.example\n{typed}")
    assert wrong.value.line == typed


def test_a_round_has_four_school_weeks() -> None:
    assert due_date(date(2026, 5, 18), load_calendar("victoria", None)) == date(2026, 6, 16), "a holiday in between"


def test_groups_that_are_kept_stay_and_pairs_that_are_kept_apart_do_not_meet() -> None:
    schools = range(1, 10)
    rules = Rules(apart=frozenset({frozenset({1, 2}), frozenset({3, 4})}), kept=((5, 6),))
    found = propose(schools, [], rules=rules)
    assert (5, 6) in found.groups
    assert sorted(school for group in found.groups for school in group) == list(schools)
    assert not any(rules.forbids(group) for group in found.groups)
    another = propose_another(schools, [], [found.groups], rules=rules)
    assert set(another.groups) & set(found.groups) == {(5, 6)}
    with pytest.raises(CannotPair) as left_over:
        propose(schools, [], rules=Rules(kept=((1, 2), (3, 4), (5, 6), (7, 8))))
    assert left_over.value.key == "peer_reviews.wrong_left_over"
    assert propose([1, 2], [], rules=Rules(kept=((1, 2),))).groups == ((1, 2),)


def test_two_schools_of_different_groups_change_places() -> None:
    assert swapped([(1, 2), (3, 4, 5)], 2, 4) == [(1, 4), (3, 2, 5)]
    for one, other in ((1, 2), (1, 9)):
        with pytest.raises(ValueError, match="change places"):
            swapped([(1, 2), (3, 4, 5)], one, other)


@pytest.mark.parametrize(
    ("due_on", "can", "why"),
    [
        (date(2026, 5, 4), False, "today"),
        (date(2026, 5, 5), True, "tomorrow"),
        (date(2027, 5, 4), True, "in a year"),
        (date(2062, 6, 12), False, "a slip of 2026"),
    ],
)
def test_a_round_ends_within_a_year(due_on: date, can: bool, why: str) -> None:
    assert can_be_due(due_on, date(2026, 5, 4)) is can, why
