"""What an id of a person looks like, so that it can stand in a mention."""

from __future__ import annotations

import pytest

from domain.people import is_person_id


@pytest.mark.parametrize("text", ["U012ABCDEF", "W012ABCDEF", "USEIL"])
def test_the_form_of_a_persons_id(text: str) -> None:
    assert is_person_id(text)


@pytest.mark.parametrize(
    "text", ["", "U", "u012abc", "C012ABC", "!channel", "U1> <!here", "U012ABC|name", "U012ABC\n", "U" + "A" * 90]
)
def test_what_cannot_be_a_persons_id(text: str) -> None:
    assert not is_person_id(text)
