"""Long lists are cut to what a chat shows, say how many there are more, and keep what stands around them."""

from __future__ import annotations

import pytest

from bot.slack.block_kit import message_blocks
from practice.slack.validator import validate_message
from prompts import elements
from prompts.elements import Element
from prompts.fitting import MOST_IN_ALL, fitted
from prompts.message import Message
from prompts.text import joined, listing, mention, text

BUTTONS = elements.Buttons(elements.Button("Change", "networks.schools", "1"))


def lines(number: int, long: int = 100) -> list[str]:
    return [f"• {n:03} " + "x" * long for n in range(number)]


def sections(number: int) -> list[Element]:
    return [elements.Section(line) for line in lines(number)]


@pytest.mark.parametrize(
    ("shown", "why"),
    [
        ([elements.Section(joined("\n", lines(110, 140)))], "one paragraph of 110 schools"),
        ([elements.Section(joined("\n", lines(15))) for _ in range(10)], "ten paragraphs"),
        (sections(80), "a paragraph each"),
        ([part for one in sections(60) for part in (one, elements.Divider())], "with lines between"),
        ([elements.Section(line, beside=elements.Button("Done", "a", "1")) for line in lines(90)], "with buttons"),
        ([elements.Section(joined("\n", [f"<&> {mention('U1').plain}" * 40 for _ in range(90)]))], "escapes weigh"),
        ([elements.Section(joined("\n", [joined("", ["• ", mention("U0123456789")]) for _ in range(900)]))], "names"),
    ],
)
def test_a_list_that_is_too_long_is_cut_and_says_so(shown: list[Element], why: str) -> None:
    message = Message("A list", [elements.Heading("Schools"), *shown, elements.Context("small print"), BUTTONS])
    blocks = message_blocks(message)
    assert validate_message({"text": "A list", "blocks": blocks}) == [], why
    assert (blocks[0]["type"], blocks[-1]["type"]) == ("header", "actions"), "what stands around it stays"
    assert "more" in str(blocks), "it says how many there are more"


def test_it_counts_what_is_left_out() -> None:
    [*parts] = fitted([elements.Section(joined("\n", lines(200)))], 50)
    said = "\n".join(str(part.words) for part in parts if isinstance(part, elements.Section)).split("\n")
    assert said[-1] == f"… and {200 - (len(said) - 1)} more"
    assert sum(len(line) + 1 for line in said) <= MOST_IN_ALL


def test_a_field_says_what_it_has_no_room_for() -> None:
    field = elements.TextInput("name", "Name", initial="Maths and writing", hint="In short.", most=5)
    assert field.initial == "Maths"
    assert str(field.hint) == "In short. 5 characters fit here. Left out: “and writing”"
    assert elements.TextInput("name", "Name", initial="Maths", hint="In short.", most=5).hint == "In short."


def test_what_fits_stays_as_it_is() -> None:
    shown = [elements.Section(joined("\n", lines(25))), elements.Divider(), BUTTONS]
    assert fitted(shown, 50) == shown


def test_a_sentence_names_so_many_and_counts_the_rest() -> None:
    assert listing(f"School {n}" for n in range(110)).plain.endswith("School 59 and 50 more")
    assert text(listing(["a", "b", "c"])).plain == "a, b and c"
