"""Requests to a SEIL, as people read them: see golden/help_requests."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from facts.help_requests import RequestBoard, RequestFacts
from prompts.help_requests.cards import (
    answer_form,
    answered_message,
    answered_view,
    ask_form,
    asked_view,
    board_message,
    gone_on_message,
    last_reminder_message,
    request_message,
    taken_message,
)
from tests.prompts.golden import check_golden

ASKED = RequestFacts(
    request_id=4,
    network_id=1,
    network="Merri-bek",
    asked_by="ULEE",
    about="expertise",
    words="We need somebody who knows phonics in Year 7.\nOur own team has tried for a year.",
    asked_on=date(2026, 5, 4),
    status="waiting",
    seils=("USEIL", "UADMIN"),
)
TAKEN = replace(ASKED, status="in_hand", taken_by="USEIL")
ANSWERED = replace(TAKEN, status="answered", answer="Call Kim, she expects you.", ended_on=date(2026, 5, 6))


def test_asking() -> None:
    check_golden("help_requests/form", ask_form(1, ["USEIL"]))
    check_golden("help_requests/asked", asked_view(ASKED))
    check_golden("help_requests/to_seil", request_message(ASKED))
    check_golden("help_requests/reminder", request_message(TAKEN, again=True))
    check_golden("help_requests/taken_back", request_message(replace(ASKED, status="withdrawn", words="")))
    check_golden("help_requests/gone_on", gone_on_message(ASKED))


def test_answering() -> None:
    check_golden("help_requests/taken", taken_message(TAKEN))
    check_golden("help_requests/answer_form", answer_form(TAKEN))
    check_golden("help_requests/answer_sent", answered_view(ANSWERED))
    check_golden("help_requests/answered", answered_message(ANSWERED))
    check_golden("help_requests/last_reminder", last_reminder_message(ASKED))


def test_where_requests_stand() -> None:
    check_golden("help_requests/own", board_message(RequestBoard((ASKED, TAKEN, ANSWERED), (), True, False)))
    check_golden("help_requests/queue", board_message(RequestBoard((), (ASKED, TAKEN), False, True)))
    check_golden("help_requests/nobody_waits", board_message(RequestBoard((), (), False, True)))
