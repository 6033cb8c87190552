"""Masking names in what people write without theirs: of colleagues, and of schools.

It takes out what is known to be a name. How somebody writes, or what only one school could say, it cannot hide.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from difflib import SequenceMatcher

MENTION = re.compile(r"<@[^>]*>|<#[^>]*>|(?<!\w)@[\w.\-]+")
ADDRESS = re.compile(r"[\w.+\-]+@[\w\-]+(\.[\w\-]+)+|https?://\S+|(?<!\d)(\+?\d[\d ()\-]{6,}\d)(?!\d)")
TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Sister|Father)\b\.?\s+[^\W\d_][\w'’\-]+")
WORD = re.compile(r"[^\W\d_](?:[\w'’\-]*[\w])?")

SHORTEST = 3
"""Letters of a name's shortest part that is looked for; shorter ones only together with the rest."""
ALIKE, LONG_ENOUGH = 0.84, 5
"""How alike a capitalised word must be to a name to be taken for its misspelling, and how many letters both need."""
_ORDINARY = """
art bill bob dean faith frank grace grant guy hope jack joy lane mark may pat penny rich rob rose sky sue will young
green brown white black gray grey hill park lake long short wise good best day king page bell cook baker church brook
field wood woods stone west east north south summer autumn dawn eve drew chance case price rush ward stark sharp bright
strong little small hall house close reading major singer school june april august
"""
ORDINARY = frozenset(_ORDINARY.split())
"""Names that are ordinary words as well: masked where they are capitalised inside a sentence, not in small letters."""
_KINDS = """
primary secondary college school schools high specialist special p-12 p-9 p-6 p12 campus the of and for st saint centre
center community grammar senior junior north south east west upper lower english language development autistic autism
deaf hearing learning education network park valley hills heights grove
"""
KINDS = frozenset(_KINDS.split())
"""What schools' names share: no single one of these words says which school it is."""


def mask(text: str, people: Collection[str], schools: Collection[str], *, name: str, school: str) -> str:
    """The text with names taken out. people, schools: their full names; name, school: what is put in their place."""
    masked = MENTION.sub(name, text)
    masked = ADDRESS.sub(name, masked)
    for full in sorted(filter(None, {part for one in schools for part in _ways_to_say(one)}), key=len, reverse=True):
        masked = _phrase(full).sub(school, masked)
    for full in sorted({" ".join(one.split()) for one in people if " " in one.strip()}, key=len, reverse=True):
        masked = _phrase(full).sub(name, masked)
    masked = TITLED.sub(name, masked)
    parts = {part.casefold() for one in people for part in WORD.findall(one) if len(part) >= SHORTEST}
    masked = WORD.sub(lambda found: name if _is_name(found, parts, (name, school)) else found[0], masked)
    return _once_in_a_row(masked, name)


def _is_name(found: re.Match[str], parts: Collection[str], markers: Collection[str]) -> bool:
    word = found[0]
    if any(found.start() > 0 and marker[1:-1] == word and found.string[found.start() - 1] == "[" for marker in markers):
        return False
    plain = re.sub(r"['’]s?$", "", word).casefold()
    if plain in parts:
        return plain not in ORDINARY or (word[0].isupper() and not _begins_sentence(found))
    if not word[0].isupper() or len(plain) < LONG_ENOUGH or plain in ORDINARY:
        return False
    return any(
        len(part) >= LONG_ENOUGH and part[0] == plain[0] and SequenceMatcher(None, part, plain).ratio() >= ALIKE
        for part in parts
    )


def _begins_sentence(found: re.Match[str]) -> bool:
    before = found.string[: found.start()].rstrip()
    return not before or before[-1] in ".!?:\n"


def _ways_to_say(school: str) -> Iterator[str]:
    """A school's name as people say it: in full, without what kind of school it is, its own words, its initials."""
    words = school.split()
    yield " ".join(words)
    own = list(words)
    while own and own[-1].casefold().strip("().,") in KINDS - {"north", "south", "east", "west"}:
        own.pop()
    if own and any(word.casefold() not in KINDS for word in own):
        yield " ".join(own)
    for word in own:
        if word.casefold() not in KINDS and len(word) > SHORTEST and word.casefold() not in ORDINARY:
            yield word
    initials = "".join(word[0] for word in words if word[0].isalpha()).upper()
    if len(initials) >= SHORTEST:
        yield initials


def _phrase(words: str) -> re.Pattern[str]:
    """The words in any case and with any blanks between; initials, and names of ordinary words, as they are written."""
    as_written = words.isupper() or all(word.casefold() in ORDINARY for word in words.split())
    body = r"\s+".join(re.escape(word) for word in words.split())
    return re.compile(rf"(?<!\w){body}(?:['’]s)?(?!\w)", 0 if as_written else re.IGNORECASE)


def _once_in_a_row(text: str, marker: str) -> str:
    """A first and a last name are one person."""
    return re.sub(rf"{re.escape(marker)}(?:\s+{re.escape(marker)})+", marker, text)


def known_names(names: Iterable[str]) -> set[str]:
    """What is worth looking for of what the chat calls people."""
    return {" ".join(name.split()) for name in names if len(name.strip()) >= SHORTEST}
