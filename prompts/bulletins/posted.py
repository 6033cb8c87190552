"""A notice as a channel reads it."""

from __future__ import annotations

from facts.bulletins import CopyFacts
from prompts import button_data as refs
from prompts import elements
from prompts.bulletins.actions import BulletinsAction
from prompts.catalog import say
from prompts.elements import Element
from prompts.message import Message
from prompts.text import mention, quote


def posted_message(copy: CopyFacts) -> Message:
    """To the channel, with the two ways to answer."""
    head = say("bulletins.posted", title=copy.title, author=mention(copy.by))
    shown = preview(copy.title, copy.words, copy.by)
    if copy.meaning:
        shown.append(elements.Section(say("bulletins.posted_meaning", seil=mention(copy.meaning_by or ""))))
        shown.append(elements.Section(quote(copy.meaning)))
    if copy.over:
        return Message(head, shown)
    carried = refs.encode(copy=copy.copy_id)
    buttons = elements.Buttons(
        elements.Button(say("bulletins.button_understood"), BulletinsAction.UNDERSTOOD, carried),
        elements.Button(say("bulletins.button_ask"), BulletinsAction.ASK, carried),
    )
    return Message(head, [*shown, buttons])


def preview(title: str, words: str, author: str) -> list[Element]:
    """What is the same wherever it is read."""
    return [
        elements.Section(say("bulletins.posted", title=title, author=mention(author))),
        elements.Section(words),
    ]
