"""A list of which the first part alone is shown says so, and how many there are more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from prompts.catalog import say
from prompts.elements import Context, Element

Listed = TypeVar("Listed")

MOVE_UP = "lists.move_up"
"""For what goes once it is dealt with: the rest comes after it."""


def first(
    found: Sequence[Listed], most: int, show: Callable[[Listed], Sequence[Element]], more: str = "lists.more"
) -> list[Element]:
    """What `show` makes of the first `most` of them. more: the sentence that says how many are left, by its key."""
    return [*(piece for one in found[:most] for piece in show(one)), *left_over(len(found) - most, more)]


def left_over(number: int, more: str = "lists.more") -> list[Element]:
    """The line that says so, where any are left."""
    return [Context(say(more, number=number))] if number > 0 else []
