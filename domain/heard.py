"""What somebody means by what they type after a command: one of its words, however they write it, or none.

A word may be said in several ways, may have more said after it, and may be mistyped. Politeness, capitals, quotes and
full stops mean nothing. A slip is read as the word that it is nearest to, unless it could cost something.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise

from domain.people import MARK

SURE = 0.84
"""How like a way of saying it has to be (1: the same) to be read as it, as "resutls" is."""
LIKE = 0.7
"""How like it has to be to be asked about."""
SHORTEST_SLIP = 4
"""Letters of the shortest word that is read with a slip, one of them lacking perhaps."""
SHORTEST_START = 3
"""Letters of a word's beginning that stand for the word where it is asked about."""
MOST_WITH_SLIPS = 3
"""Words in what may be a word of the command's with a slip in it; what is longer is a sentence."""
POLITE = frozenset(
    re.findall(
        r"\w+",
        "please pls plz thanks thank ta cheers hi hello hey the a an my our me us this that these it its to of i we "
        "would like want id can could you lets now",
    )
)
"""What changes nothing."""
SEEING = frozenset({"show", "see", "view", "display", "check", "get", "give", "tell", "look", "at"})
"""What is said before something to look at, as in "show me the results"."""
SHOWING = frozenset({"show", "see", "view", "display"})
"""Those of them that mean it also where more follows, as in "show me the results of term 2"."""
ENDING = frozenset({"delete", "remove", "cancel", "stop", "close", "end", "withdraw", "drop", "erase", "quit", "leave"})
"""What is no slip of anything: typed as it stands, and unknown after a command, it is like no other word."""

_TOKEN = re.compile(rf"{MARK}|[^\W_{MARK}]+(?:['’][^\W_{MARK}]+)*")
_BEFORE = re.compile(r"^[\s:;,.!?\-–—=>/]+")
_LEADS = re.compile(r"^(?:(?:to|until|till?|by|on|for)\b[\s:,]*)+", re.IGNORECASE)
_A_WHILE = re.compile(
    r"(?!(?:this|next|last|coming|the)\b)\w+ (?:day|school day|week|school week|fortnight|month)s?", re.IGNORECASE
)
_QUOTES = "\"'“”‘’„«»`*_"


@dataclass(frozen=True)
class Word:
    """One thing that can be said after a command.

    said: how, each by its parts in small letters, the key among them. followed: those of them that more may follow.
    preceded: those before which more may stand, as in "term 2 results".
    careful: it ends, stops or tells something, so a slip is asked about and never guessed.
    """

    key: str
    said: tuple[tuple[str, ...], ...]
    followed: frozenset[tuple[str, ...]] = frozenset()
    preceded: frozenset[tuple[str, ...]] = frozenset()
    careful: bool = False


@dataclass(frozen=True)
class Heard:
    """key: the word, empty where it is none. rest: what follows it, letter for letter; everything where it is none.

    slip: it was mistyped. near: words that may be meant, the likeliest first, where none was heard.
    """

    key: str = ""
    rest: str = ""
    slip: bool = False
    near: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class _Token:
    word: str
    end: int


def parts(said: str) -> tuple[str, ...]:
    """By words as they are compared: in small letters, without apostrophes and marks."""
    return tuple(token.word for token in _tokens(said))


def read(text: str, words: Sequence[Word], own_name: str = "") -> Heard:
    """What was said. own_name: the command's, which people say once more, as "cop-meeting book" and "meeting book"."""
    text = tidy(text)
    for one in (text, without_name(text, own_name)):
        found = _exactly(one, words)
        if found is not None:
            return found
    ended = _ends(without_name(text, own_name), words)
    if ended is not None:
        return ended
    text = without_name(text, own_name, whole=True)
    return _with_a_slip(text, words) or Heard(rest=text)


def as_word(key: str, names: Sequence[tuple[str, ...]]) -> Word:
    """What something is called, as a word that more may follow: "meeting 14 May"."""
    return Word(key, tuple(names), frozenset(names))


def without_slash(text: str) -> str:
    """Plain words that begin as a command does, as "/cop-meeting" and "cop meeting" do, without that beginning."""
    return re.sub(r"^[\s/]*(?:cop[\s-]+)?", "", tidy(text), flags=re.IGNORECASE)


def tidy(text: str) -> str:
    """Without blanks and quotes around it; nothing where it has no letter, number or person in it."""
    text = text.strip()
    while len(text) > 1 and text[0] in _QUOTES and text[-1] in _QUOTES:
        text = text[1:-1].strip()
    return text if _TOKEN.search(text) else ""


def without_name(text: str, name: str, *, whole: bool = False) -> str:
    """Without the command's own name before it. whole: only where it is written as a command, as "/cop-ask"."""
    if not name:
        return text
    before = r"/?\s*cop[\s-]+" if whole else r"(?:/?\s*cop[\s-]+|/)?"
    return re.sub(rf"^{before}{re.escape(name)}s?(?!\w)[\s:,]*", "", text, count=1, flags=re.IGNORECASE)


def bare(text: str) -> str:
    """A short thing that somebody named, as in "find phonics, please.": without politeness and marks around it."""
    found = re.sub(r"[\s,]*\b(please|pls|plz|thanks|thank you|ta)\b[\s.!]*$", "", text, flags=re.IGNORECASE)
    return tidy(found.strip(" .,;:!?\t\n")).strip(" .,;:!?")


def led_to(text: str) -> str:
    """A day that somebody named, as in "to 12 June, please", or "for two weeks": without what leads to it and marks
    around it."""
    found = _LEADS.sub("", bare(text))
    return f"in {found}" if _A_WHILE.fullmatch(found) else found


def _tokens(text: str) -> list[_Token]:
    return [_Token(re.sub("['’]", "", found[0].casefold()), found.end()) for found in _TOKEN.finditer(text)]


def _meaning(tokens: Iterable[_Token]) -> list[_Token]:
    """Without politeness, unless there is nothing else."""
    every = list(tokens)
    return [token for token in every if token.word not in POLITE] or every


def _exactly(text: str, words: Sequence[Word]) -> Heard | None:
    tokens = _tokens(text)
    meaning = _meaning(tokens)
    for counted in (tokens, meaning, [token for token in meaning if token.word not in SEEING]):
        said = tuple(token.word for token in counted)
        for word in words:
            if said and (said in word.said or (counted is not tokens and said in map(_meant, word.said))):
                return Heard(word.key)
    if all(token.word in POLITE for token in tokens):
        return Heard()
    begun = [
        (len(way), word, end)
        for word, way in _ways(words)
        if way in word.followed and (end := _begins(tokens, way)) is not None
    ]
    if not begun:
        return None
    _, word, end = max(begun, key=lambda one: one[0])
    rest = _BEFORE.sub("", text[end:]).strip()
    return Heard(word.key, "" if all(token.word in POLITE for token in _tokens(rest)) else tidy(rest))


def _ends(text: str, words: Sequence[Word]) -> Heard | None:
    """Where the words end with a way of saying it before which more may stand; politeness behind it means nothing."""
    tokens = _tokens(text)
    said = [token.word for token in tokens]
    while said and said[-1] in POLITE:
        said.pop()
    for word, way in _ways(words):
        before = len(said) - len(way)
        if way in word.preceded and before > 0 and tuple(said[before:]) == way:
            return Heard(word.key, tidy(text[: tokens[before - 1].end]))
    return None


def _begins(tokens: Sequence[_Token], way: Sequence[str]) -> int | None:
    """Where the way of saying it ends that the words begin with, after politeness; None where they don't."""
    polite = 0
    while polite < len(tokens) and tokens[polite].word in POLITE | SHOWING and tokens[polite].word != way[0]:
        polite += 1
    begun = tokens[polite : polite + len(way)]
    return begun[-1].end if [token.word for token in begun] == list(way) else None


def _with_a_slip(text: str, words: Sequence[Word]) -> Heard | None:
    """Something short that is nearly a word, or a longer thing that begins with what is nearly one."""
    tokens = _meaning(_tokens(text))
    if any(token.word in ENDING for token in tokens[:MOST_WITH_SLIPS]):
        return None
    said = " ".join(token.word for token in tokens)
    if len(tokens) <= MOST_WITH_SLIPS:
        near = _near(said, [(word, " ".join(way)) for word, way in _ways(words)])
        if near:
            return _decided(near, "", text)
    if len(tokens) > 1:
        first = [(word, way[0]) for word, way in _ways(words) if len(way) == 1 and way in word.followed]
        near = _near(tokens[0].word, first)
        if near:
            return _decided(near, _BEFORE.sub("", text[tokens[0].end :]).strip(), text)
    return None


def _decided(near: Sequence[tuple[float, Word]], rest: str, text: str) -> Heard:
    (best, word), *others = near
    if best >= SURE and not word.careful and not (others and others[0][0] >= best):
        return Heard(word.key, rest, slip=True)
    return Heard(rest=text, near=tuple(word.key for _, word in near))


def _near(said: str, ways: Sequence[tuple[Word, str]]) -> list[tuple[float, Word]]:
    """The words that something is like, the likeliest first, with how like."""
    if len(said) < SHORTEST_START or said.isdigit():
        return []
    found: dict[str, tuple[float, Word]] = {}
    for word, way in ways:
        how = max(_likeness(said, way), LIKE if len(way) > len(said) and way.startswith(said) else 0)
        if how >= LIKE and how > found.get(word.key, (0.0, word))[0]:
            found[word.key] = (how, word)
    return sorted(found.values(), key=lambda one: -one[0])


def _likeness(said: str, way: str) -> float:
    """From 0 to 1. Two neighbouring letters the wrong way round are one slip, as a letter too many is."""
    if len(way) < SHORTEST_SLIP or abs(len(said) - len(way)) > 2 or said[0] != way[0]:
        return 0
    if len(said) == len(way) and _turned(said, way):
        return 0.9
    return SequenceMatcher(None, said, way, autojunk=False).ratio()


def _turned(said: str, way: str) -> bool:
    """Whether just two neighbours changed places."""
    differ = [place for place, (a, b) in enumerate(zip(said, way, strict=True)) if a != b]
    return len(differ) == 2 and any(
        (first, second) == tuple(differ) and said[first] == way[second] and said[second] == way[first]
        for first, second in pairwise(range(differ[0], differ[1] + 1))
    )


def _meant(way: Sequence[str]) -> tuple[str, ...]:
    return tuple(part for part in way if part not in POLITE)


def _ways(words: Sequence[Word]) -> Iterator[tuple[Word, tuple[str, ...]]]:
    return ((word, way) for word in words for way in word.said)
