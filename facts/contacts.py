"""What is known of contacts outside the schools."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from facts.topics import Topic


class ContactFacts(Struct, frozen=True):
    """Somebody outside the schools. topic: in words, or empty; vouched_by: the SEIL who answers for the entry."""

    contact_id: int
    network: str
    name: str
    organisation: str
    kind: str
    about: str
    topic: str
    words: str
    email: str
    phone: str
    vouched_by: str
    in_touch_on: date
    consent_on: date
    consent_how: str
    may_change: bool = False


class ContactBoard(Struct, frozen=True):
    """What /cop-contact shows. asked: the words that were looked for; total: how many are there in all."""

    found: tuple[ContactFacts, ...]
    total: int
    asked: str = ""


class ContactForm(Struct, frozen=True):
    """What the form opens with."""

    network_id: int
    topics: tuple[Topic, ...]
    today: date
    contact: ContactFacts | None = None
