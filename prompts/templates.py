"""The little markup of content/*.yaml.

*bold*, _italic_, `something to type`, `#/cop-command to type in a channel`, {placeholders}, {number:form|forms}.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, TypeAlias

from msgspec import Struct

from prompts.text import Bold, Code, Command, Italic, Span, Text, Words, joined

_MARKS = re.compile(
    r"\*(?P<bold>[^*\n]+)\*|(?<![\w{])_(?P<italic>[^_\n]+)_(?!\w)|`(?P<code>[^`\n]+)`|(?P<brace>\{\{|\}\})|\{(?P<slot>\w+)(?::(?P<forms>[^{}]*))?\}"
)
_TYPED_COMMAND = re.compile(r"(#?)(/cop-[a-z]+)(?: (.*))?", re.DOTALL)


class Slot(Struct, frozen=True):
    """Where a value goes in; with forms, of two words ("day", "days") the one that goes with a number."""

    name: str
    forms: tuple[str, ...] = ()


class Marked(Struct, frozen=True):
    """A part in bold, in italics, or something to type, that may hold slots."""

    parts: Template
    mark: Literal["bold", "italic", "code"]


Part: TypeAlias = "str | Slot | Marked"
Template: TypeAlias = "tuple[Part, ...]"


def template(words: str) -> Template:
    """The sentence's parts. A mark without its partner is a plain character."""
    parts: list[Part] = []
    at = 0
    for mark in _MARKS.finditer(words):
        if mark.start() > at:
            parts.append(words[at : mark.start()])
        parts.append(_part(mark))
        at = mark.end()
    if at < len(words):
        parts.append(words[at:])
    return tuple(parts)


def _part(mark: re.Match[str]) -> Part:
    if bold := mark["bold"]:
        return Marked(template(bold), "bold")
    if italic := mark["italic"]:
        return Marked(template(italic), "italic")
    if code := mark["code"]:
        return Marked(template(code), "code")
    if slot := mark["slot"]:
        return Slot(slot, tuple(mark["forms"].split("|")) if mark["forms"] else ())
    return mark["brace"][0]


def filled(parts: Template, values: Mapping[str, object]) -> Text:
    """The sentence with its values. Raises KeyError where one is missing."""
    return joined("", (_words(part, values) for part in parts))


def _words(part: Part, values: Mapping[str, object]) -> Words:
    match part:
        case str():
            return part
        case Slot(name, forms):
            return _value(values[name], forms)
        case Marked(inner, "code"):
            return Text((_typed(filled(inner, values).plain),))
        case Marked(inner, mark):
            words = filled(inner, values)
            return Text((Italic(words) if mark == "italic" else Bold(words),))


def _value(value: object, forms: tuple[str, ...]) -> Words:
    """The value in words, or of the two forms the one that goes with it."""
    if forms:
        one, many = forms
        return one if value == 1 else many
    if isinstance(value, str | Text):
        return value
    return f"{value:g}" if isinstance(value, float) else str(value)


def _typed(words: str) -> Span:
    """A command with its words, or something else to type."""
    command = _TYPED_COMMAND.fullmatch(words)
    return Command(command[2], command[3] or "", in_channel=bool(command[1])) if command else Code(words)
