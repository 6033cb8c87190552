"""Contacts outside the schools, as SEILs read them: see golden/contacts."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from facts.contacts import ContactBoard, ContactFacts, ContactForm
from facts.introductions import Somebody
from facts.offers import ContactMatch, OfferBoard, OfferFacts
from facts.topics import Topic
from prompts.contacts.cards import board_message, contact_form, draft_view, saved_view
from prompts.offers.cards import board_message as offers_message
from tests.prompts.golden import check_golden

DAY = date(2026, 5, 4)
NG = ContactFacts(
    contact_id=7,
    network="Merri-bek",
    name="Dr Mai Ng",
    organisation="Monash University",
    kind="university",
    about="data",
    topic="Data and evidence",
    words="Phonics in Years 7 and 8",
    email="mai.ng+schools@university.example",
    phone="03 9000 0000",
    vouched_by="USEIL",
    in_touch_on=DAY,
    consent_on=date(2026, 5, 1),
    consent_how="by_email",
    may_change=True,
)
THEIRS = replace(
    NG, contact_id=8, name="Sunny Café", organisation="", kind="business", topic="", email="", may_change=False
)
NEED = OfferFacts(
    1, "need", Somebody("ULEE", "Pascoe Hill Primary School", "Merri-bek"), "", "Phonics & reading in Year 7?", DAY
)
TOPICS = (Topic("data", "Data and evidence", "FISO 2.0"), Topic("trust", "Professional trust", "How we work together"))


def test_the_directory() -> None:
    check_golden("contacts/board", board_message(ContactBoard((NG, THEIRS), 2)))
    check_golden("contacts/board_none", board_message(ContactBoard((), 0)))
    check_golden("contacts/found", board_message(ContactBoard((NG,), 2, "phonics")))
    check_golden("contacts/found_none", board_message(ContactBoard((), 2, "whales")))
    check_golden("contacts/form", contact_form(ContactForm(1, TOPICS, DAY)))
    check_golden("contacts/form_of_one", contact_form(ContactForm(1, TOPICS, DAY, NG)))
    check_golden("contacts/saved", saved_view(NG))


def test_many_fit_a_message() -> None:
    message = board_message(ContactBoard((NG,) * 60, 60))
    assert "And 50 more" in str(message.elements)


def test_a_draft_is_ready_to_send_and_names_nobody_who_was_not_asked() -> None:
    check_golden("contacts/draft", draft_view(ContactMatch(NEED, NG, False)))
    check_golden("contacts/draft_by_phone", draft_view(ContactMatch(NEED, THEIRS, False)))
    outside = (ContactMatch(NEED, NG, True, ("phonics",)),)
    check_golden("contacts/suggested", offers_message(OfferBoard((), False, True, outside=outside)))
