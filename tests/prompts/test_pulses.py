"""What the bot says about pulse checks, as people read it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from msgspec.structs import replace

from domain.disclosure import Participation, Share, Spread
from domain.exposure import Before, exposure
from domain.pulses import Answers
from domain.ratings import FISO_LEVELS, Median
from facts.networks import RosterChange
from facts.pulses import (
    AnsweredPulse,
    ComingQuestion,
    CommentForm,
    Followed,
    KeptComment,
    OpenPulse,
    PlannedPulse,
    Programme,
    PulseOverview,
    PulsePreview,
    PulseResult,
    PulseResults,
    PulseStanding,
    ShownPulse,
    StartedPulse,
    WithdrawnPulse,
)
from prompts.instrument import load_instrument
from prompts.message import Message, View
from prompts.pulses import cards as pulses
from prompts.pulses import comments, following, own, programme, reminders, results
from prompts.pulses.coarse import coarse_message
from prompts.pulses.scales import scale_for
from tests.prompts.golden import check_golden, slack_payload

INSTRUMENT = load_instrument()
TRUST = INSTRUMENT.item("trust")
OPEN = OpenPulse(
    7,
    TRUST.title,
    TRUST.pulse_question,
    date(2026, 5, 22),
    5,
    tuple((level.label, TRUST.descriptor(level)) for level in FISO_LEVELS),
    9,
)
CHANGED = replace(
    OPEN, changes=[RosterChange("USEIL", 4, 8), RosterChange("operators", 1, 0), RosterChange("nobody", 0, 1)]
)
OFTEN = scale_for(Answers.OFTEN)
OWN_WORDS = "Do our visits change what we do at home?"
OWN_OPEN = replace(OPEN, question=OWN_WORDS, title=f"“{OWN_WORDS}”", levels=(), scale=OFTEN, own=True, comments=True)
PREVIEW = PulsePreview(1, "Merri-bek", "trust", TRUST.title, TRUST.pulse_question)
EMERGING, EVOLVING, EMBEDDING, EXCELLING = FISO_LEVELS
MEDIAN = Median(EMBEDDING, EMBEDDING)
SPREAD = Spread(Share.THIRD, (False, False, True, False))
COMING = [ComingQuestion(date(2026, 5, 19), "trust", TRUST.title), ComingQuestion(date(2026, 5, 26), "focus", "Focus")]
STEERED = Programme(
    1,
    "Merri-bek",
    COMING,
    [ComingQuestion(date(2026, 6, 2), "own-1", "Do our visits help?")],
    fortnightly=True,
    may_steer=True,
    is_ordered=True,
    has_assessment=True,
)
SAID: dict[str, Message | View | Callable[[], Message]] = {
    "card": pulses.card(OPEN),
    "card_notified": pulses.card(OPEN, notify=True),
    "card_after_changes": pulses.card(CHANGED),
    "how_after_changes": pulses.how_message(CHANGED),
    "closed_card": pulses.closed_card(OPEN),
    "closed_card_few": pulses.closed_card(OPEN, few=True),
    "few_answers": programme.few_answers_message("Merri-bek", 1, 5, fortnightly=False, reminds=False),
    "rests": programme.resting_message(5, date(2026, 7, 13)),
    "rests_for_good": programme.resting_message(5, None),
    "rests_ask": programme.resting_question("Merri-bek", 1, 5, date(2026, 7, 13)),
    "rests_ask_for_good": programme.resting_question("Merri-bek", 1, 5, None),
    "withdrawn_card": pulses.withdrawn_card(OPEN, date(2026, 5, 20)),
    "withdrawn": pulses.withdrawn_message(WithdrawnPulse(1, TRUST.title)),
    "answered": pulses.answered_message(AnsweredPulse("Embedding", date(2026, 5, 22), 7)),
    "how": pulses.how_message(OPEN),
    "result_middle": coarse_message(TRUST.title, MEDIAN),
    "result_between": coarse_message(TRUST.title, Median(EVOLVING, EXCELLING)),
    "result_hidden": coarse_message(TRUST.title, None),
    "find_out_first": pulses.how_message(replace(OPEN, exposure=exposure(9, 5, Before.NOBODY))),
    "find_out_few": pulses.how_message(replace(OPEN, exposure=exposure(5, 5, Before.THE_SAME))),
    "find_out_changed": pulses.how_message(replace(OPEN, exposure=exposure(25, 5, Before.OTHERS))),
    "result": partial(
        pulses.result_message,
        PulseResult(
            TRUST.title,
            TRUST.pulse_question,
            5,
            MEDIAN,
            SPREAD,
            Participation(Share.HALF),
            ("Excelling", TRUST.descriptor(4)),
            pulse_id=7,
            next_step="Bring one result that disappoints to the next meeting.",
        ),
    ),
    "result_split": partial(
        pulses.result_message,
        PulseResult(
            TRUST.title,
            TRUST.pulse_question,
            5,
            Median(EMBEDDING, EXCELLING),
            Spread(Share.THIRD, (False, True, False, True)),
        ),
    ),
    "result_spread": partial(
        pulses.result_message,
        PulseResult(
            TRUST.title,
            TRUST.pulse_question,
            5,
            Median(EVOLVING, EMBEDDING),
            Spread(Share.THIRD, (False, False, False, False)),
        ),
    ),
    "withheld": partial(pulses.result_message, PulseResult(TRUST.title, TRUST.pulse_question, 5)),
    "answered_with_comment": pulses.answered_message(AnsweredPulse("Often", date(2026, 5, 22), 7, comments=True)),
    "comment": comments.comment_view(CommentForm(7, TRUST.pulse_question, date(2026, 5, 22), 5, "Ask [name]."), 300),
    "comment_kept": comments.kept_comment_view(KeptComment(7, TRUST.title, "Ask [name].", date(2026, 5, 22))),
    "comments": comments.comments_message(TRUST.title, [f"Comment <{n}>" for n in range(12)]),
    "card_own": pulses.card(OWN_OPEN),
    "result_own": partial(
        pulses.result_message,
        PulseResult(OWN_OPEN.title, OWN_WORDS, 5, Median(OFTEN.level(3), OFTEN.level(3)), SPREAD, scale=OFTEN),
    ),
    "preview_own": pulses.preview_message(
        PulsePreview(1, "Merri-bek", "", OWN_OPEN.title, OWN_WORDS, Answers.OFTEN, own=True, on=date(2026, 6, 2))
    ),
    "started_on": pulses.started_message(
        StartedPulse(8, OWN_OPEN.title, "CMERRIBEK", date(2026, 6, 9), date(2026, 6, 2))
    ),
    "planned": pulses.overview_message(
        PulseOverview(1, "Merri-bek", [], planned=[PlannedPulse(8, OWN_OPEN.title, OWN_WORDS, date(2026, 6, 2), True)])
    ),
    "not_opened": own.not_opened_message(OWN_WORDS, "few", 1),
    "reminder": reminders.reminder_message(OPEN),
    "reminders_on": reminders.reminders_message(on=True),
    "reminders_off": reminders.reminders_message(on=False),
    "did": following.did_message(
        Followed(TRUST.title, date(2026, 5, 22), MEDIAN, ["Bring <reading> data", "Swap two visits"])
    ),
    "choose": own.choose_view(1, INSTRUMENT),
    "confirm": pulses.confirm_view(PREVIEW),
    "preview": pulses.preview_message(PREVIEW),
    "started": pulses.started_message(StartedPulse(7, TRUST.title, "CMERRIBEK", date(2026, 5, 22))),
    "programme": programme.programme_message(STEERED),
    "programme_member": programme.programme_message(Programme(1, "Merri-bek", COMING)),
    "programme_paused": programme.programme_message(
        Programme(1, "Merri-bek", paused=True, resumes=date(2026, 7, 14), may_steer=True)
    ),
    "programme_order": programme.order_view(STEERED, INSTRUMENT),
    "programme_pause": programme.pause_view(1, date(2026, 7, 14)),
    "too_few": pulses.too_few_message("Moonee Valley", 2, 4, 5),
    "none_open": pulses.overview_message(PulseOverview(1, "Merri-bek")),
    "results": results.results_message(
        PulseResults(
            *(1, "Merri-bek", date(2026, 5, 22)),
            [
                (date(2026, 5, 12), PulseStanding(TRUST.title, MEDIAN, Participation(Share.HALF))),
                (date(2025, 11, 4), PulseStanding(OWN_OPEN.title, Median(EVOLVING, EMBEDDING), None)),
            ],
            12,
            typed="about trust",
            item=TRUST.title,
        )
    ),
    "results_none": results.results_message(
        PulseResults(*(1, "Merri-bek", date(2026, 5, 22)), [], 0, typed="term 1 fish", term="2026-T1", unread="fish")
    ),
    "open_for_chair": pulses.overview_message(
        PulseOverview(
            1, "Merri-bek", [ShownPulse(OPEN, may_answer=True, may_withdraw=True)], may_start=True, may_see_results=True
        )
    ),
    "open_for_seil": pulses.overview_message(
        PulseOverview(1, "Merri-bek", [ShownPulse(OPEN, may_answer=False)], starts_after=date(2026, 5, 22))
    ),
}


@pytest.mark.parametrize("name", SAID)
def test_what_is_said_reads_well(name: str) -> None:
    said = SAID[name]
    check_golden(f"pulses/{name}", said() if callable(said) else said)


def test_every_item_of_the_instrument_fits_the_card_and_its_explanation() -> None:
    for item in INSTRUMENT.items:
        levels = tuple((level.label, item.descriptor(level)) for level in FISO_LEVELS)
        asked = OpenPulse(1, item.title, item.pulse_question, date(2026, 5, 22), 5, levels)
        for said in (pulses.card(asked), pulses.how_message(asked)):
            assert all(len(block.get("text", {}).get("text", "")) < 2900 for block in slack_payload(said)["blocks"])
