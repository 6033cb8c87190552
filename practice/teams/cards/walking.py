"""Walking through a card: what it shows, what can be clicked, what can be filled in."""

from collections.abc import Iterator, Mapping
from typing import Any

Element = Mapping[str, Any]

INPUTS = ("Input.ChoiceSet", "Input.Date", "Input.Number", "Input.Text", "Input.Time", "Input.Toggle")

#: The fields in which an element holds others.
_HOLDERS = ("body", "items", "columns", "rows", "cells", "images")


def elements(part: Element) -> Iterator[Element]:
    """Every element of a card (or part of one) in the order in which it is read, without shown-on-demand cards."""
    for name in _HOLDERS:
        for child in part.get(name) or ():
            if isinstance(child, dict):
                if "type" in child and name != "rows":
                    yield child
                yield from elements(child)


def own_actions(card: Element) -> Iterator[Element]:
    """The buttons of a card, of its body and below it, and what its texts and pictures do when clicked."""
    for element in elements(card):
        if element.get("type") == "ActionSet":
            yield from element.get("actions") or ()
        for name in ("selectAction", "inlineAction"):
            if isinstance(element.get(name), dict):
                yield element[name]
        for run in element.get("inlines") or ():
            if isinstance(run, dict) and isinstance(run.get("selectAction"), dict):
                yield run["selectAction"]
    if isinstance(card.get("selectAction"), dict):
        yield card["selectAction"]
    yield from card.get("actions") or ()


def actions(card: Element) -> Iterator[tuple[Element, list[Element]]]:
    """Every button, with the cards that its inputs come from: the card, and those shown on demand around the button."""
    yield from _actions(card, [])


def _actions(card: Element, around: list[Element]) -> Iterator[tuple[Element, list[Element]]]:
    inside = [*around, card]
    for action in own_actions(card):
        yield action, inside
        if action.get("type") == "Action.ShowCard" and isinstance(action.get("card"), dict):
            yield from _actions(action["card"], inside)


def cards(card: Element) -> Iterator[Element]:
    """A card and all those that its buttons show on demand."""
    yield card
    for action in own_actions(card):
        if action.get("type") == "Action.ShowCard" and isinstance(action.get("card"), dict):
            yield from cards(action["card"])


def inputs(card: Element) -> Iterator[Element]:
    """The inputs of a card, without those of cards shown on demand."""
    return (e for e in elements(card) if e.get("type") in INPUTS)


def all_elements(card: Element) -> Iterator[Element]:
    """Every element of a card and of those shown on demand."""
    for one in cards(card):
        yield from elements(one)


def texts(card: Element) -> Iterator[str]:
    """What a card says, in the order in which it is read: texts, facts, labels, titles, alternative texts."""
    for one in cards(card):
        for element in elements(one):
            yield from says(element)
        for action in own_actions(one):
            if action.get("title"):
                yield str(action["title"])


def says(element: Element) -> Iterator[str]:
    """What one element says: texts, facts, labels, titles, alternative texts."""
    if element.get("type") == "RichTextBlock":
        yield "".join(r if isinstance(r, str) else str(r.get("text", "")) for r in element.get("inlines") or ())
    for fact in element.get("facts") or ():
        yield f"{fact.get('title', '')} {fact.get('value', '')}"
    for name in ("label", "text", "title", "altText", "placeholder"):
        if element.get("type") != "RichTextBlock" and isinstance(element.get(name), str) and element[name]:
            yield element[name]
    for choice in element.get("choices") or ():
        yield str(choice.get("title", ""))


def hidden(card: Element, turned: set[str]) -> set[int]:
    """What a card does not show now, elements and buttons, as Python's `id` of each.

    turned: the ids of elements whose visibility a button has turned round.
    """
    gone: set[int] = set()
    for element in all_elements(card):
        if element.get("isVisible", True) is (element.get("id") in turned):
            inside = [element, *elements(element)]
            gone |= {id(one) for one in inside}
            gone |= {id(action) for one in inside for action in _buttons(one)}
    return gone


def _buttons(element: Element) -> Iterator[Element]:
    yield from element.get("actions") or ()
    for name in ("selectAction", "inlineAction"):
        if isinstance(element.get(name), dict):
            yield element[name]
