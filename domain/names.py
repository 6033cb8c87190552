"""Names of schools, networks and areas: how they are kept, and when two of them are the same.

Word processors, spreadsheets and telephones write one name in many ways: `St Mary’s` and `St Mary's`, an en dash for
a hyphen, blanks that do not break, characters that nobody sees. Whoever reads them sees one name, so the bot does too.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_APOSTROPHES: Final = dict.fromkeys(map(ord, "'’‘‚‛`´ʼʻʹʽˈ′＇"), "'")
_QUOTES: Final = dict.fromkeys(map(ord, '"“”„‟″«»＂'), '"')
_DASHES: Final = dict.fromkeys(map(ord, "‐‑‒–—―−⁃﹘﹣－"), "-")
_ONE_SIGN: Final = {**_APOSTROPHES, **_QUOTES, **_DASHES}
_PAIRS: Final = (('"', '"'), ("“", "”"), ("„", "“"), ("«", "»"), ("'", "'"), ("‘", "’"), ("’", "’"))
_JOINERS: Final = "\u200c\u200d"
"""What holds an emoji, or letters of some scripts, together: kept, and passed over where names are compared."""
_INVISIBLE: Final = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0]")

_BRAILLE_BLANK: Final = "\u2800"
_TURNS: Final = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))


def tidy_name(text: str) -> str:
    """The name as it is kept and shown: one blank between words, none around them, nothing invisible, no quotes."""
    if text.isascii() and text.isprintable():  # as most names are, and then there is less to do
        return _without_quotes(" ".join(text.split()))
    seen = "".join(
        " " if character.isspace() else character
        for character in text
        if character.isspace() or character in _JOINERS or unicodedata.category(character) not in ("Cc", "Cf", "Cs")
    )
    return _without_quotes(" ".join(unicodedata.normalize("NFC", seen).split()))


def unturned(text: str) -> str:
    """Without the signs that turn round how what follows is read, and with it what the bot says behind these words."""
    return text if text.isascii() else text.translate(_TURNS)


def is_seen(text: str) -> bool:
    """Whether there is anything in it that whoever reads it sees."""
    return any(
        not character.isspace()
        and unicodedata.category(character) not in ("Cc", "Cf", "Cs")
        and not _INVISIBLE.match(character)
        and character != _BRAILLE_BLANK
        for character in text
    )


def name_key(text: str) -> str:
    """What two names have in common if, and only if, they are the same to whoever reads them."""
    tidy = tidy_name(text)
    if tidy.isascii():
        return tidy.translate(_ONE_SIGN).casefold()
    # Before NFKC, which takes some of these signs apart; and after it, since it makes others of them.
    plain = unicodedata.normalize("NFKC", tidy.translate(_ONE_SIGN)).translate(_ONE_SIGN)
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", plain).casefold())
    seen = "".join(character for character in folded if unicodedata.category(character) != "Cf")
    return " ".join(seen.split())


def same_name(one: str, other: str) -> bool:
    """Whether both are one name."""
    return name_key(one) == name_key(other)


def place_key(text: str) -> str:
    """What two names of areas or regions have in common: as any names, and a hyphen is as good as a blank.

    "North-West" and "North West " are one area; two schools may well differ by a hyphen.
    """
    return " ".join(name_key(text).replace("-", " ").split())


def _without_quotes(text: str) -> str:
    """The text without the quotes around the whole of it; quotes around a part of it stay."""
    for opening, closing in _PAIRS:
        inner = text[1:-1].strip()
        if len(text) > 2 and inner and text.startswith(opening) and text.endswith(closing):
            if opening in inner and opening not in "'’":
                return text
            return _without_quotes(inner)
    return text
