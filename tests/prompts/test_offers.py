"""Needs and offers, as people read them: see golden/offers."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from facts.introductions import SeilQuestion, Somebody
from facts.offers import OfferBoard, OfferFacts, OfferForm, Suggestion
from facts.topics import Topic
from prompts.introductions.cards import ask_form, ask_seil_message, asked_view
from prompts.offers.cards import add_form, added_view, board_message, why_words
from tests.prompts.golden import check_golden

DAY = date(2026, 5, 4)
LEE = Somebody("ULEE", "Pascoe Hill Primary School", "Merri-bek")
KAUR = Somebody("UKAUR", "Niddrie Park Secondary College", "Moonee Valley")
NEED = OfferFacts(1, "need", LEE, "Data and evidence", "Somebody who knows phonics in Year 7.", DAY)
OFFER = OfferFacts(2, "offer", KAUR, "", "Our literacy team has run decoding groups.", DAY)
TOPICS = (Topic("data", "Data and evidence", "FISO 2.0"), Topic("trust", "Professional trust", "How we work together"))
FOUND = Suggestion(NEED, OFFER, False, ("literacy", "decoding"), True)
SAME = Suggestion(NEED, replace(OFFER, topic=NEED.topic), True, (), False)


def test_saying_it() -> None:
    check_golden("offers/form", add_form(OfferForm(1, TOPICS, "need")))
    check_golden("offers/form_on_a_message", add_form(OfferForm(1, TOPICS, "offer", "Who has a good rubric?")))
    check_golden("offers/added_need", added_view(NEED))
    check_golden("offers/added_offer", added_view(OFFER))
    check_golden("offers/own", board_message(OfferBoard((NEED, OFFER), may_add=True, serves=False)))
    check_golden("offers/own_none", board_message(OfferBoard((), may_add=True, serves=False)))


def test_bringing_together() -> None:
    check_golden("offers/suggestions", board_message(OfferBoard((), False, True, (FOUND, SAME), 2)))
    check_golden("offers/suggestions_none", board_message(OfferBoard((), False, True)))
    check_golden("offers/introduce", ask_form("ULEE", "UKAUR", why_words(NEED, OFFER)))
    question = SeilQuestion(4, "USEIL", LEE, KAUR, "You both work on writing.", DAY)
    for answer in ("awaited", "yes", "no"):
        check_golden(f"introductions/seil_{answer}", ask_seil_message(replace(question, answer=answer)))
    check_golden("introductions/asked_seil", asked_view("ULEE", "UKAUR", DAY, at_seil=True))
