"""What Teams takes in a card, and what it does not."""

from typing import Any

import pytest

from practice.teams.cards import complaints, refusals
from tests.practice.teams.conftest import card, execute, submit, text

CHOICES = [{"title": "Yes", "value": "y"}, {"title": "No", "value": "n"}]


def choices(**more: Any) -> dict[str, Any]:
    return {"type": "Input.ChoiceSet", "id": "c", "choices": CHOICES} | more


MENTION = {"type": "mention", "text": "<at>Anna</at>", "mentioned": {"id": "1", "name": "Anna"}}

CELL = {"type": "TableCell", "items": [text("x")]}

GOOD = [
    card(text("Hello", style="heading", weight="Bolder", spacing="none"), msteams={"width": "Full"}),
    card(text("Hello <at>Anna</at>"), msteams={"entities": [MENTION]}),
    card(choices(**{"choices": [], "choices.data": {"type": "Data.Query", "dataset": "graph.microsoft.com/users"}})),
    card(actions=[{"type": "Action.ShowCard", "title": "More", "card": card(choices(), actions=[submit("Go")])}]),
    card({"type": "Image", "url": "https://x.example/a.png", "altText": "A", "msteams": {"allowExpand": True}}),
    card({"type": "ColumnSet", "columns": [{"type": "Column", "width": "auto", "items": [text("x")]}]}),
    card({"type": "Table", "columns": [{"width": 1}], "rows": [{"type": "TableRow", "cells": [CELL]}]}),
]

BAD = [
    (card({"type": "Hologram"}), "Hologram can't stand here"),
    (card({"type": "Container", "items": [text("x", colour="good")]}), "TextBlock knows no colour"),
    (card(text("x", weight="heavy")), "'heavy' can't stand here"),
    (card({"type": "TextBlock"}), "TextBlock needs text"),
    (card({"type": "Input.Text"}), "Input.Text needs id"),
    (card(), "the card is empty"),
    (card(text("x"), version="1.6"), "version '1.6' is none of"),
    (card(actions=[submit(str(n)) for n in range(7)]), "7 actions in a row"),
    (card({"type": "ActionSet", "actions": [submit(str(n)) for n in range(7)]}), "7 actions in a row"),
    (card(text("x", id="a"), text("y", id="a")), "two pieces are called a"),
    (card(choices(choices=[])), "offers nothing"),
    (card(choices(choices=CHOICES * 2)), "offers a value twice"),
    (card(choices(choices=[{"title": "a", "value": "a,b"}], isMultiSelect=True)), "a comma in a value"),
    (card(choices(), actions=[submit("Go", c="mine")]), "would take the place of its data"),
    (card(text("Hello"), msteams={"entities": [MENTION]}), "is mentioned, and stands nowhere"),
    (card(text("x"), actions=[{"type": "Action.ToggleVisibility", "targetElements": ["b"]}]), "no element b"),
]


@pytest.mark.parametrize("content", GOOD)
def test_taken(content: dict[str, Any]) -> None:
    assert refusals(content) == []


@pytest.mark.parametrize(("content", "says"), BAD, ids=[says for _, says in BAD])
def test_refused(content: dict[str, Any], says: str) -> None:
    assert any(says in problem for problem in refusals(content)), refusals(content)


def test_a_dialog_has_no_execute() -> None:
    content = card(text("x"), actions=[execute("Go")])
    assert refusals(content) == []
    assert "does nothing in a dialog" in refusals(content, "dialog")[0]


def test_what_is_shown_broken_is_complained_of() -> None:
    content = card(text("<at>Anna</at>"), {"type": "Image", "url": "http://x.example/a.png"})
    assert [word in said for word, said in zip(["https", "<at>Anna"], complaints(content), strict=True)]
