"""What people need and what they can offer: how a need and an offer are held against each other."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.errors import Faults, Gone

SIDE, ABOUT, WORDS = "side", "about", "words"
"""The form's fields, which a refusal can name."""
MOST_CHARACTERS = 600
MOST_AT_ONCE = 10
"""How many one person may have open: more is a list that nobody keeps up to date."""
SAME_TOPIC = 1.5
"""What a need and an offer on the same topic are worth, beside the likeness of their words (0 to 1)."""
ENOUGH = 0.25
"""Less than this is a coincidence of words."""
MOST_SUGGESTED = 3
"""For one need."""


class Side(StrEnum):
    NEED = "need"
    OFFER = "offer"


@dataclass(frozen=True)
class Entry:
    """What somebody needs or offers. about: the key of an item or of a FISO dimension, or empty."""

    id: int
    side: Side
    person: str
    network_id: int
    about: str
    words: str


@dataclass(frozen=True)
class Match:
    """An offer that may answer a need. shared: words that both have, as they stand in the offer."""

    need: Entry
    offer: Entry
    worth: float
    same_topic: bool
    shared: tuple[str, ...] = ()


def check_entry(side: str | None, about: str | None, words: str, topics: Collection[str]) -> tuple[Side, str, str]:
    """Side, topic and words, tidied. Raises Invalid with all that is wrong, each at its field."""
    faults = Faults()
    if side not in tuple(Side):
        faults.note("offers.wrong_no_side", SIDE)
    if about and about not in topics:
        faults.note("offers.wrong_about", ABOUT)
    tidy = words.strip()
    if not tidy:
        faults.note("offers.wrong_no_words", WORDS)
    elif len(tidy) > MOST_CHARACTERS:
        faults.note("offers.wrong_too_long", WORDS, count=len(tidy), most=MOST_CHARACTERS)
    faults.check()
    return Side(str(side)), about or "", tidy


def check_room(number: int) -> None:
    """Raises Gone where somebody has as many open as one may."""
    if number >= MOST_AT_ONCE:
        raise Gone("offers.too_many", most=MOST_AT_ONCE)


def suggest(
    need: Entry,
    offers: Sequence[Entry],
    likeness: Mapping[int, float],
    shared: Mapping[int, Sequence[str]],
    introduced: Collection[frozenset[str]] = (),
) -> list[Match]:
    """The offers that may answer a need, the best first, at most MOST_SUGGESTED.

    likeness: of each offer's words to the need's, 0 to 1, by id; shared: the words that make it up. introduced: pairs
    of people who know each other through the bot. Nobody is suggested to themselves; each person once.
    """
    found: dict[str, Match] = {}
    for offer in offers:
        if offer.person == need.person or frozenset((offer.person, need.person)) in introduced:
            continue
        same = bool(need.about) and need.about == offer.about
        worth = likeness.get(offer.id, 0.0) + (SAME_TOPIC if same else 0.0)
        if worth < ENOUGH:
            continue
        match = Match(need, offer, worth, same, tuple(shared.get(offer.id, ())))
        if offer.person not in found or found[offer.person].worth < worth:
            found[offer.person] = match
    return sorted(found.values(), key=lambda match: (-match.worth, match.offer.id))[:MOST_SUGGESTED]
