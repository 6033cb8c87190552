"""A single sentence to one person: an answer, a refusal, or news of trouble."""

from __future__ import annotations

from collections.abc import Set
from datetime import date

from domain.calendar import in_words
from domain.errors import UserError
from domain.policies import Role
from prompts import elements
from prompts.catalog import say
from prompts.message import Message, View
from prompts.text import Text, Words


def notice(sentence: Words) -> Message:
    """One sentence, as a message."""
    return Message(sentence, [elements.Section(sentence)])


def spoken(error: UserError) -> Text:
    """An expected error's sentence."""
    return say(error.key, **{name: _worded(value) for name, value in error.values.items()})


def _worded(value: object) -> object:
    """A rule's value in words: "4 March 2031", "area director", "the chair, the executive or the SEIL"."""
    match value:
        case date():
            return in_words(value)
        case Role():
            return value.label
        case Set():
            *others, last = [f"the {role.label}" for role in Role if role in value]
            return f"{', '.join(others)} or {last}" if others else last
        case _:
            return value


def failed_notice(reference: str) -> Message:
    """Something broke on our side; the reference number is in the log as well."""
    return notice(say("notices.failed", reference=reference))


def notice_view(message: Message, title: Words = "") -> View:
    """A message in a small window, where there is no conversation to answer in. title: the bot's name if not given."""
    return View("", title or say("notices.window_title"), message.elements or [elements.Section(message.text)])
