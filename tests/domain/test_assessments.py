"""When a self-assessment is open, whom it reminds when, and how its ratings are read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.assessment_windows import (
    Window,
    default_window,
    early_closing,
    later_closing,
    latest_closing,
    next_window,
    reminder_days,
)
from domain.assessments import count_by_item
from domain.calendar import HalfYear, SchoolCalendar, Term
from domain.instrument import Instrument, Item, Pillar
from domain.kept_instrument import instrument_as_data, instrument_from_data
from domain.ratings import Change, Distribution, Scale
from domain.standings import Accord, Agreed, AssessmentStanding, accord, guided, pillar_standings

S1, S2 = HalfYear(2026, 1), HalfYear(2026, 2)


def day(text: str) -> date:
    return date.fromisoformat(text)


CALENDAR = SchoolCalendar(
    "Test",
    "Australia/Melbourne",
    (
        Term(2026, 1, day("2026-01-27"), day("2026-01-28"), day("2026-04-02")),
        Term(2026, 2, day("2026-04-20"), day("2026-04-20"), day("2026-06-26")),
        Term(2026, 3, day("2026-07-13"), day("2026-07-13"), day("2026-09-18")),
        Term(2026, 4, day("2026-10-05"), day("2026-10-05"), day("2026-12-18")),
    ),
    frozenset({day("2026-05-18"), day("2026-06-05"), day("2026-06-08")}),
)


def own(opens: Any, closes: Any) -> dict[str, Any]:
    return {"2026-S1": {"opens": opens, "closes": closes}}


@pytest.mark.parametrize(
    ("half_year", "overrides", "opens", "closes", "why"),
    [
        (S2, None, "2026-11-02", "2026-11-20", "Monday of week 5 to Friday of week 7 of Term 4"),
        (S1, None, "2026-05-19", "2026-06-04", "holidays at both ends move the window inwards"),
        (S1, own("2026-05-04", "2026-05-15"), "2026-05-04", "2026-05-15", "the network's own dates"),
        (S1, own("2026-05-02", "2026-05-17"), "2026-05-04", "2026-05-15", "own dates on weekends move inwards"),
        (S1, own("2026-05-15", "2026-05-04"), "2026-05-19", "2026-06-04", "own dates that run backwards do not count"),
        (S1, own("soon", "2026-05-04"), "2026-05-19", "2026-06-04", "own dates that are none do not count"),
        (S1, {"2026-S1": {"opens": "2026-05-04"}}, "2026-05-19", "2026-06-04", "half a pair does not count"),
        (S1, own("2046-05-04", "2046-05-15"), "2026-05-19", "2026-06-04", "own dates off the calendar do not count"),
        (S2, own("2026-05-04", "2026-05-15"), "2026-11-02", "2026-11-20", "another half-year's dates do not count"),
    ],
)
def test_window(half_year: HalfYear, overrides: dict[str, Any] | None, opens: str, closes: str, why: str) -> None:
    assert default_window(CALENDAR, half_year, overrides) == Window(day(opens), day(closes)), why


def test_a_term_too_short_for_week_seven_closes_in_its_last_week() -> None:
    short = SchoolCalendar(
        "Short",
        "Australia/Melbourne",
        (Term(2026, 2, day("2026-04-20"), day("2026-04-20"), day("2026-05-22")),),
        frozenset(),
    )
    assert default_window(short, S1) == Window(day("2026-05-18"), day("2026-05-22"))


def test_a_half_year_outside_the_calendar_has_no_window() -> None:
    assert default_window(CALENDAR, HalfYear(2027, 1)) is None


@pytest.mark.parametrize(
    ("on", "taken", "expected", "why"),
    [
        ("2026-02-02", [], S1, "the half-year that is running"),
        ("2026-05-20", [], S1, "a window that is going on is still to come"),
        ("2026-05-20", ["2026-S1"], S2, "this half-year had its assessment"),
        ("2026-06-24", [], S2, "this half-year's window is over"),
        ("2026-12-01", [], None, "the calendar ends first"),
    ],
)
def test_next_window(on: str, taken: list[str], expected: HalfYear | None, why: str) -> None:
    found = next_window(CALENDAR, day(on), None, taken)
    assert (found[0] if found else None) == expected, why


@pytest.mark.parametrize(
    ("opens", "closes", "expected", "why"),
    [
        ("2026-11-02", "2026-11-20", ["2026-11-17", "2026-11-20"], "three school days before Friday is Tuesday"),
        ("2026-05-19", "2026-06-10", ["2026-06-03", "2026-06-10"], "days without school are not counted"),
        ("2026-11-17", "2026-11-20", ["2026-11-20"], "no reminder on the opening day"),
        ("2026-11-20", "2026-11-20", [], "open for one day only"),
    ],
)
def test_reminders(opens: str, closes: str, expected: list[str], why: str) -> None:
    assert reminder_days(CALENDAR, day(opens), day(closes)) == tuple(map(day, expected)), why


def test_opened_by_hand_it_stays_open_for_fifteen_school_days() -> None:
    assert early_closing(CALENDAR, day("2026-07-25")) == day("2026-08-14"), "Saturday: three whole weeks follow"


def test_it_can_be_extended_to_the_half_years_last_school_day() -> None:
    assert latest_closing(CALENDAR, S1) == day("2026-06-26")
    assert latest_closing(CALENDAR.with_overrides(closed={day("2026-06-26")}), S1) == day("2026-06-25")
    assert latest_closing(CALENDAR, HalfYear(2027, 1)) is None


def test_an_extension_is_proposed_by_five_school_days_and_never_past_the_latest() -> None:
    latest = day("2026-06-26")
    assert later_closing(CALENDAR, day("2026-06-04"), latest) == day("2026-06-15"), "5 and 8 June are holidays"
    assert later_closing(CALENDAR, day("2026-06-24"), latest) == latest


@pytest.mark.parametrize(
    ("counts", "expected", "why"),
    [
        ((0, 5, 0, 0), Accord.CLOSE, "all agree"),
        ((0, 3, 3, 0), Accord.CLOSE, "two neighbouring levels"),
        ((1, 2, 3, 0), Accord.SPREAD, "three levels"),
        ((0, 5, 0, 1), Accord.SPREAD, "close, but one is two levels off"),
        ((3, 0, 0, 3), Accord.APART, "two camps"),
        ((2, 1, 1, 2), Accord.APART, "all over"),
        ((0, 0, 0, 0), None, "no ratings"),
    ],
)
def test_accord(counts: tuple[int, int, int, int], expected: Accord | None, why: str) -> None:
    assert accord(Distribution(counts)) is expected, why


def item(key: str) -> Item:
    return Item(key, key.title(), "We do.", ("one", "two", "three", "four"), "Do we?", "A source")


INSTRUMENT = Instrument(
    "1",
    "Test",
    (
        Pillar("together", "Together", "gist", (item("trust"), item("focus"))),
        Pillar("account", "Account", "gist", (item("open"),)),
    ),
)
FORMS = [{"trust": 1, "focus": 2, "open": 3}, {"trust": 4, "focus": 2, "open": 4}, {"trust": 1, "focus": 3, "open": 3}]


def test_ratings_are_counted_item_by_item() -> None:
    counted = count_by_item(FORMS, INSTRUMENT)
    assert counted["trust"] == Distribution((2, 0, 0, 1))
    assert counted["open"] == Distribution((0, 0, 2, 1))


def test_standings_carry_change_agreement_and_what_to_talk_about() -> None:
    before = pillar_standings(INSTRUMENT, count_by_item([{"trust": 2, "focus": 1, "open": 3}], INSTRUMENT))
    now = pillar_standings(INSTRUMENT, count_by_item(FORMS, INSTRUMENT), before, {"focus": Agreed(2, "because")})
    trust, focus = now[0].items
    assert (trust.change, focus.change, now[1].change) == (Change.DOWN, Change.UP, Change.SAME)
    assert trust.is_to_talk_about
    assert not focus.is_to_talk_about
    assert focus.agreed == Agreed(2, "because")


def test_a_pillar_whose_items_changed_is_not_compared_but_its_old_items_are() -> None:
    smaller = Instrument("0", "Old", (Pillar("together", "Together", "gist", (item("trust"),)),))
    before = pillar_standings(smaller, {"trust": Distribution((0, 3, 0, 0))})
    now = pillar_standings(INSTRUMENT, count_by_item(FORMS, INSTRUMENT), before)
    assert now[0].change is None
    assert [i.change for i in now[0].items] == [Change.DOWN, None]


def test_an_item_is_not_compared_across_another_number_of_levels_nor_its_pillar() -> None:
    two = replace(item("trust"), levels=("no", "yes"), scale=Scale(("No", "Yes")))
    simpler = Instrument("0", "Old", (Pillar("together", "Together", "gist", (two, item("focus"))),))
    before = pillar_standings(simpler, count_by_item([{"trust": 2, "focus": 1}], simpler))
    now = pillar_standings(INSTRUMENT, count_by_item(FORMS, INSTRUMENT), before)
    assert [found.change for found in now[0].items] == [None, Change.UP]
    assert now[0].change is None


def test_what_takes_items_further_comes_with_today_s_guidance_the_lowest_first() -> None:
    def rated(instrument: Instrument) -> AssessmentStanding:
        pillars = pillar_standings(instrument, count_by_item(FORMS, instrument), agreed={"trust": Agreed(4, "all do")})
        return AssessmentStanding(1, "2026-S1", "1", datetime(2026, 6, 5, tzinfo=UTC), 3, pillars)

    assert rated(INSTRUMENT).lowest == ()
    guidance = ("Meet.", "Listen.", "Ask.")
    wiser = replace(
        INSTRUMENT,
        pillars=tuple(
            replace(pillar, items=tuple(replace(one, guidance=guidance) for one in pillar.items))
            for pillar in INSTRUMENT.pillars
        ),
    )
    standing = guided(rated(INSTRUMENT), wiser)
    assert standing == rated(wiser)
    found = [(one.key, one.next_level and one.next_level.label, one.next_step) for one in standing.lowest]
    assert found == [("focus", "Embedding", "Listen."), ("open", "Excelling", "Ask.")]
    assert standing.items[0].next_level is None, "trust stands at the highest level"


def test_an_instrument_comes_back_from_what_a_round_keeps_of_it() -> None:
    assert instrument_from_data(instrument_as_data(INSTRUMENT)) == INSTRUMENT
