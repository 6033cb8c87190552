"""Text as Slack's mrkdwn, and what people typed out of it."""

from __future__ import annotations

import re

from domain.names import unturned
from domain.people import MARK
from handlers.typed import Named, Typed
from prompts.text import (
    Bold,
    Channel,
    Code,
    Command,
    Everybody,
    Invite,
    Italic,
    Link,
    Mention,
    Quote,
    Span,
    Text,
    Words,
    cut,
    text,
)


def mrkdwn(words: Words, most: int | None = None) -> str:
    """The words in Slack's markup, cut to `most` characters where given; nothing that was typed comes alive."""
    found = text(words)
    return _written(found if most is None else cut(found, most, _length))


def _length(words: Text) -> int:
    return len(_written(words))


def _written(words: Text) -> str:
    return "".join(_span(span) for span in words.spans)


def _span(span: Span) -> str:
    match span:
        case str():
            return escape(span)
        case Bold(words):
            return f"*{_written(words)}*"
        case Italic(words):
            return f"_{_written(words)}_"
        case Code(words):
            return f"`{escape(words)}`"
        case Command():
            typed = escape(span.typed)
            return f"`{typed}`" if span.quoted else typed
        case Link(url, label):
            safe = escape(url).replace("|", "%7C").replace("&gt;", "%3E").replace("&lt;", "%3C")
            return f"<{safe}|{escape(label).replace('|', '/')}>"
        case Mention(user_id):
            return f"<@{user_id}>"
        case Everybody():
            return "<!channel>"
        case Channel(channel_id):
            return f"<#{channel_id}>"
        case Invite(bot):
            return f"type `/invite` and choose <@{bot}>" if bot else INVITE
        case Quote(words):
            return "\n".join(f"> {line}" for line in _written(words).splitlines())


INVITE = "type /invite there and choose me"


def label(words: Words) -> str:
    """The words where Slack takes no markup: on labels, hints and field errors."""
    return "".join(INVITE if isinstance(span, Invite) else Text((span,)).plain for span in text(words).spans)


_PERSON = re.compile(r"<@([A-Z0-9_]+)(?:\|([^>]*))?>")
_PLACE = re.compile(r"<#[^|>]*\|([^>]*)>")
_ANY_MENTION = re.compile(r"<[@!#][^>]*>\s*")


def typed_words(words: str) -> Typed:
    """A command's words as they were typed: Slack escapes three characters, and writes ids for names."""
    words = _PLACE.sub(r"\1", words.replace(MARK, "").strip())
    people = [Named(found[1], unescaped(found[2] or found[1])) for found in _PERSON.finditer(words)]
    return Typed(unescaped(_PERSON.sub(MARK, words)), people)


def spoken_words(words: str, bot_user_id: str | None) -> Typed:
    """What somebody said to the bot in a message: the same, without the bot's own mention."""
    return typed_words(re.sub(rf"<@{bot_user_id}(?:\|[^>]*)?>[\s:,]*", "", words) if bot_user_id else words)


def message_words(words: str) -> str:
    """A message's words as they were typed, without the people and channels in it."""
    return unescaped(_ANY_MENTION.sub("", words)).strip()


def unescaped(words: str) -> str:
    """To be done once, here at the door: done again, it would change what somebody typed ("&lt;")."""
    return unturned(words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))


def escape(words: str) -> str:
    """What a person typed, so that no mention, channel or link in it comes alive."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
