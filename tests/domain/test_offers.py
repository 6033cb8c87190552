"""Which offers are held against a need."""

from __future__ import annotations

from domain.offers import MOST_SUGGESTED, Entry, Side, suggest

NEED = Entry(1, Side.NEED, "lee", 1, "data", "…")


def offer(id_: int, person: str, about: str = "") -> Entry:
    return Entry(id_, Side.OFFER, person, 2, about, "…")


def people(likeness: dict[int, float], *offers: Entry, known: set[frozenset[str]] | None = None) -> list[str]:
    return [match.offer.person for match in suggest(NEED, offers, likeness, {}, known or ())]


def test_the_same_topic_comes_before_like_words_and_a_coincidence_is_none() -> None:
    offers = (offer(1, "rossi"), offer(2, "kaur", "data"), offer(3, "walsh"))
    assert people({1: 1.0, 3: 0.1}, *offers) == ["kaur", "rossi"]


def test_nobody_is_suggested_to_themselves_or_to_whom_they_know_or_twice() -> None:
    offers = (offer(1, "lee"), offer(2, "kaur"), offer(3, "rossi"), offer(4, "rossi", "data"))
    worth = dict.fromkeys(range(1, 5), 1.0)
    assert people(worth, *offers, known={frozenset(("lee", "kaur"))}) == ["rossi"]
    many = [offer(number, f"p{number}") for number in range(9)]
    assert len(people(dict.fromkeys(range(9), 1.0), *many)) == MOST_SUGGESTED
