"""Notices from the department, as people read them: see golden/bulletins."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from domain.bulletins import Reach
from facts.bulletins import BulletinBoard, BulletinFacts, BulletinForm, CopyFacts, QuestionFacts
from prompts.bulletins.cards import (
    answer_message,
    approved_message,
    board_message,
    declined_message,
    meaning_message,
    questions_wait_message,
    to_approve_message,
    undecided_message,
)
from prompts.bulletins.forms import answer_form, ask_form, meaning_form, preview_form, write_form
from prompts.bulletins.posted import posted_message
from prompts.elements import OptionGroup, SelectInput
from tests.prompts.golden import check_golden

DAY = date(2026, 5, 7)
BULLETIN = BulletinFacts(
    bulletin_id=3,
    author="UCENTRAL",
    approver="UAREA",
    title="Reading",
    words="The new guidance on reading starts next term.\nLook at it at your next meeting.",
    to=("all",),
    goes_on=DAY,
    status="proposed",
    networks=7,
    network_names=("Banyule", "Darebin", "Merri-bek", "Moonee Valley", "Nillumbik"),
    mark="5c1f0a9b3d27",
)
OUT = replace(BULLETIN, status="approved", sent=6, unreached=1, understood=31, questions=2, unanswered=1)
COPY = CopyFacts(5, 1, "Merri-bek", "UCENTRAL", "Reading", BULLETIN.words, DAY, "waiting")
MEANT = replace(COPY, meaning="We look at it on 14 May.", meaning_by="USEIL", let_go=True)
QUESTION = QuestionFacts(2, 3, "Reading", "Merri-bek", "Does it hold for Foundation?", DAY, "Yes, from day one.")
REACH = (Reach(1, "Merri-bek", 1, "Hume Merri-bek"), Reach(2, "Moonee Valley", 2, "Western Melbourne"))


def test_writing() -> None:
    check_golden("bulletins/write_form", write_form(BulletinForm(REACH, DAY)))
    check_golden("bulletins/write_form_again", write_form(BulletinForm(REACH[:1], DAY, BULLETIN)))
    check_golden("bulletins/preview_form", preview_form(BULLETIN))
    check_golden("bulletins/to_approve", to_approve_message(BULLETIN))
    check_golden("bulletins/approved", approved_message(OUT))
    check_golden("bulletins/declined", declined_message(BULLETIN))
    check_golden("bulletins/undecided", undecided_message(BULLETIN))
    check_golden("bulletins/undecided_vacant", undecided_message(replace(BULLETIN, vacant=True)))


def test_in_a_network() -> None:
    check_golden("bulletins/meaning", meaning_message(COPY))
    check_golden("bulletins/meant", meaning_message(MEANT))
    check_golden("bulletins/gone_out", meaning_message(replace(MEANT, status="sent")))
    check_golden("bulletins/meaning_form", meaning_form(COPY))
    check_golden("bulletins/posted", posted_message(MEANT))
    check_golden("bulletins/posted_over", posted_message(replace(COPY, over=True)))
    check_golden("bulletins/ask_form", ask_form(COPY))


def test_what_comes_back() -> None:
    check_golden("bulletins/questions_wait", questions_wait_message("Reading", 2))
    check_golden("bulletins/answer_form", answer_form(QUESTION))
    check_golden("bulletins/answer", answer_message(QUESTION))
    own = tuple(replace(BULLETIN, status=status) for status in ("draft", "declined", "proposed", "approved"))
    own += (replace(BULLETIN, vacant=True),)
    check_golden("bulletins/board", board_message(BulletinBoard((*own, OUT), (BULLETIN,), (QUESTION,), (), True)))
    check_golden("bulletins/board_seil", board_message(BulletinBoard(copies=(COPY, MEANT))))
    check_golden("bulletins/board_empty", board_message(BulletinBoard(may_write=True)))


def test_what_somebody_approves_is_shown_to_its_end_and_a_long_list_fits_all_the_same() -> None:
    long = replace(BULLETIN, words=" ".join(["Long."] * 333))
    many = BulletinBoard((OUT,) * 20, (long,) * 6, (QUESTION,) * 9, (replace(COPY, words=long.words),) * 9, True)
    said = str(board_message(many).elements)
    assert said.count(long.words) == 1
    assert [f"And {left} more" in said for left in (5, 6)] == [True, True]
    assert "Write a notice" in said
    assert "… and" not in said, "nothing is cut where it stands"


def test_a_list_of_more_networks_than_a_chat_takes_is_grouped_by_area() -> None:
    many = tuple(Reach(n, f"Network {n}", n % 5 or None, f"Area {n % 5}" if n % 5 else "") for n in range(1, 151))
    [field] = [one for one in write_form(BulletinForm(many, DAY)).elements if isinstance(one, SelectInput)]
    groups = [one for one in field.options if isinstance(one, OptionGroup)]
    assert len(groups) == 6
    assert sum(len(group.options) for group in groups) == 150 + 1 + 4
