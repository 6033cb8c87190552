"""A single sentence to one person: an answer, a refusal, or news of trouble."""

from __future__ import annotations

from prompts import blocks
from prompts.catalog import say
from prompts.message import Message, View
from prompts.text import escape


def notice(sentence: str) -> Message:
    """One sentence, as a message."""
    return Message(escape(sentence), [blocks.section(escape(sentence))])


def failed_notice(reference: str) -> Message:
    """Something broke on our side; the reference number is in the log as well."""
    return notice(say("notices.failed", reference=reference))


def notice_view(message: Message, title: str = "") -> View:
    """A message in a small window, where there is no conversation to answer in. title: the bot's name if not given."""
    return View("", title or say("notices.window_title"), message.blocks or [blocks.section(message.text)])
