"""A list that has no room for all says how many more there are, in messages and in forms."""

from __future__ import annotations

import pytest

from prompts.elements import Context, Menu, Option, Section, SelectInput
from prompts.lists import first
from prompts.text import listing, plain

MANY = [Option(f"School {number}", str(number)) for number in range(120)]


@pytest.mark.parametrize(("most", "left"), [(3, 0), (2, 1), (1, 2)])
def test_what_is_left_of_a_list_is_counted_below_it(most: int, left: int) -> None:
    *shown, last = first(["a", "b", "c"], most, lambda name: [Section(name)])
    if not left:
        assert (len(shown), last) == (2, Section("c"))
        return
    assert len(shown) == most
    assert isinstance(last, Context)
    assert plain(last.words[0]) == f"And {left} more."


def test_a_choice_of_more_than_a_chat_lists_says_so() -> None:
    field = SelectInput("school", "School", MANY, hint="Yours.")
    assert plain(field.hint) == "Yours. And 20 more, which do not fit here."
    assert not SelectInput("school", "School", MANY[:100]).hint
    assert plain(Menu("pick", "Choose", MANY).placeholder) == "Choose · And 20 more, which do not fit here."


def test_a_sentence_names_the_first_of_many() -> None:
    assert listing(["a", "b", "c", "d"], 2).plain == "a, b and 2 more"
