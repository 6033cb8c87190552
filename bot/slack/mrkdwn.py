"""Text as Slack's mrkdwn."""

from __future__ import annotations

from prompts.text import Bold, Channel, Code, Command, Everybody, Link, Mention, Quote, Span, Text, Words, cut, text


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
        case Quote(words):
            return "\n".join(f"> {line}" for line in _written(words).splitlines())


def escape(words: str) -> str:
    """What a person typed, so that no mention, channel or link in it comes alive."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
