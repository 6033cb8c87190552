"""What an agreement opens, to whom, at which step: the whole table, and what no step can do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain import policies
from domain.agreements import (
    OF_SCHOOLS,
    OPENED,
    Audience,
    Entry,
    Kind,
    Step,
    audience_of,
    goes_to,
    looks_of,
    may_show,
    next_step,
    of_school,
    one_back,
    standing_of,
)
from domain.errors import Gone
from domain.policies import Actor, Grant, Role

NOW = datetime(2026, 5, 4, tzinfo=UTC)
START, STRENGTHS, DIFFICULTIES, LINKED, AREA = Step
NEVER = None
# What each audience sees from which step on: leaders, network, linked networks, area.
TABLE = {
    Kind.RATINGS: (START, NEVER, NEVER, NEVER),
    Kind.PILLARS: (START, START, NEVER, START),
    Kind.LEVELS: (START, START, LINKED, AREA),
    Kind.YEARS: (START, STRENGTHS, NEVER, AREA),
    Kind.PULSES: (START, START, NEVER, START),
    Kind.GAP_ITEMS: (START, NEVER, NEVER, NEVER),
    Kind.GAP_PILLARS: (START, START, NEVER, START),
    Kind.STANDING: (START, NEVER, NEVER, NEVER),
    Kind.WORKS_ON: (NEVER, STRENGTHS, LINKED, NEVER),
    Kind.FINDS_HARD: (NEVER, DIFFICULTIES, NEVER, NEVER),
}


def entry(number: int, step: int, holds: int | None, *, ended: bool = False) -> Entry:
    """holds: so many days from now."""
    holds_from = None if holds is None else NOW + timedelta(days=holds)
    return Entry(number, step, "chair", NOW, holds_from=holds_from, ended_at=NOW if ended else None)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("step", Step)
def test_each_kind_is_shown_to_each_audience_from_its_step_on(kind: Kind, step: Step) -> None:
    for audience, opened in zip(Audience, TABLE[kind], strict=True):
        expected = opened is not None and step >= opened
        assert may_show(kind, audience, step, step) is expected, audience


@pytest.mark.parametrize("kind", sorted(OF_SCHOOLS))
def test_of_a_school_nothing_is_shown_that_it_has_not_gone_along_with(kind: Kind) -> None:
    for (what, audience), opened in OPENED.items():
        for school in Step:
            if what is kind:
                assert may_show(kind, audience, AREA, school) is (school >= opened)
                assert not may_show(kind, audience, Step(opened - 1), school), "nor further than its network"
        assert not may_show(kind, audience, AREA), "a school that never said anything stays behind"


def test_what_is_the_networks_own_does_not_hang_on_any_school() -> None:
    for kind in set(Kind) - OF_SCHOOLS:
        for audience in Audience:
            for step in Step:
                assert len({may_show(kind, audience, step, school) for school in (None, *Step)}) == 1


def test_each_step_opens_something_and_none_takes_something_away() -> None:
    for step in list(Step)[1:]:
        assert step in OPENED.values()
        for kind, audience in OPENED:
            assert may_show(kind, audience, step, step) >= may_show(kind, audience, Step(step - 1), Step(step - 1))


@pytest.mark.parametrize("role", Role)
def test_what_holds_without_an_agreement_is_what_the_policies_say(role: Role) -> None:
    """Two rules that say the same: who may ask for a view, and what of it they are shown."""
    actor = Actor("me", frozenset({Grant(role, 1, area=7)}))
    audience = audience_of(actor, 1, 7)

    def shown(kind: Kind, step: Step = START) -> bool:
        return audience is not None and may_show(kind, audience, step)

    for kind in (Kind.RATINGS, Kind.GAP_ITEMS, Kind.STANDING):
        assert {shown(kind, step) for step in Step} == {bool(policies.can_see_whole_summary(actor, 1))}, kind
    assert shown(Kind.RATINGS) is bool(policies.can_see_assessment_spread(actor, 1))
    for kind in (Kind.PILLARS, Kind.PULSES, Kind.GAP_PILLARS):
        assert shown(kind) is (bool(policies.can_see_summary(actor, 1, 7)) or role in policies.SCHOOL_ROLES), kind
    assert not may_show(Kind.LEVELS, Audience.LINKED, START)


def test_a_history_stands_by_what_holds_now() -> None:
    held = [entry(1, 1, -9), entry(2, 2, -3), entry(3, 3, -1, ended=True)]
    assert standing_of([], NOW).step is START
    assert standing_of(held, NOW).step is DIFFICULTIES
    assert standing_of([*held, entry(4, 1, 0)], NOW).step is STRENGTHS, "a step back counts at once"
    coming = standing_of([*held, entry(4, 3, 14)], NOW)
    assert (coming.step, coming.coming_step, coming.waiting) == (DIFFICULTIES, LINKED, None)
    waiting = standing_of([*held, entry(4, 3, None)], NOW)
    assert (waiting.step, waiting.coming_step, waiting.under_way) == (DIFFICULTIES, None, entry(4, 3, None))


def test_no_step_is_skipped_and_two_are_never_under_way() -> None:
    assert [next_step(step, under_way=False) for step in list(Step)[:-1]] == list(Step)[1:]
    for step, under_way in ((START, True), (AREA, False)):
        with pytest.raises(Gone):
            next_step(step, under_way=under_way)


@pytest.mark.parametrize(
    ("said", "days", "network", "goes"),
    [
        (None, 0, AREA, START),
        (2, 5, LINKED, DIFFICULTIES),
        (3, 5, STRENGTHS, STRENGTHS),
        (2, -5, LINKED, START),
        (99, 5, LINKED, LINKED),
        (-1, 5, LINKED, START),
    ],
)
def test_a_school_goes_as_far_as_it_said_since_it_is_here(
    said: int | None, days: int, network: Step, goes: Step
) -> None:
    """days: how long after the school came it said so."""
    assert of_school(said, None if said is None else NOW + timedelta(days=days), NOW, network) is goes


def test_a_school_can_go_along_with_what_comes_and_back_a_step_at_a_time() -> None:
    assert goes_to(START, STRENGTHS) is STRENGTHS
    assert goes_to(DIFFICULTIES, None) is DIFFICULTIES
    assert goes_to(AREA, None) is LINKED, "the last step opens nothing of schools"
    assert [one_back(step) for step in Step] == [START, START, STRENGTHS, DIFFICULTIES, LINKED]


def test_it_is_looked_at_each_year_also_where_nobody_has_answered_and_anew_from_an_answer_on() -> None:
    held = entry(1, 1, 0)
    days = [(at - NOW).days for at in looks_of(held, NOW + timedelta(days=800))]
    assert days == [365, 730, 1095], "the next one as well"
    assert [(at - NOW).days for at in looks_of(held, NOW)] == [365]
    kept = replace(held, kept_at=NOW + timedelta(days=370))
    assert [(at - NOW).days for at in looks_of(kept, NOW + timedelta(days=400))] == [735]
