"""Text as spans: what the bot says, in no chat's own markup, so that each chat writes it its own way.

What a person typed is a plain string in it and stays one: nothing in it can come alive as a mention or a link.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from msgspec import Struct


class Bold(Struct, frozen=True):
    words: Text


class Italic(Struct, frozen=True):
    words: Text


class Code(Struct, frozen=True):
    """Something to type, letter for letter."""

    words: str


class Command(Struct, frozen=True):
    """One of the bot's commands with the words after it; each chat says how it is typed there.

    quoted: it is something to type here and now, rather than a name in a sentence. in_channel: it is to be typed in a
    channel, wherever one reads this.
    """

    name: str
    words: str = ""
    quoted: bool = True
    in_channel: bool = False

    @property
    def typed(self) -> str:
        return f"{self.name} {self.words}".rstrip()


class Link(Struct, frozen=True):
    url: str
    label: str


class Mention(Struct, frozen=True):
    """A person, by our id of them; shown as their name."""

    user_id: str


class Everybody(Struct, frozen=True):
    """Everybody in the channel where it stands: their chat notifies them. Only for a network that wants that."""


class Channel(Struct, frozen=True):
    channel_id: str


class Invite(Struct, frozen=True):
    """What somebody does so that the bot is in a channel, after "first" or "then"; each chat says it its own way.

    bot: the bot's own id where it is known, so that it can be named.
    """

    bot: str = ""


class Quote(Struct, frozen=True):
    """What somebody wrote, set apart line by line."""

    words: Text


Span: TypeAlias = "str | Bold | Italic | Code | Command | Link | Mention | Everybody | Channel | Invite | Quote"


class Text(Struct, frozen=True):
    """Spans in a row. Joined with `+` and `joined`; never with an f-string, which would lose what they are."""

    spans: tuple[Span, ...] = ()

    def __bool__(self) -> bool:
        return any(self.spans)

    def __add__(self, other: Words) -> Text:
        return Text(_merged((*self.spans, *text(other).spans)))

    def __radd__(self, other: str) -> Text:
        return text(other) + self

    def __str__(self) -> str:
        return self.plain

    def __format__(self, _spec: str) -> str:
        raise TypeError("a Text loses its spans in an f-string: join it with + or joined(), or take .plain")

    @property
    def plain(self) -> str:
        """The words alone, for labels, picture captions and whatever takes no markup."""
        return "".join(_plain(span) for span in self.spans)

    def capitalised(self) -> Text:
        """The same with a capital at the start, where it starts with plain words."""
        if self.spans and isinstance(self.spans[0], str):
            first = self.spans[0]
            return Text((first[:1].upper() + first[1:], *self.spans[1:]))
        return self


Words: TypeAlias = "str | Text"
"""Plain words, as a person typed them, or text with spans."""


def text(words: Words) -> Text:
    """`words` as Text; a plain string stays plain, whatever is in it."""
    return words if isinstance(words, Text) else Text((words,) if words else ())


def plain(words: Words) -> str:
    """`words` without spans."""
    return words.plain if isinstance(words, Text) else words


def joined(between: str, parts: Iterable[Words]) -> Text:
    """The parts with `between` in between."""
    spans: list[Span] = []
    for number, part in enumerate(parts):
        if number and between:
            spans.append(between)
        spans.extend(text(part).spans)
    return Text(_merged(spans))


def lines(parts: Iterable[Words]) -> Text:
    """The parts a line each, without the empty ones."""
    return joined("\n", (part for part in parts if part))


def quote(words: Words) -> Text:
    return Text((Quote(text(words)),))


def mention(user_id: str) -> Text:
    """A person, shown as their name."""
    return Text((Mention(user_id),))


def everybody() -> Text:
    """Everybody in the channel, notified."""
    return Text((Everybody(),))


def channel_link(channel_id: str) -> Text:
    return Text((Channel(channel_id),))


def invite(bot: str = "") -> Text:
    """What brings the bot, by its own id, into a channel."""
    return Text((Invite(bot),))


def link(url: str, label: Words) -> Text:
    """A link that shows `label`."""
    return Text((Link(url, plain(label)),))


MOST_LISTED = 60
"""Things that a sentence names; more fit no chat's paragraph."""


def listing(things: Iterable[Words], most: int = MOST_LISTED) -> Text:
    """ "a", "a and b", "a, b and c"; of more than `most` the first ones, "and 70 more"."""
    parts = list(things)
    if len(parts) > most:
        parts = [*parts[:most], f"{len(parts) - most} more"]
    if len(parts) < 2:
        return joined("", parts)
    return joined(", ", parts[:-1]) + " and " + parts[-1]


def shorten(words: str, most: int) -> str:
    """`words` in at most `most` characters, cut with an ellipsis where it is longer."""
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def cut(words: Text, most: int, length: Callable[[Text], int]) -> Text:
    """`words` in at most `most` as `length` measures it (a chat's own writing is longer than the words).

    A whole span that is no plain string either stays or goes; a plain string is cut with an ellipsis.
    """
    if length(words) <= most:
        return words
    kept: tuple[Span, ...] = ()
    for span in words.spans:
        if length(Text((*kept, span))) > most - 1:
            if isinstance(span, str):
                kept = (*kept, _longest(span, most - 1 - length(Text(kept)), length))
            break
        kept = (*kept, span)
    last = kept[-1].rstrip() if kept and isinstance(kept[-1], str) else None
    return Text((*kept[:-1], last) if last is not None else kept) + "…"


def _longest(words: str, most: int, length: Callable[[Text], int]) -> str:
    """The longest beginning of `words` in at most `most`, found by halving."""
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        if length(Text((words[:middle],))) <= most:
            low = middle
        else:
            high = middle - 1
    return words[:low]


def _plain(span: Span) -> str:
    match span:
        case str():
            return span
        case Bold(words) | Italic(words) | Quote(words):
            return words.plain
        case Code(words):
            return words
        case Command():
            return span.typed
        case Link(_, label):
            return label
        case Mention(user_id):
            return f"@{user_id}"
        case Everybody():
            return "@channel"
        case Channel(channel_id):
            return f"#{channel_id}"
        case Invite():
            return "add me to it"


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Neighbouring plain strings as one, and no empty ones, so that equal texts are equal."""
    found: list[Span] = []
    for span in spans:
        if isinstance(span, str) and found and isinstance(found[-1], str):
            found[-1] += span
        elif span != "":
            found.append(span)
    return tuple(found)
