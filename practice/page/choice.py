"""A first page, on which one chooses between practice chats."""

from collections.abc import Sequence
from dataclasses import dataclass

from .files import SHARED
from .templating import environment


@dataclass(frozen=True)
class Choice:
    """One chat. href: where it is; words: what is special about it there."""

    key: str
    name: str
    words: str
    href: str


def choice_page(choices: Sequence[Choice], static: str) -> str:
    """The page, as HTML."""
    return environment(SHARED / "templates").get_template("choice.html").render(choices=choices, static=static)
