"""Joint groups: for how long, about what, who can be asked, and who has a seat."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.errors import Gone, Invalid
from domain.groups import (
    MOST_SCHOOLS,
    MOST_STARTED,
    WAITS,
    Held,
    Home,
    Seats,
    check_outcome,
    check_room,
    check_started,
    check_until,
    focus_of,
    heirs,
    is_ending,
    is_open,
    may_ask_from,
    page_of,
    seats_to_change,
    waits,
)

TODAY = date(2026, 5, 18)
ASKED = datetime(2026, 5, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "fits"), [(None, False), (-1, False), (13, False), (14, True), (731, True), (732, False)]
)
def test_a_group_goes_on_for_two_weeks_to_two_years(days: int | None, fits: bool) -> None:
    until = None if days is None else TODAY + timedelta(days=days)
    if fits:
        assert check_until(until, TODAY) == until
    else:
        with pytest.raises(Invalid):
            check_until(until, TODAY)


def test_four_weeks_before_its_last_day_there_is_something_to_decide() -> None:
    assert is_ending(TODAY + timedelta(days=28), TODAY)
    assert not is_ending(TODAY + timedelta(days=29), TODAY)


def test_all_networks_are_on_some_page_of_the_form_and_a_network_begins_so_many_groups() -> None:
    networks, pages = list(range(17)), [page_of(list(range(17)), page) for page in range(3)]
    assert [one for found, _ in pages for one in found] == networks
    assert [more for _, more in pages] == [True, True, False]
    assert page_of(networks[:8], 0) == (networks[:8], False)
    check_started(MOST_STARTED - 1, "Merri-bek")
    with pytest.raises(Gone, match="too_many_started"):
        check_started(MOST_STARTED, "Merri-bek")


def test_a_focus_is_a_topic_own_words_or_both() -> None:
    assert focus_of("Inclusion", "", 50) == "Inclusion"
    assert focus_of("", " attendance\n in Year 7 ", 50) == "attendance in Year 7"
    assert focus_of("Inclusion", "attendance", 50) == "Inclusion: attendance"
    for about, words in (("", " "), ("Inclusion", "x" * 50)):
        with pytest.raises(Invalid):
            focus_of(about, words, 50)


def test_what_came_of_it_is_one_short_line() -> None:
    assert check_outcome(" A rubric\nfor all ") == "A rubric for all"
    with pytest.raises(Invalid):
        check_outcome("x" * 301)
    check_room(MOST_SCHOOLS - 1, 1)
    with pytest.raises(Gone):
        check_room(MOST_SCHOOLS, 1)


@pytest.mark.parametrize(
    ("answer", "ended", "after", "open_", "waiting"),
    [
        ("", False, timedelta(0), True, True),
        ("no", False, timedelta(0), False, True),  # looks like waiting
        ("yes", False, timedelta(0), False, False),
        ("", True, timedelta(0), False, False),
        ("", False, WAITS, False, False),
        ("no", False, WAITS, False, False),  # over on the same day as what nobody answered
    ],
)
def test_a_no_looks_like_waiting(answer: str, ended: bool, after: timedelta, open_: bool, waiting: bool) -> None:
    ended_at = ASKED if ended else None
    assert is_open(ASKED, answer, ended_at, ASKED + after) is open_
    assert waits(ASKED, answer, ended_at, ASKED + after) is waiting


@pytest.mark.parametrize(
    ("leads", "founded_in", "linked", "may"),
    [
        (True, 2, [], True),
        (False, 1, [], True),
        (False, 2, [1], True),
        (False, 2, [3], False),
        (False, None, [], False),
    ],
)
def test_whose_schools_can_be_asked(leads: bool, founded_in: int | None, linked: list[int], may: bool) -> None:
    assert may_ask_from(1, leads=leads, founded_in=founded_in, linked=linked) is may


@pytest.mark.parametrize(
    ("why", "at_home", "in_group", "expected"),
    [
        ("all is as it should be", [Held(1, "ann", 7, True)], [Held(5, "ann", 7, True)], Seats()),
        ("whoever comes gets a seat", [Held(1, "ann", 7, True)], [], Seats((Held(1, "ann", 7, True),))),
        ("whoever goes loses it", [], [Held(5, "ann", 7, True)], Seats(end=(5,))),
        (
            "who leads the group leads a school of it",
            [],
            [Held(5, "ann", 7, True), Held(6, "ann", 7, True)],
            Seats(end=(5, 6)),
        ),
        (
            "a delegate who becomes principal",
            [Held(1, "ann", 7, True)],
            [Held(5, "ann", 7, False)],
            Seats((Held(1, "ann", 7, True),), (5,)),
        ),
        (
            "chair and principal of one school are one seat",
            [Held(1, "ann", 7, True), Held(2, "ann", 7, True)],
            [],
            Seats((Held(1, "ann", 7, True),)),
        ),
        (
            "who leads one school and stands in at another leads",
            [Held(1, "ann", 8, False), Held(2, "ann", 7, True)],
            [],
            Seats((Held(2, "ann", 7, True),)),
        ),
    ],
)
def test_seats_follow_the_roles_at_home(why: str, at_home: list[Held], in_group: list[Held], expected: Seats) -> None:
    assert seats_to_change(at_home, in_group) == expected, why


@pytest.mark.parametrize(
    ("homes", "expected", "why"),
    [
        (
            [Home(["s1"], ["c1"]), Home(["s2"], [])],
            (["s1"], True),
            "the SEIL of where it was begun",
        ),
        ([Home(["s1", "s2", "s3"], [])], (["s1", "s2"], True), "two at most"),
        ([Home([], ["c1"]), Home(["s2"], [])], (["s2"], True), "else one who serves its schools"),
        ([Home([], ["out"]), Home([], ["c2", "c1"])], (["c2"], False), "else a chair with a seat in it"),
        ([Home([], ["out"])], ((), False), "nobody is made to lead"),
    ],
)
def test_a_group_that_nobody_leads_goes_to_whoever_is_next(
    homes: list[Home], expected: tuple[list[str], bool], why: str
) -> None:
    assert heirs(homes, {"c1", "c2"}) == expected, why
