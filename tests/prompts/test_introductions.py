"""What the bot says about introductions, as people read it: see golden/introductions."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from domain.introductions import Reply
from facts.introductions import Ask, Board, OwnIntroduction, Pair, Report, Reported, Somebody, Year
from prompts.introductions.cards import (
    answered_message,
    ask_form,
    ask_message,
    asked_view,
    board_message,
    closed_message,
    follow_up_message,
    introduce_message,
    outcome_message,
    silent_message,
    withdrawn_note,
)
from prompts.introductions.reports import line_form, line_view, report_message, reported_message, year_message
from tests.prompts.golden import check_golden

LEE = Somebody("ULEE", "Pascoe Hill Primary School", "Merri-bek")
KAUR = Somebody("UKAUR", "Niddrie Park Secondary College", "Moonee Valley")
GUEST = Somebody("UNEW")
WHY = "You both work on writing, from two different ends.\nSimran's team has a rubric that travels well."
ASK = Ask(4, "USEIL", KAUR, WHY, date(2026, 5, 4))
PAIR = Pair(4, "USEIL", LEE, KAUR, WHY, date(2026, 4, 20))
OWN = [
    OwnIntroduction(4, "ULEE", "UKAUR", "asking", date(2026, 5, 4)),
    OwnIntroduction(3, "UROSSI", "UBROWN", "introduced", date(2026, 4, 14)),
    OwnIntroduction(2, "UHADDAD", "UPATEL", "asked_again", date(2026, 3, 24)),
    OwnIntroduction(1, "UWALSH", "UPATEL", "planned", date(2026, 3, 24)),
    OwnIntroduction(5, "UWALSH", "UBROWN", "not_yet", date(2026, 3, 24)),
]


def test_asking() -> None:
    check_golden("introductions/form", ask_form())
    check_golden("introductions/asked", asked_view("ULEE", "UKAUR", date(2026, 5, 4)))
    check_golden("introductions/ask", ask_message(ASK))
    check_golden("introductions/ask_about_a_guest", ask_message(replace(ASK, other=GUEST)))
    check_golden("introductions/said_yes", answered_message(ASK, Reply.YES))
    check_golden("introductions/said_no", answered_message(ASK, Reply.NO))


def test_bringing_together() -> None:
    check_golden("introductions/introduce", introduce_message(PAIR))
    check_golden("introductions/introduce_guests", introduce_message(replace(PAIR, first=GUEST)))
    check_golden("introductions/follow_up", follow_up_message(PAIR))
    for outcome in ("met", "planned", "not_yet"):
        check_golden(f"introductions/answered_{outcome}", follow_up_message(replace(PAIR, outcome=outcome)))


def test_what_the_seil_hears() -> None:
    for outcome in ("met", "planned", "not_yet"):
        check_golden(f"introductions/outcome_{outcome}", outcome_message(replace(PAIR, outcome=outcome)))
    check_golden("introductions/silent", silent_message(PAIR))
    check_golden("introductions/closed", closed_message("ULEE", "UKAUR"))


def test_the_board() -> None:
    check_golden("introductions/board", board_message(Board(True, [], [], OWN), withdrawn_note("ULEE", "UKAUR")))
    check_golden("introductions/board_empty", board_message(Board(True, [], [], [])))
    check_golden("introductions/board_waiting", board_message(Board(False, [ASK], [PAIR], [])))


REPORT = Report(4, "useful", "USEIL", KAUR)
YEAR = Year(asked=12, introduced=8, met=6, useful=5, changed=2)


def test_how_it_went() -> None:
    for about in ("useful", "changed"):
        asked = replace(REPORT, about=about)
        check_golden(f"introductions/report_{about}", report_message(asked))
        for answer in ("yes", "no"):
            check_golden(f"introductions/report_{about}_{answer}", report_message(replace(asked, answer=answer)))
        check_golden(f"introductions/line_{about}", line_form(replace(asked, answer="yes")))
    said = replace(REPORT, answer="yes", line="We visit each other in May.")
    check_golden("introductions/report_useful_line", report_message(said))
    check_golden("introductions/line_kept", line_view(said))
    lines = (("ULEE", "We visit each other in May."),)
    check_golden("introductions/reported", reported_message(Reported("useful", "ULEE", "UKAUR", True, lines)))
    check_golden("introductions/reported_changed", reported_message(Reported("changed", "ULEE", "UKAUR", True)))
    check_golden("introductions/reported_lines", reported_message(Reported("useful", "ULEE", "UKAUR", False, lines)))
    check_golden("introductions/board_year", board_message(Board(True, [], [], OWN[:1], reports=[REPORT], year=YEAR)))


def test_the_year_as_a_picture_says_its_numbers_in_words() -> None:
    message = year_message(YEAR)
    check_golden("introductions/year", message)
    [picture] = message.pictures
    assert picture.png.startswith(b"\x89PNG")
    assert "12 introductions asked for · 8 came about" in picture.alt


def test_a_board_with_very_much_on_it_still_fits_a_message() -> None:
    long = "& <b> " * 100
    board = Board(True, [replace(ASK, why=long)] * 9, [PAIR] * 9, OWN * 9)
    check_golden("introductions/board_full", board_message(board))
