"""What is known of needs and offers."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from facts.contacts import ContactFacts
from facts.introductions import Somebody
from facts.topics import Topic


class OfferFacts(Struct, frozen=True):
    """A need or an offer. topic: in words, or empty; answers: the message that it began with.

    shown: nobody wrote it; it is a strength that the network of its person, who chairs it, shows.
    """

    offer_id: int
    side: str
    person: Somebody
    topic: str
    words: str
    made_on: date
    answers: str = ""
    shown: bool = False


class Suggestion(Struct, frozen=True):
    """An offer that may answer a need, and why. elsewhere: it is in a network of another SEIL."""

    need: OfferFacts
    offer: OfferFacts
    same_topic: bool
    shared: tuple[str, ...]
    elsewhere: bool


class ContactMatch(Struct, frozen=True):
    """A contact outside the schools who may answer a need, and why."""

    need: OfferFacts
    contact: ContactFacts
    same_topic: bool
    shared: tuple[str, ...] = ()


class OfferBoard(Struct, frozen=True):
    """What /cop-offer shows: one's own, and to a SEIL what could be brought together. serves: whether they are one.

    skipped: suggestions before these; more: after them; more_outside: contacts who are not among `outside`.
    """

    own: tuple[OfferFacts, ...]
    may_add: bool
    serves: bool
    suggestions: tuple[Suggestion, ...] = ()
    unmet: int = 0
    outside: tuple[ContactMatch, ...] = ()
    skipped: int = 0
    more: int = 0
    more_outside: int = 0


class OfferForm(Struct, frozen=True):
    """What the form opens with."""

    network_id: int
    topics: tuple[Topic, ...]
    side: str = ""
    answers: str = ""
