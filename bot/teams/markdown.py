"""Text as Teams shows it on a card: line by line, as Markdown or, where what was typed would act in it, as plain runs.

A phone shows the backslash of most escaped characters, and drops a bare <word>; text runs are shown letter for letter
everywhere. They know no mentions, so a line that notifies somebody is Markdown with backslashes all the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from bot.teams.surroundings import Surroundings
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
    Words,
    text,
)

Piece = dict[str, Any]
COMMAND_PREFIX = "/cop-"
EVERYBODY = "Everybody"
"""What is said where a network wants everybody notified, and nobody can be."""

INVITE = "add me to its team"
"""What brings the bot into a channel."""

_ACTIVE = re.compile(r"[\\`*_\[\]<]|~~|&(?=#?\w+;)")
_ACTIVE_AT_START = re.compile(r"^(\s*)([>#+-]|\d+[.)])")
_MARK, _ENTITY = re.compile(r"[\\`*_\[\]]|~(?=~)"), re.compile(r"&(?=#?\w+;)")
_STOPS_BEFORE, _STOPS_AFTER = re.compile(r"^[\W_]+"), re.compile(r"[\W_]+$")
_LINK = re.compile(r"\](?=[(\[])|<(?=[\w.+-]+[:@])")
_MARKUP = re.compile(r"[\\`*_\[\]<>~&\n]")
_FUNCTION = re.compile(r"\{(?=\{(?:DATE|TIME)\()")
"""How a moment begins that a card's reader would see in their own time, instead of what somebody typed."""


@dataclass(frozen=True)
class Run:
    """A stretch of a line: words, in bold or italics, that lead somewhere or mention a person, who is notified."""

    words: str
    bold: bool = False
    italic: bool = False
    url: str = ""
    person: str = ""


Line = tuple[Run, ...]


@dataclass
class Voice:
    """Writes the texts of one card, and keeps whom it mentions."""

    around: Surroundings
    _tags: dict[str, str] = field(default_factory=dict)

    def blocks(self, words: Words, **style: Any) -> list[Piece]:
        """The words as card elements, one a line; an empty line is a gap. style: of a TextBlock."""
        found: list[Piece] = []
        gap = False
        for line in self.lines(words):
            if not any(run.words.strip() for run in line):
                gap = True
                continue
            piece = self._block(line, style)
            if found:
                piece["spacing"] = "Medium" if gap else "Small"
            found.append(piece)
            gap = False
        return found

    def heading(self, words: Words) -> str:
        """The words as Markdown in one line."""
        return " ".join(self.markdown(line) for line in self.lines(words)).strip()

    def plain(self, words: Words) -> str:
        """The words alone, for labels and notifications."""
        return "\n".join("".join(run.words for run in line) for line in self.lines(words))

    def entities(self) -> list[Piece]:
        """Whom the card mentions, as Teams wants it beside the card."""
        return [self._entity(person, tag) for person, tag in self._tags.items()]

    def lines(self, words: Words) -> list[Line]:
        """The words line by line."""
        found: list[list[Run]] = [[]]
        for span in text(words).spans:
            for run in self._runs(span):
                first, *others = _FUNCTION.sub("{\u2060", run.words).split("\n")
                found[-1].append(replace(run, words=first))
                found.extend([replace(run, words=one)] for one in others)
        return [tuple(run for run in line if run.words) for line in found]

    def markdown(self, line: Line) -> str:
        """A line as Markdown, in which nothing that was typed comes alive."""
        found = ""
        for number, run in enumerate(line):
            before = "x" if number and line[number - 1].person else found[-1:]
            after = line[number + 1] if number + 1 < len(line) else None
            found += self._marked(run, before, "x" if after and after.person else after.words[:1] if after else "")
        return _start_escaped(found.lstrip())  # four blanks would begin a block of code

    def _block(self, line: Line, style: Piece) -> Piece:
        if _is_literal(line) or any(run.person for run in line):
            return {"type": "TextBlock", "text": self.markdown(line), "wrap": True, **style}
        return {"type": "RichTextBlock", "inlines": [_text_run(run, style) for run in line]}

    def _marked(self, run: Run, before: str, after: str) -> str:
        if run.person:
            return self._tag(run)
        if run.url:
            return f"[{_escaped(run.words)}]({_address(run.url)})"
        marks = ("**" if run.bold else "") + ("_" if run.italic else "")
        return _between(marks, run.words, before, after) if marks else _escaped(run.words)

    def _tag(self, run: Run) -> str:
        """Two people of the same name are two mentions, so the second one's carries a number."""
        if run.person not in self._tags:
            name = _MARKUP.sub(" ", run.words).strip() or "?"
            taken, number = set(self._tags.values()), 1
            while (tag := f"<at>{name}</at>" if number == 1 else f"<at>{name} ({number})</at>") in taken:
                number += 1
            self._tags[run.person] = tag
        return self._tags[run.person]

    def _entity(self, person: str, tag: str) -> Piece:
        known = self.around.people[person]
        return {"type": "mention", "text": tag, "mentioned": {"id": known.chat_id, "name": self.around.name_of(person)}}

    def _runs(self, span: Span) -> list[Run]:
        match span:
            case str():
                return [Run(span)]
            case Bold(words):
                return [replace(run, bold=True) for inner in text(words).spans for run in self._runs(inner)]
            case Italic(words):
                return [replace(run, italic=True) for inner in text(words).spans for run in self._runs(inner)]
            case Quote(words):
                return [run for inner in text(words).spans for run in self._runs(inner)]
            case Code(words):
                return [Run(words, bold=True)]
            case Command():
                return [Run(self.command(span), bold=True)]
            case Link(url, label):
                return [Run(label, url=url)]
            case Mention(person):
                return [self._mention(person)]
            case Everybody():
                return self._everybody()
            case Channel(channel_id):
                return [Run(self.around.channel_name(channel_id))]
            case Invite():
                return [Run(INVITE)]

    def command(self, span: Command) -> str:
        """How the command is typed where it is to be typed: in channels after a mention."""
        typed = span.typed.removeprefix(COMMAND_PREFIX)
        return f"@{self.around.bot_name} {typed}" if self.around.in_channel or span.in_channel else typed

    def _mention(self, person: str) -> Run:
        notified = person in self.around.notify and person in self.around.people
        return Run(self.around.name_of(person), person=person if notified else "")

    def _everybody(self) -> list[Run]:
        known = [person for person in self.around.everybody if person in self.around.people]
        if not known:
            return [Run(EVERYBODY + ":")]
        mentioned = [[Run(", "), Run(self.around.name_of(person), person=person)] for person in known]
        return [*[run for pair in mentioned for run in pair][1:], Run(":")]


def inert(words: str) -> str:
    """A choice's title, which some clients read as Markdown and others as it stands: no link comes alive in it."""
    return _LINK.sub("\\g<0>\u2060", words)


def _is_literal(line: Line) -> bool:
    """Whether Markdown reads the line's words as they stand."""
    first = line[0].words
    return not any(_ACTIVE.search(run.words) for run in line) and not _ACTIVE_AT_START.search(first)


def _text_run(run: Run, style: Piece) -> Piece:
    found: Piece = {"type": "TextRun", "text": run.words}
    found.update({name: value for name, value in style.items() if name in ("size", "isSubtle", "color", "weight")})
    if run.bold:
        found["weight"] = "Bolder"
    if run.italic:
        found["italic"] = True
    if run.url:
        found["selectAction"] = {"type": "Action.OpenUrl", "url": run.url}
    return found


def _escaped(words: str) -> str:
    entities = _ENTITY.sub("&amp;", words).replace("<", "&lt;")
    return _MARK.sub(r"\\\g<0>", entities)


def _start_escaped(line: str) -> str:
    """Without what would make a list or a title of the line."""
    return _ACTIVE_AT_START.sub(lambda found: f"{found[1]}{_kept(found[2])}", line)


def _kept(mark: str) -> str:
    return f"{mark[:-1]}\\{mark[-1]}"


def _between(marks: str, words: str, before: str, after: str) -> str:
    """Between marks; what Markdown reads no mark beside stands outside: blanks, and stops and brackets within a word.

    before, after: the neighbouring characters.
    """
    core = words.strip()
    start, end = words.find(core), words.find(core) + len(core)
    if start == 0 and before.isalnum():
        start += len(core) - len(_STOPS_BEFORE.sub("", core))
    if end == len(words) and after.isalnum():
        end -= len(core) - len(_STOPS_AFTER.sub("", core))
    if start >= end:
        return _escaped(words)
    inner = _escaped(words[start:end])
    return f"{_escaped(words[:start])}{marks}{inner}{marks[::-1]}{_escaped(words[end:])}"


def _address(url: str) -> str:
    return url.replace("(", "%28").replace(")", "%29").replace(" ", "%20").replace("<", "%3C").replace(">", "%3E")
