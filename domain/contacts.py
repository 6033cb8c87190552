"""People outside the schools who can help: what is kept of them, and only where they agreed to it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.errors import Faults

NAME, ORGANISATION, KIND, ABOUT, WORDS = "name", "organisation", "kind", "about", "words"
EMAIL, PHONE, IN_TOUCH, CONSENT_ON, CONSENT_HOW = "email", "phone", "in_touch", "consent_on", "consent_how"
"""The form's fields, which a refusal can name."""
MOST_IN_A_NAME, MOST_CHARACTERS = 120, 600
_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{}~-]+@[\w-]+(\.[\w-]+)+", re.ASCII)
_PHONE = re.compile(r"\+?[\d() -]{6,24}")


class Kind(StrEnum):
    EXPERT = "expert"
    AGENCY = "agency"
    UNIVERSITY = "university"
    BUSINESS = "business"
    COMMUNITY = "community"


class ConsentHow(StrEnum):
    """How they agreed that they are listed here, and that SEILs write to them."""

    BY_EMAIL = "by_email"
    BY_PHONE = "by_phone"
    IN_PERSON = "in_person"
    IN_WRITING = "in_writing"


@dataclass(frozen=True)
class Typed:
    """The form as it was sent."""

    name: str
    organisation: str
    kind: str | None
    about: str | None
    words: str
    email: str
    phone: str
    in_touch_on: date | None
    consent_on: date | None
    consent_how: str | None


@dataclass(frozen=True)
class Entry:
    """What is kept. about: the key of an item or of a FISO dimension, or empty."""

    name: str
    organisation: str
    kind: Kind
    about: str
    words: str
    email: str
    phone: str
    in_touch_on: date
    consent_on: date
    consent_how: ConsentHow


def check_contact(typed: Typed, topics: Collection[str], today: date) -> Entry:
    """The entry, tidied. Raises Invalid with all that is wrong, each at its field; without consent nothing is kept."""
    faults = Faults()
    name, organisation = " ".join(typed.name.split()), " ".join(typed.organisation.split())
    words, email, phone = typed.words.strip(), typed.email.strip(), typed.phone.strip()
    if not name:
        faults.note("contacts.wrong_no_name", NAME)
    if not words:
        faults.note("contacts.wrong_no_words", WORDS)
    lengths = ((name, NAME, MOST_IN_A_NAME), (organisation, ORGANISATION, MOST_IN_A_NAME))
    for text, field, most in (*lengths, (words, WORDS, MOST_CHARACTERS)):
        if len(text) > most:
            faults.note("contacts.wrong_too_long", field, count=len(text), most=most)
    if typed.kind not in tuple(Kind):
        faults.note("contacts.wrong_no_kind", KIND)
    if typed.about and typed.about not in topics:
        faults.note("contacts.wrong_about", ABOUT)
    if not email and not phone:
        faults.note("contacts.wrong_no_way", EMAIL)
    if email and (len(email) > MOST_IN_A_NAME or not _EMAIL.fullmatch(email)):
        faults.note("contacts.wrong_email", EMAIL)
    if phone and not _PHONE.fullmatch(phone):
        faults.note("contacts.wrong_phone", PHONE)
    in_touch_on = typed.in_touch_on or today
    if in_touch_on > today:
        faults.note("contacts.wrong_future", IN_TOUCH)
    if typed.consent_on is None:
        faults.note("contacts.wrong_no_consent", CONSENT_ON)
    elif typed.consent_on > today:
        faults.note("contacts.wrong_future", CONSENT_ON)
    if typed.consent_how not in tuple(ConsentHow):
        faults.note("contacts.wrong_no_consent_how", CONSENT_HOW)
    faults.check()
    return Entry(
        name=name,
        organisation=organisation,
        kind=Kind(str(typed.kind)),
        about=typed.about or "",
        words=words,
        email=email,
        phone=phone,
        in_touch_on=in_touch_on,
        consent_on=typed.consent_on or today,
        consent_how=ConsentHow(str(typed.consent_how)),
    )
