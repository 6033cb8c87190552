"""What somebody typed to the bot: a command and its words, or plain words."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.teams.activity import Activity
from domain.names import unturned
from domain.people import MARK
from handlers.typed import Named, Typed

PREFIX = "/cop-"
HOME = "home"
_AT_LEFT = re.compile(r"</?at[^>]*>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>|</(?:p|div)>", re.IGNORECASE)
_TAG = re.compile(r"</?(?:p|div|span|b|i|em|strong|u|a|ul|ol|li|code|pre|blockquote)(?:\s[^<>]*)?>", re.IGNORECASE)
_UNSEEN = re.compile("[\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_BLANKS = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000\t ]+")
_FIRST = re.compile(
    rf"^[^\w/@{MARK}]*(?:/\s*)?(?:cop[\s-]+)?(?P<word>[^\W\d_]+)\b(?P<end>[^\w\s]*)(?P<rest>.*)$",
    re.DOTALL | re.IGNORECASE,
)
_SET_UP = re.compile(r"^set[\s-]+up\b", re.IGNORECASE)
_NOISE_BEFORE = re.compile(rf"^[^\w/@{MARK}]+")
_NOISE_AFTER = re.compile(rf"[^\w{MARK})]+$")
MOST_OF_A_WORD = 3
"""So many words are read as words of the bot's, as "results" is; what is longer stays as it was typed."""


@dataclass(frozen=True)
class Said:
    """command: its name, "home", or empty where the words begin with none. typed: the words after it, or all."""

    command: str
    typed: Typed


def said(activity: Activity, commands: Collection[str], bot_name: str, people: Mapping[str, str]) -> Said:
    """What was typed. commands: their names. people: our own ids of those who are mentioned, by Teams' ids."""
    typed = _words(activity, bot_name, people)
    typed = Typed(_SET_UP.sub("setup", typed.text), typed.people)
    found = _FIRST.match(typed.text)
    if found is None:
        return Said("", typed)
    command = _command(found["word"], commands)
    if command is None or (found["end"] and found["end"][0] in "'’-") or MARK in found["end"]:
        return Said("", typed)
    rest = _NOISE_BEFORE.sub("", found["rest"]).strip()
    if len(rest.split()) <= MOST_OF_A_WORD:
        rest = _NOISE_AFTER.sub("", rest)
    return Said(command, Typed(rest, typed.people))


def _command(word: str, commands: Collection[str]) -> str | None:
    """The command that begins with this word, as people write it: in capitals, or as a plural."""
    word = word.lower()
    if word == HOME:
        return HOME
    for one in (word, word.removesuffix("s"), *ALSO.get(word, ())):
        if PREFIX + one in commands:
            return PREFIX + one
    return None


ALSO: Mapping[str, tuple[str, ...]] = {
    "assessment": ("assess",),
    "assessments": ("assess",),
    "introduction": ("intro",),
    "introductions": ("intro",),
    "summaries": ("summary",),
}
"""What people say for a command, beside its own name."""


def message_words(words: str) -> str:
    """A message's words, as they were typed, without what Teams writes around them."""
    return _plain(_AT_LEFT.sub("", words)).strip()


def _words(activity: Activity, bot_name: str, people: Mapping[str, str]) -> Typed:
    """The words without the bot's own mention, MARK for each of the people."""
    words, named = activity.text.replace(MARK, ""), []
    for one in activity.mentions:
        if not one.words or one.words not in words:
            continue
        if one.who.id == activity.bot.id:
            words = words.replace(one.words, " ")
            continue
        name = html.unescape(one.who.name or _AT_LEFT.sub("", one.words))
        if one.who.id in people:
            place = words.index(one.words)
            named.append((one.who.id, name))
            words = f"{words[:place]}{MARK}{len(named) - 1}{MARK}{words[place + len(one.words) :]}"
        else:
            words = words.replace(one.words, "@" + name, 1)
    words = _plain(_AT_LEFT.sub("", words)).strip()
    order = [int(found) for found in re.findall(f"{MARK}(\\d+){MARK}", words)]
    words = re.sub(f"{MARK}\\d+{MARK}", MARK, words)
    words = re.sub(rf"^@?{re.escape(bot_name)}\b[\s:,]*", "", words, flags=re.IGNORECASE) if bot_name else words
    return Typed(words.strip(), [Named(people[named[number][0]], named[number][1]) for number in order])


def _plain(words: str) -> str:
    """Without markup, entities, and blanks of other kinds than a blank; lines stay."""
    words = unturned(html.unescape(_TAG.sub("", _BREAK.sub("\n", words))))
    return "\n".join(_BLANKS.sub(" ", _UNSEEN.sub("", line)).strip() for line in words.splitlines())
