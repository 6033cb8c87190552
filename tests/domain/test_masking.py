"""What is taken out of a comment, and what is left in."""

from __future__ import annotations

import pytest

from domain.masking import mask

PEOPLE = ["Anna Rossi", "Daniel Lee", "Will Grant", "Siobhán O’Brien", "Katherine Vo"]
SCHOOLS = ["Brunswick East Primary School", "Coburg High School", "John Fawkner College"]


@pytest.mark.parametrize(
    ("said", "shown", "why"),
    [
        ("Ask Anna Rossi about it", "Ask [name] about it", "a full name is one person"),
        ("anna's data helped", "[name] data helped", "a first name in small letters, and whose"),
        ("Thanks ROSSI!", "Thanks [name]!", "a last name in capitals"),
        ("Catherine and Katharine said so", "Catherine and [name] said so", "a slip that begins alike"),
        ("We will grant more time", "We will grant more time", "ordinary words in small letters stay"),
        ("I asked Will twice", "I asked [name] twice", "and are names with a capital inside a sentence"),
        ("Will we meet again?", "Will we meet again?", "but not at its beginning"),
        ("Mr Papadopoulos never comes", "[name] never comes", "whoever has a title"),
        ("<@U123> and @dlee are right", "[name] and [name] are right", "mentions"),
        ("write to a.b@schools.vic.gov.au or 0412 345 678", "write to [name] or [name]", "addresses and numbers"),
        ("Siobhán O’Brien agreed", "[name] agreed", "letters that are not English"),
        ("At Brunswick East Primary School we do", "At [school] we do", "a school in full"),
        ("brunswick east does it, Fawkner too", "[school] does it, [school] too", "as people say it"),
        ("BEPS leads, beps did", "[school] leads, beps did", "initials as capitals"),
        ("Our primary school is the high point", "Our primary school is the high point", "a kind of school is no name"),
        ("Trust grows when we share data.", "Trust grows when we share data.", "nothing to mask"),
    ],
)
def test_names_are_masked(said: str, shown: str, why: str) -> None:
    assert mask(said, PEOPLE, SCHOOLS, name="[name]", school="[school]") == shown, why
