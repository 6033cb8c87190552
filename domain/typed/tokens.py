"""Taking typed text apart into words, numbers, links and signs, each of which is read once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from domain.links import with_scheme

_DASHES = "‐‑‒–—―−﹣－→"
_APOSTROPHES = "’‘ʼ`´＇"
_QUOTES = "“”„‟«»"
_SMILES = re.compile(r"(?<![\w:]):(?:\+1|-1|[a-z][a-z0-9_+'-]*)(?:::skin-tone-\d)?:(?![\w:])")
"""Emoji as a chat writes them in text: ":pray:"."""
_FRACTIONS = {"½": "½", "¼": "¼", "¾": "¾"}
_ROOMS = (
    r"(?:[a-z0-9-]{1,63}\.){0,4}"
    r"(?:zoom\.us|webex\.com|teams\.microsoft\.com|teams\.live\.com|meet\.google\.com)/[^\s<>|]+"
)
"""Where people meet online, as a telephone shows it: without https://."""
_LINK = r"<?(?:https?://|www\.)[^\s<>|]+(?:\|[^>]*)?>?|<mailto:[^>]*>"
_PIECES = re.compile(rf"(?P<link>{_LINK}|{_ROOMS})|(?P<number>[0-9]+)|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)|(?P<sign>\S)")
_LINKED_BY_CHAT = re.compile(r"<http://([^|>]+)\|\1>")
"""What somebody typed without http:// or https://, as Slack hands it on."""
_ADDRESS = re.compile(r"https?://[^\s<>|]+|www\.[^\s<>|]+")


@dataclass(frozen=True)
class Token:
    """A piece of the text. text: as typed; word: small letters, one spelling of dashes and apostrophes.

    kind: link, number, word or sign. glued: nothing stands between it and the piece before.
    """

    text: str
    word: str
    kind: str
    start: int
    end: int
    glued: bool

    @property
    def number(self) -> int | None:
        """What a run of digits says, or None. Longer runs than a year with its date are no number of ours."""
        return int(self.word) if self.kind == "number" and len(self.word) <= 8 else None

    @property
    def address(self) -> str:
        """The address of a link, without Slack's brackets and what ends a sentence."""
        shown = _LINKED_BY_CHAT.fullmatch(self.text)
        found = _ADDRESS.search(self.text)
        address = shown[1] if shown else found[0] if found else self.text
        return address.rstrip(".,;!?)") if found and not shown else with_scheme(address.rstrip(".,;!?)"))


Tokens = Sequence[Token]


def tokens_of(text: str) -> tuple[Token, ...]:
    """The pieces of the text in their order; blanks are none."""
    folded = _SMILES.sub(lambda found: " " * len(found[0]), "".join(_folded(one) for one in text))
    found: list[Token] = []
    for match in _PIECES.finditer(folded):
        start, end = match.span()
        glued = bool(found) and found[-1].end == start
        found.append(Token(text[start:end], match[0], str(match.lastgroup), start, end, glued))
    return tuple(found)


def word_at(tokens: Tokens, i: int) -> str:
    """The piece's word; empty before the first and behind the last."""
    return tokens[i].word if 0 <= i < len(tokens) else ""


def figures_at(tokens: Tokens, i: int, most: int = 2) -> int | None:
    """The number in figures at piece i, where it has at most so many digits."""
    if not 0 <= i < len(tokens) or len(tokens[i].word) > most:
        return None
    return tokens[i].number


def joined_by(tokens: Tokens, i: int, signs: str) -> bool:
    """Whether piece i is one of the signs and joins its neighbours, with no blank on either side."""
    return word_at(tokens, i) in tuple(signs) and tokens[i].glued and i + 1 < len(tokens) and tokens[i + 1].glued


def skip(tokens: Tokens, i: int, words: str) -> int:
    """One piece on where it is one of the words (signs stand as a string of them)."""
    word = word_at(tokens, i)
    return i + 1 if word and (word == words or (len(word) == 1 and not word.isalnum() and word in words)) else i


def as_typed(text: str, pieces: Sequence[Token]) -> str:
    """The stretch of text from the first of the pieces to the last, on one line."""
    return " ".join(text[pieces[0].start : pieces[-1].end].split()) if pieces else ""


def _folded(one: str) -> str:
    """One character as it is compared: small, upright, with plain digits, dashes and apostrophes."""
    if one in _DASHES:
        return "-"
    if one in _APOSTROPHES:
        return "'"
    if one in _FRACTIONS:
        return one
    if one in _QUOTES:
        return '"'
    if unicodedata.category(one) in ("Cf", "So") or "\ufe00" <= one <= "\ufe0f" or "\U0001f3fb" <= one <= "\U0001f3ff":
        return " "  # what cannot be seen, or only smiles, parts nothing and belongs to nothing
    if one.isdecimal():
        return str(unicodedata.decimal(one))
    plain = unicodedata.normalize("NFKC", one).lower()
    return plain if len(plain) == 1 else one
