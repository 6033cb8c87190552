"""What an id of a person looks like, so that it can stand in a mention."""

from __future__ import annotations

import pytest

from domain.people import is_person_id, name_people, people_in
from storage.people import new_id


def test_the_form_of_a_persons_id() -> None:
    assert is_person_id(new_id())
    assert new_id() != new_id()


@pytest.mark.parametrize(
    "text",
    ["", "p", "U012ABCDEF", "!channel", "p0123456789abcde> <!here", "p0123456789abcdef|name", "p0123456789abcdef\n"],
)
def test_what_cannot_be_a_persons_id(text: str) -> None:
    assert not is_person_id(text)


def test_an_operators_line_names_people_as_the_chat_does() -> None:
    line = "chair p0123456789abcdef (Merri-bek), by p00000000000000zz"
    assert people_in(line) == ["p0123456789abcdef", "p00000000000000zz"]
    assert name_people(line, {"p0123456789abcdef": "U1"}) == "chair U1 (Merri-bek), by p00000000000000zz"
