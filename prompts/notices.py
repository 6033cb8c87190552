"""A single sentence to one person: an answer, a refusal, or news of trouble."""

from __future__ import annotations

from domain.errors import Sentence
from prompts import elements
from prompts.catalog import say
from prompts.message import Message, View
from prompts.text import Text, Words


def notice(sentence: Words) -> Message:
    """One sentence, as a message."""
    return Message(sentence, [elements.Section(sentence)])


def spoken(sentence: Sentence) -> Words:
    """An expected error's sentence, as the catalog worded it or as plain words."""
    return sentence if isinstance(sentence, str | Text) else sentence.plain


def failed_notice(reference: str) -> Message:
    """Something broke on our side; the reference number is in the log as well."""
    return notice(say("notices.failed", reference=reference))


def notice_view(message: Message, title: Words = "") -> View:
    """A message in a small window, where there is no conversation to answer in. title: the bot's name if not given."""
    return View("", title or say("notices.window_title"), message.elements or [elements.Section(message.text)])
