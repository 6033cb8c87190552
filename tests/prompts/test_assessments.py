"""What the self-assessment says, as people read it (golden/assessments/*.txt)."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from domain.assessments import count_by_item
from domain.evidence import Evidence, Given
from domain.instrument import Instrument, Item, Pillar
from domain.levels import Proposal
from domain.ratings import FISO_LEVELS, Distribution, Median, Scale
from domain.second_pass import Again
from domain.standings import Agreed, AssessmentStanding, pillar_standings
from facts.assessments import (
    AgreeForm,
    AskAgain,
    AssessmentOverview,
    Closing,
    ConfirmForm,
    Extension,
    InstrumentChoice,
    NamedResults,
    Opening,
    OpenRound,
    Place,
    RatingForm,
    Results,
    Used,
)
from facts.networks import RosterChange
from prompts.assessments import again as again_cards
from prompts.assessments import named as named_cards
from prompts.assessments.cards import (
    all_finished_message,
    ask_closed_message,
    ask_message,
    channel_message,
    extended_message,
    missed_message,
    opened_message,
    overview_message,
    reminder_message,
    results_message,
    results_pictures,
    withheld_message,
)
from prompts.assessments.choosing import forms_message, overviews_message, settings_view, which_message
from prompts.assessments.forms import (
    agree_view,
    agreed_view,
    closing_view,
    done_view,
    evidence_page,
    extend_view,
    intro_view,
    later_view,
    missing_view,
    opening_view,
    page_view,
)
from prompts.assessments.levels import agree_reminder_message, agreed_message, confirm_view, to_confirm_message
from prompts.assessments.steps import steps_view
from prompts.instrument import load_instrument
from prompts.message import Message, View
from prompts.wording import open_until
from tests.prompts.golden import check_golden, check_limits, readable, slack_payload, teams_card

ZONE = ZoneInfo("Australia/Melbourne")
CLOSES = datetime(2026, 6, 5, 7, 0, tzinfo=UTC)
RESULTS = datetime(2026, 6, 8, 22, 30, tzinfo=UTC)
INSTRUMENT = load_instrument()
KEYS = INSTRUMENT.item_keys
RATERS = ["UCHAIR", "UEXEC1", "UEXEC2", "USEIL"]
ROUND = OpenRound(1, "Merri-bek", "2026-S1", CLOSES, ZONE, len(KEYS), len(INSTRUMENT.pillars), RATERS)
SPREADS = [(0, 2, 4, 0), (1, 2, 3, 0), (0, 5, 0, 1), (3, 0, 0, 3), (0, 6, 0, 0), (2, 3, 1, 0)]
DISTRIBUTIONS = {key: Distribution(SPREADS[number % len(SPREADS)]) for number, key in enumerate(KEYS)}
EARLIER = pillar_standings(INSTRUMENT, {key: Distribution((1, 4, 1, 0)) for key in KEYS})


def standing(*, first: bool = False, agreed: dict[str, Agreed] | None = None) -> AssessmentStanding:
    return AssessmentStanding(
        round_id=7,
        half_year="2026-S1",
        instrument_version="1",
        closed_at=CLOSES,
        raters_finished=6,
        pillars=pillar_standings(INSTRUMENT, DISTRIBUTIONS, () if first else EARLIER, agreed),
        compared_with=None if first else "2025-S2",
    )


def form(rated: int = 0) -> RatingForm:
    return RatingForm(7, ROUND, INSTRUMENT, dict.fromkeys(KEYS[:rated], 2), RESULTS)


def results(found: AssessmentStanding, *, may_agree: bool, may_ask_again: bool = False) -> Message:
    scene = Results(1, "Merri-bek", found)
    return results_message(scene, results_pictures(scene), may_agree=may_agree, may_ask_again=may_ask_again)


LEVELS = list(FISO_LEVELS)
AGAIN = replace(ROUND, items=3, parts=1, again=True)
RATED_AGAIN = dataclasses.replace(
    standing(),
    pillars=pillar_standings(
        INSTRUMENT,
        DISTRIBUTIONS,
        EARLIER,
        again={
            "trust": Again(Median(LEVELS[1], LEVELS[2]), Distribution((0, 3, 2, 1))),
            "focus": Again(Median(LEVELS[1], LEVELS[1])),
            "monitoring": Again(None),
        },
    ),
)
COARSE = dataclasses.replace(
    standing(),
    pillars=pillar_standings(
        INSTRUMENT,
        {
            **{key: Distribution((0, 0, 6, 0)) for key in KEYS},
            "trust": Distribution.around(2, 3),
            "focus": Distribution.around(2, 2),
            "monitoring": Distribution.around(1, 4),
        },
        EARLIER,
    ),
)
BROUGHT = "Three schools shared their data in May: https://acme.slack.com/files/U024BE7LH/F0TEST/minutes-of-may.pdf."
AGREED = {"trust": Agreed(2, "We share data, but seldom a problem that is still open.")}
PROPOSED = {
    "trust": Proposal("trust", 3, "We have begun to share problems.", "UCHAIR"),
    "focus": Proposal("focus", 2, "Two of us follow it.", "UCHAIR"),
}
ITEMS = {item.key: item for item in INSTRUMENT.items}
WITH_EVIDENCE = dataclasses.replace(
    standing(),
    pillars=pillar_standings(
        INSTRUMENT,
        DISTRIBUTIONS,
        EARLIER,
        AGREED,
        evidence={
            "trust": (Evidence(BROUGHT), Evidence("Minutes", "UCHAIR", agreeing=True)),
            "focus": tuple(Evidence(f"{number} <!channel> " + "w" * 380, "USEIL") for number in range(22)),
        },
    ),
)
USUAL, PLC = "three-pillars", "professional-learning-communities"
OF_PLC = replace(
    ROUND, network="Merri-bek (Professional learning communities)", items=10, parts=3, instrument=PLC, raters=RATERS
)
CHOICES = [InstrumentChoice(USUAL, "Three Pillars"), InstrumentChoice(PLC, "Professional learning communities")]
NAMED = replace(ROUND, raters=["UCHAIR", "USEIL"], named=True)
GIVEN = {
    "UCHAIR": {**dict.fromkeys(KEYS, 2), "trust": 4, "focus": 3},
    "USEIL": {**dict.fromkeys(KEYS, 2), "trust": 1},
}
NAMED_RESULTS = NamedResults(
    1,
    "Merri-bek",
    dataclasses.replace(
        standing(first=True),
        pillars=pillar_standings(INSTRUMENT, count_by_item(GIVEN.values(), INSTRUMENT), agreed=AGREED),
        named=True,
        asked=18,
    ),
    GIVEN,
)
NAMED_AGREED = dataclasses.replace(
    standing(first=True),
    pillars=pillar_standings(INSTRUMENT, {"trust": Distribution((0, 1, 0, 0))}, agreed=AGREED),
    named=True,
    asked=18,
)
OVERVIEW = AssessmentOverview(1, "Merri-bek", ZONE, date(2026, 5, 12))
SAID: dict[str, Message | View | Callable[[], Message]] = {
    "opened": opened_message(ROUND, ["UCHAIR", "UEXEC1", "USEIL"]),
    "opened_with_no_leaders": opened_message(ROUND, []),
    "ask": ask_message(ROUND),
    "reminder_early_not_started": reminder_message(ROUND, 0, 3),
    "reminder_last_day": reminder_message(ROUND, 11, 0),
    "form_before_the_start": intro_view(form()),
    "form_before_the_start_many": intro_view(
        replace(form(), about=replace(ROUND, raters=[*RATERS, "UEXEC3"], changes=[RosterChange("USEIL", 1, 2)]))
    ),
    "form_first_part": page_view(form(3), 0),
    "form_last_part": page_view(form(18), 2),
    "form_still_missing": missing_view(form(16)),
    "form_saved_for_later": later_view(form(7)),
    "form_done": done_view(form(18)),
    "open_by_hand": opening_view(Opening(1, "Merri-bek", "2026-S1", date(2026, 5, 8), RATERS, USUAL)),
    "open_by_hand_nobody": opening_view(Opening(1, "Merri-bek", "2026-S1", date(2026, 5, 8), [], USUAL)),
    "reminder_last_day_chair": reminder_message(ROUND, 11, 0, may_extend=True),
    "form_before_the_start_chair": intro_view(replace(form(), may_extend=True)),
    "form_last_part_chair": page_view(replace(form(18), may_extend=True), 2),
    "extend": extend_view(
        Extension(7, "Merri-bek", "2026-S1", open_until(ROUND), date(2026, 6, 15), date(2026, 6, 26))
    ),
    "extended": extended_message(ROUND, ["UCHAIR", "UEXEC1", "USEIL"]),
    "extended_with_no_leaders": extended_message(ROUND, []),
    "all_finished": all_finished_message(ROUND),
    "missed": missed_message(Place(1, "Merri-bek"), "2026-S1", date(2026, 6, 26)),
    "form_done_chair": done_view(replace(form(18), may_close=True)),
    "close_early": closing_view(Closing(7, ROUND, "Tuesday 2 June, 8:30 am")),
    "overview_first_time": overview_message(replace(OVERVIEW, opens_on=date(2026, 5, 18))),
    "overview_open_for_others": overview_message(replace(OVERVIEW, open_until=CLOSES, raters=RATERS)),
    "overview_waiting_for_results": overview_message(replace(OVERVIEW, results_at=RESULTS)),
    "overview_calendar_ends": overview_message(OVERVIEW),
    "overview_chair": overview_message(
        replace(
            OVERVIEW,
            opens_on=date(2026, 11, 2),
            last=standing(),
            may_see_spread=True,
            may_agree=True,
            may_open=True,
        )
    ),
    "ask_closed": ask_closed_message(ROUND),
    "steps": steps_view(Results(1, "Merri-bek", standing(agreed={**AGREED, "contribution": Agreed(4, "We do.")}))),
    "several_which": which_message(1, "agree", CHOICES),
    "several_forms": forms_message([form(3), replace(form(), about=OF_PLC)]),
    "several_ask": ask_message(OF_PLC),
    "several_overviews": overviews_message(
        [
            replace(OVERVIEW, network="Merri-bek (Three Pillars)", instrument=USUAL, opens_on=date(2026, 11, 2)),
            replace(OVERVIEW, network=OF_PLC.network, instrument=PLC, by_hand=True, may_open=True, may_choose=True),
        ]
    ),
    "several_settings": settings_view(Used(1, "Merri-bek", CHOICES, [USUAL, PLC], {USUAL}, USUAL)),
    "overview_next_year": overview_message(
        replace(OVERVIEW, today=date(2026, 11, 20), opens_on=date(2027, 5, 17), may_see_spread=True)
    ),
    "overview_withheld": overview_message(replace(OVERVIEW, opens_on=date(2026, 11, 2), withheld="2026-S1")),
    "results_chair": partial(results, standing(), may_agree=True),
    "results_executive_first_time": partial(results, standing(first=True), may_agree=False),
    "results_agreed": partial(results, standing(agreed=AGREED), may_agree=True),
    "results_told_coarser": partial(results, COARSE, may_agree=False),
    "results_channel": channel_message(Results(1, "Merri-bek", standing())),
    "results_to_rate_again": partial(results, standing(first=True), may_agree=True, may_ask_again=True),
    "results_rated_again": partial(results, RATED_AGAIN, may_agree=True),
    "again_by_chair": again_cards.ask_view(
        AskAgain(7, "Merri-bek", "2026-S1", standing().to_talk_about, RATERS, date(2026, 6, 16), date(2026, 7, 17))
    ),
    "again_ask": again_cards.ask_message(AGAIN, [item.title for item in standing().to_talk_about]),
    "again_ask_closed": again_cards.ask_closed_message(AGAIN),
    "again_remind": again_cards.reminder_message(AGAIN, 1),
    "again_before_the_start": intro_view(replace(form(), about=AGAIN)),
    "again_close_early": closing_view(Closing(7, AGAIN, "Tuesday 2 June, 8:30 am")),
    "again_told": again_cards.told_message(Results(1, "Merri-bek", RATED_AGAIN), 5, may_agree=True),
    "again_nothing": again_cards.nothing_message(Place(1, "Merri-bek"), lost=False, may_agree=True),
    "again_lost": again_cards.nothing_message(Place(1, "Merri-bek"), lost=True, may_agree=False),
    "evidence": evidence_page(replace(form(3), evidence={"trust": Given(BROUGHT)}), 0),
    "evidence_results": partial(results, WITH_EVIDENCE, may_agree=True),
    "evidence_agree": agree_view(AgreeForm("Merri-bek", WITH_EVIDENCE, ITEMS, {}, ["USEIL"], {"trust": "Minutes"}), 0),
    "evidence_channel": agreed_message(Results(1, "Merri-bek", WITH_EVIDENCE)),
    "evidence_leaders": agreed_message(Results(1, "Merri-bek", WITH_EVIDENCE), reasons=True),
    "named_opened": opened_message(NAMED, ["UCHAIR", "USEIL"]),
    "named_ask": ask_message(NAMED),
    "named_before_the_start": intro_view(replace(form(), about=NAMED)),
    "named_before_the_start_alone": intro_view(replace(form(), about=replace(NAMED, raters=["UCHAIR"]))),
    "named_open_by_hand": opening_view(
        Opening(1, "Merri-bek", "2026-S1", date(2026, 5, 8), ["UCHAIR", "USEIL"], USUAL)
    ),
    "named_results": named_cards.results_message(NAMED_RESULTS, may_agree=True),
    "named_channel": named_cards.channel_message("Merri-bek", "2026-S1"),
    "named_withheld": named_cards.withheld_message("Merri-bek", "2026-S1"),
    "named_confirm": confirm_view(ConfirmForm("Merri-bek", "2026-S1", NAMED_RESULTS.standing, PROPOSED)),
    "named_agreed_some": agreed_message(Results(1, "Merri-bek", NAMED_AGREED)),
    "named_agreed_nothing": agreed_message(
        Results(1, "Merri-bek", dataclasses.replace(NAMED_AGREED, pillars=())), reasons=True
    ),
    "withheld": withheld_message("Merri-bek", "2026-S1"),
    "agree_first_part": agree_view(AgreeForm("Merri-bek", standing(agreed=AGREED), ITEMS, PROPOSED), 0),
    "agree_saved": agreed_view(AgreeForm("Merri-bek", standing(agreed=AGREED), {}, PROPOSED, ["USEIL"])),
    "confirm": confirm_view(ConfirmForm("Merri-bek", "2026-S1", standing(agreed=AGREED), PROPOSED)),
    "to_confirm": to_confirm_message(Place(1, "Merri-bek"), ["UCHAIR"], 2),
    "agree_reminder": agree_reminder_message(
        Results(1, "Merri-bek", standing(agreed=AGREED)), "Friday 17 July", may_confirm=True
    ),
    "agreed_channel": agreed_message(Results(1, "Merri-bek", standing(agreed=AGREED))),
    "agreed_leaders": agreed_message(Results(1, "Merri-bek", standing(agreed=AGREED)), reasons=True),
    "agreed_nothing": agreed_message(Results(1, "Merri-bek", standing())),
}


@pytest.mark.parametrize("name", SAID)
def test_golden(name: str) -> None:
    said = SAID[name]
    check_golden(f"assessments/{name}", said() if callable(said) else said)


def test_the_channel_hears_no_items_and_no_counts() -> None:
    said = readable(SAID["results_channel"])
    assert not [item.title for item in INSTRUMENT.items if item.title in said]
    assert "6" not in said.replace("2026", "")


def test_names_with_slack_markup_do_not_come_alive() -> None:
    hostile = replace(ROUND, network="<!channel> & friends")
    for said in (opened_message(hostile, ["U1"]), ask_message(hostile), intro_view(replace(form(), about=hostile))):
        assert "<!channel>" not in str(slack_payload(said))


def test_each_screen_of_the_longest_instrument_fits_both_chats() -> None:
    scale = Scale(tuple(f"{number}{'n' * 19}" for number in range(7)))
    items = [
        Item(
            f"item-{number}",
            "T" * 60,
            "S" * 200,
            tuple(f"{level}{'d' * 139}" for level in range(7)),
            "",
            "x",
            scale=scale,
        )
        for number in range(60)
    ]
    pillars = tuple(Pillar(f"p{at}", "P" * 24, "G" * 140, tuple(items[at : at + 6])) for at in range(0, 60, 6))
    longest = Instrument("1", "Longest", pillars)
    shown = replace(form(), instrument=longest, about=replace(ROUND, items=60, parts=len(longest.parts)))
    for page, part in enumerate(longest.parts):
        view = page_view(shown, page)
        check_limits(view)
        size = len(json.dumps(teams_card(view)).encode("utf-16-le"))
        assert size < 80_000, (page, size)
        assert sum(len(pillar.items) for pillar in part) in (6, 12)
    assert len(INSTRUMENT.parts) == 1


def test_everything_a_form_can_hold_stays_within_slacks_limits() -> None:
    long_reason = Agreed(4, "<&>" * 100)
    full = standing(agreed=dict.fromkeys(KEYS, long_reason))
    check_golden("assessments/agree_full", agree_view(AgreeForm("N" * 200, full, ITEMS), 1))
    check_golden("assessments/results_full", results(full, may_agree=True))
