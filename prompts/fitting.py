"""Cutting what is said to what a chat shows: a list loses its last lines, and says how many there are more."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from prompts.elements import Buttons, Context, Divider, Element, Heading, Menu, Section
from prompts.text import Bold, Code, Command, Invite, Italic, Link, Quote, Span, Text, Words, joined, text

MOST_IN_SECTION, MOST_IN_ALL = 2_900, 12_500
"""Characters of one section, and of a message as a whole, that the narrowest chat takes."""
NAME = 20
"""What a mention of a person or channel weighs at most."""


def fitted(elements: Sequence[Element], most_elements: int) -> list[Element]:
    """The elements in so many, none too long, and not too long together.

    What is cut are the last lines of the longest list, so that what stands before and after it (a title, the
    buttons) stays; in their place it says how many there are more.
    """
    groups = _grouped([part for element in elements for part in _split(element)])
    for group in sorted(groups, key=_all_weigh, reverse=True):
        over = sum(_all_weigh(one) for one in groups) - MOST_IN_ALL
        too_many = sum(len(one) for one in groups) - most_elements
        if over <= 0 and too_many <= 0:
            break
        if isinstance(group[0], Section):
            _cut(group, over + NAME, too_many)
    return [element for group in groups for element in group]


def more(number: int) -> str:
    """What stands in the place of so many lines."""
    return f"… and {number} more"


def _split(element: Element) -> list[Element]:
    """A section of many lines as several, each short enough."""
    if not isinstance(element, Section) or weigh(element.words or "") <= MOST_IN_SECTION:
        return [element]
    parts: list[list[Text]] = [[]]
    for line in _lines(element.words):
        if parts[-1] and sum(weigh(one) + 1 for one in parts[-1]) + weigh(line) > MOST_IN_SECTION:
            parts.append([])
        parts[-1].append(line)
    first, *rest = (joined("\n", part) for part in parts)
    return [replace(element, words=first), *(Section(part) for part in rest if part)]


def _grouped(elements: Sequence[Element]) -> list[list[Element]]:
    """Each list (sections in a row, with what divides them) together, and all else by itself."""
    groups: list[list[Element]] = []
    for element in elements:
        if groups and isinstance(groups[-1][0], Section) and isinstance(element, (Section, Divider)):
            groups[-1].append(element)
        else:
            groups.append([element])
    return groups


def _cut(group: list[Element], over: int, too_many: int) -> None:
    """Take the last lines of a list away until it is lighter by `over` and shorter by `too_many`; its first stays."""
    left = 0
    while over > 0 or too_many > 0:
        last = group[-1]
        lines = _lines(last.words) if isinstance(last, Section) and last.beside is None else []
        if isinstance(last, Section) and len(lines) > 1 and (too_many <= 0 or len(group) == 1):
            over -= weigh(lines.pop()) + 1
            group[-1] = replace(last, words=joined("\n", lines))
            left += 1
        elif len(group) > 1:
            group.pop()
            over, too_many = over - _weight(last), too_many - 1
            left += len(lines) if lines else int(isinstance(last, Section))
        else:
            break
    if not left:
        return
    last = group[-1]
    if isinstance(last, Section):
        group[-1] = replace(last, words=joined("\n", [last.words, more(left)]))
    else:
        group[-1] = Section(more(left))


def _all_weigh(group: Sequence[Element]) -> int:
    return sum(_weight(element) for element in group)


def _lines(words: Words) -> list[Text]:
    """The words line by line; a line break inside a bold or quoted part does not count."""
    found: list[list[Span]] = [[]]
    for span in text(words).spans:
        if not isinstance(span, str):
            found[-1].append(span)
            continue
        first, *rest = span.split("\n")
        found[-1].append(first)
        found.extend([one] for one in rest)
    return [Text(tuple(span for span in line if span)) for line in found]


def _weight(element: Element) -> int:
    match element:
        case Section():
            beside = 0 if element.beside is None or isinstance(element.beside, Menu) else weigh(element.beside.words)
            return weigh(element.words or "") + sum(weigh(field) for field in element.fields) + beside
        case Context():
            return sum(weigh(part) for part in element.words)
        case Heading():
            return weigh(element.words)
        case Buttons():
            return sum(75 if isinstance(one, Menu) else weigh(one.words) for one in element.controls)
        case _:
            return 0


def weigh(words: Words) -> int:
    """How many characters the words take in a chat's own writing, at most."""
    return sum(_span(span) for span in text(words).spans)


def _span(span: Span) -> int:
    match span:
        case str():
            return len(span) + 4 * span.count("&") + 3 * (span.count("<") + span.count(">"))
        case Bold(words) | Italic(words) | Quote(words):
            return weigh(words) + 2 + 2 * str(words).count("\n")
        case Code(words):
            return len(words) + 2
        case Command():
            return len(span.typed) + 2
        case Invite():
            return 3 * NAME
        case Link(url, label):
            return len(url) + len(label) + 3
        case _:
            return NAME
