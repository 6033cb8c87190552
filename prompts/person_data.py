"""What the bot knows of a person, said to them, and to whoever looks after the bot."""

from __future__ import annotations

from enum import StrEnum

from facts.person_data import MyData
from prompts import elements
from prompts.catalog import say
from prompts.message import Message
from prompts.text import Text, joined, listing, mention, plain

MOST_OPERATORS = 3


class PersonDataAction(StrEnum):
    MINE = "person_data.mine"


def mine_button() -> elements.Button:
    """Shows somebody what the bot knows of them."""
    return elements.Button(say("person_data.mine"), PersonDataAction.MINE)


def mine_message(data: MyData) -> Message:
    """How much the bot knows of the reader, by kind, and whom to ask for all of it."""
    lines = [say("person_data.line", what=what(one.table), number=one.goes + one.stays) for one in data.held]
    title = say("person_data.mine_title" if lines else "person_data.mine_nothing")
    known = joined("\n", [title, *lines])
    return Message(title, [elements.Section(known), elements.Section(say("person_data.never")), _whom_to_ask(data)])


def _whom_to_ask(data: MyData) -> elements.Context:
    found = data.operators[:MOST_OPERATORS]
    asked: Text = listing(mention(one) for one in found) if found else say("person_data.operators")
    return elements.Context(say("person_data.ask", people=asked), say("person_data.in_chat"))


def what(table: str) -> str:
    """What a table holds, in words."""
    return plain(say(f"person_data.what_{table}"))


def why_it_stays(table: str) -> str:
    """Why rows of a table stay when somebody is erased."""
    return plain(say(f"person_data.stays_{table}"))
