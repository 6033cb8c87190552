"""Which contacts fit what is looked for, by their words and topics."""

from __future__ import annotations

from collections.abc import Sequence

from domain.offers import ENOUGH, SAME_TOPIC
from facts.contacts import ContactFacts
from facts.offers import ContactMatch, OfferFacts
from storage import matching

MOST_MATCHES = 2
"""For one need."""


def contact_matches(need: OfferFacts, about: str, contacts: Sequence[ContactFacts]) -> list[ContactMatch]:
    """The contacts who may answer a need, the best first. about: the need's topic, by its key."""
    alike = matching.likeness(
        f"{need.topic} {need.words}", {each.contact_id: f"{each.topic} {each.words}" for each in contacts}
    )
    found: list[tuple[float, ContactMatch]] = []
    for each in contacts:
        same, likeness = bool(about) and about == each.about, alike.get(each.contact_id)
        worth = (likeness.worth if likeness else 0.0) + (SAME_TOPIC if same else 0.0)
        if worth >= ENOUGH:
            found.append((worth, ContactMatch(need, each, same, likeness.shared[:4] if likeness else ())))
    found.sort(key=lambda one: (-one[0], one[1].contact.contact_id))
    return [match for _, match in found[:MOST_MATCHES]]


def looked_for(words: str, contacts: Sequence[ContactFacts]) -> list[ContactFacts]:
    """Those whose name, organisation, topic or words are like what was typed, the most alike first."""
    texts = {
        each.contact_id: " ".join((each.name, each.organisation, each.topic, each.words, each.email))
        for each in contacts
    }
    alike = matching.likeness(words, texts)
    found = [each for each in contacts if each.contact_id in alike]
    return sorted(found, key=lambda each: (-alike[each.contact_id].worth, each.contact_id))
