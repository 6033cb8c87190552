"""Reading the pieces of a text from left to right: each belongs to exactly one reading, or is left over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.typed.clocks import ENDS, Clock, Span, clock_at, length_at, span_at
from domain.typed.days import day_at
from domain.typed.lexicon import (
    AFTERNOON,
    EVENING,
    FLOORS,
    HOLIDAY_NAMES,
    MORNING,
    NUMBERS,
    ROOMS,
    STREETS,
    SUFFIXES,
    Part,
    speaks_of,
    weekday_of,
    words,
)
from domain.typed.named_days import Dated, DayItem
from domain.typed.tokens import Token, skip, word_at
from domain.typed.zones import Zone, zone_at

_LEADS = ("at", "@", "from", "for", "on", "starting", "starts", "start", "lasting", "begins", "by")
_OPENINGS = ("from", "start", "starts", "starting", "begins", "beginning", "commencing")
_RELATIVE = ("before", "after", "later", "earlier", "ago", "prior", "early", "late", "from", "beforehand")
_LOOSE = ("about", "around", "approx", "approximately", "roughly", "after", "before", "by", "past", "until", "till")
_PHRASES = {
    ("first", "thing"): Part.TIME,
    ("before", "school"): Part.TIME,
    ("after", "school"): Part.TIME,
    ("after", "class"): Part.TIME,
    ("straight", "after"): Part.TIME,
    ("close", "of", "business"): Part.TIME,
    ("end", "of", "day"): Part.TIME,
    ("end", "of", "the", "day"): Part.TIME,
    ("play", "time"): Part.TIME,
    ("mid", "morning"): Part.TIME,
    ("mid", "-", "morning"): Part.TIME,
    ("mid", "afternoon"): Part.TIME,
    ("mid", "-", "afternoon"): Part.TIME,
    ("mid", "arvo"): Part.TIME,
    ("all", "day"): Part.LENGTH,
    ("whole", "day"): Part.LENGTH,
    ("full", "day"): Part.LENGTH,
    ("half", "day"): Part.LENGTH,
    ("half", "-", "day"): Part.LENGTH,
    ("all", "morning"): Part.LENGTH,
    ("all", "afternoon"): Part.LENGTH,
}
"""Words that only together speak of a time or a length, and leave it open."""
_BINDING_ROOMS = words("room rm level lvl floor building bldg unit gate suite portable")
_MOST_STREET_WORDS = 3
_PLAIN_STREETS = STREETS - {"st", "court", "ct", "pl", "dr"}
"""Those that mean nothing else, so that even a word of time in front of them is a street's name."""
_NAMES = words("half day morning night sun first second third")


class Kind(StrEnum):
    """What a stretch of pieces was read as."""

    DAY = "day"
    DOTTED = "dotted"  # 14.05: a date or a time
    TIME = "time"
    SPAN = "span"
    END = "end"
    LENGTH = "length"
    ZONE = "zone"
    PART_OF_DAY = "part_of_day"
    LINK = "link"
    NUMBER = "number"
    UNREAD = "unread"
    LEAD = "lead"
    TEXT = "text"


@dataclass(frozen=True)
class Piece:
    """The stretch from token i up to j. value: what it says; for UNREAD the Part that it speaks about."""

    kind: Kind
    i: int
    j: int
    value: DayItem | Clock | Span | Zone | Part | int | str | None = None


def scan(tokens: Sequence[Token]) -> list[Piece]:
    """Every token in exactly one stretch, in order."""
    found: list[Piece] = []
    i = 0
    while i < len(tokens):
        piece = _piece_at(tokens, i, found)
        found.append(piece)
        i = piece.j
    return found


def _piece_at(tokens: Sequence[Token], i: int, before: Sequence[Piece]) -> Piece:
    token = tokens[i]
    if token.kind == "link":
        return Piece(Kind.LINK, i, i + 1, token.address)
    place_until = _place_number(tokens, i)
    if place_until is not None:
        return Piece(Kind.TEXT, i, place_until)
    if before and before[-1].kind in (Kind.TIME, Kind.SPAN):
        zone = zone_at(tokens, i)
        if zone is not None:
            return Piece(Kind.ZONE, i, zone[1], zone[0])
    best = _longest(tokens, i)
    if best is not None:
        return _in_its_place(tokens, best)
    beside = _beside_time(tokens, i, before)
    if beside is not None:
        return beside
    ended = _end_at(tokens, i)
    if ended is not None:
        return ended
    vague = _vague_at(tokens, i)
    if vague is not None:
        return vague
    if token.word in (*MORNING, *AFTERNOON, *EVENING) and not _is_name(tokens, i):
        return Piece(Kind.PART_OF_DAY, i, i + 1, token.word)
    if token.kind == "number":
        slip = len(token.word) > 4 and bool(before) and before[-1].kind is Kind.DAY
        return Piece(Kind.UNREAD, i, i + 1, Part.DAY) if slip else _number(tokens, i)  # "14 May 20266"
    named_day = _named_day(tokens, i)
    if named_day is not None:
        return Piece(Kind.UNREAD, i, named_day, Part.DAY)
    part = speaks_of(token.word)
    if part is not None and not _is_name(tokens, i):
        return Piece(Kind.UNREAD, i, i + 1, part)
    if token.word in NUMBERS and _stands_alone(tokens, i, before):
        return Piece(Kind.NUMBER, i, i + 1, NUMBERS[token.word])
    return Piece(Kind.TEXT, i, i + 1)


def _longest(tokens: Sequence[Token], i: int) -> Piece | None:
    """The longest of what can be read at token i; where two are as long, the first of this list."""
    candidates: list[Piece] = []
    span = span_at(tokens, i)
    if span is not None:
        candidates.append(Piece(Kind.SPAN, i, span[1], span[0]))
    clock = clock_at(tokens, i)
    if clock is not None:
        candidates.append(Piece(Kind.TIME, i, clock[1], clock[0]))
    length = length_at(tokens, i)
    if length is not None:
        candidates.append(Piece(Kind.LENGTH, i, length[1], length[0]))
    day = day_at(tokens, i)
    if day is not None:
        dotted = isinstance(day[0], Dated) and day[0].dotted
        candidates.append(Piece(Kind.DOTTED if dotted else Kind.DAY, i, day[1], day[0]))
    elif _is_dotted_time(tokens, i):
        candidates.append(Piece(Kind.DOTTED, i, i + 3, Clock(int(tokens[i].word), int(tokens[i + 2].word))))
    return max(candidates, key=lambda piece: piece.j) if candidates else None


def _vague_at(tokens: Sequence[Token], i: int) -> Piece | None:
    """What speaks of a time or a length and leaves it open: "period 5", "first thing"; or leads to one."""
    word = tokens[i].word
    if word in ("period", "p", "session", "lesson") and _is_number(tokens, i + 1):
        return Piece(Kind.UNREAD, i, i + 2, Part.TIME)
    if word in ("a", "p") and word_at(tokens, i + 1) == "." and word_at(tokens, i + 2) == "m":
        return Piece(Kind.UNREAD, i, i + 3, Part.TIME)
    for phrase, part in _PHRASES.items():
        if tuple(token.word for token in tokens[i : i + len(phrase)]) == phrase:
            return Piece(Kind.UNREAD, i, i + len(phrase), part)
    if tokens[i].kind == "word" and word_at(tokens, i + 1) == "time" and word not in _LEADS and word != "the":
        return Piece(Kind.UNREAD, i, i + 2, Part.TIME)
    if word in _OPENINGS:
        j = i + 2 if word_at(tokens, i + 1) in ("at", "from") else i + 1
        if clock_at(tokens, j, bare=True) is not None and day_at(tokens, j) is None:
            return Piece(Kind.LEAD, i, i + 1)
    return None


def _beside_time(tokens: Sequence[Token], i: int, before: Sequence[Piece]) -> Piece | None:
    """What leads to a day or time, "Date: 4/6", or says no more of it, "3pm start"; and what is none, "morning tea"."""
    word, after = tokens[i].word, word_at(tokens, i + 1)
    if after == "tea" and word in (*MORNING, *AFTERNOON):
        return Piece(Kind.TEXT, i, i + 2)
    if word in ("when", "date", "day", "time"):
        j = skip(tokens, skip(tokens, skip(tokens, i + 1, "is"), "to"), ":")
        if day_at(tokens, j) is not None or clock_at(tokens, j, bare=j > i + 1) is not None:
            return Piece(Kind.LEAD, i, i + 1)  # "Date: 4/6", "change the time to 3.30"
    if word == "next" and after in ("meeting", "catchup", "session", "cop"):
        return Piece(Kind.LEAD, i, i + 1)  # which one that is, the day says
    if word in ("until", "till", "til") and day_at(tokens, i + 1) is not None:
        return Piece(Kind.LEAD, i, i + 1)  # "postpone till next term"
    timed = bool(before) and before[-1].kind in (Kind.TIME, Kind.SPAN)
    if timed and word in ("start", "starts", "onward", "onwards") and clock_at(tokens, i + 1, bare=True) is None:
        return Piece(Kind.LEAD, i, i + 1)
    return None


def _end_at(tokens: Sequence[Token], i: int) -> Piece | None:
    """When it ends, said apart from when it starts: "until 4pm", "finishing at 4"."""
    if tokens[i].word not in ("until", "till", "til", *ENDS):
        return None
    j = i + 2 if word_at(tokens, i + 1) in ("at", "by") else i + 1
    clock = clock_at(tokens, j, bare=True)
    dated = day_at(tokens, j) is not None
    return Piece(Kind.END, i, clock[1], clock[0]) if clock is not None and not dated else None


def _in_its_place(tokens: Sequence[Token], piece: Piece) -> Piece:
    """The stretch, unless the words around it make it say something else: "after 2pm", "in 2 hours", "3:30 for 4"."""
    before = tokens[piece.i - 1].word if piece.i else ""
    after = tokens[piece.j].word if piece.j < len(tokens) else ""
    if piece.kind is Kind.LENGTH:
        if before in ("in", "within") or after in _RELATIVE:
            return Piece(Kind.UNREAD, piece.i, piece.j + (after in _RELATIVE), Part.TIME)
    elif piece.kind in (Kind.TIME, Kind.SPAN):
        if before in _LOOSE or after == "ish" or (after == "-" and word_at(tokens, piece.j + 1) == "ish"):
            return Piece(Kind.UNREAD, piece.i, piece.j, Part.TIME)
        if after == "for" and length_at(tokens, piece.j + 1) is None:
            second = clock_at(tokens, piece.j + 1, bare=True)
            if second is not None and day_at(tokens, piece.j + 1) is None:
                return Piece(Kind.UNREAD, piece.i, second[1], Part.TIME)
    return piece


def _place_number(tokens: Sequence[Token], i: int) -> int | None:
    """Where an address, a room or a floor ends that starts here: "12 Smith St", "Room 5", "3rd floor", "B12"."""
    token = tokens[i]
    if token.kind == "word":
        if token.word in _BINDING_ROOMS and _is_number(tokens, i + 1) and not _is_clock(tokens, i + 1):
            return i + 2
        glued = i + 1 < len(tokens) and tokens[i + 1].glued and tokens[i + 1].kind == "number"
        if glued and _longest(tokens, i) is None and token.word != "p" and speaks_of(token.word) is None:
            return i + 2
        return _named_street(tokens, i)
    if token.kind != "number" or _is_clock(tokens, i):
        return None
    j = i + 1
    if word_at(tokens, j) in SUFFIXES and tokens[j].glued:
        return j + 2 if word_at(tokens, j + 1) in FLOORS else None
    if len(word_at(tokens, j)) == 1 and tokens[j].glued and tokens[j].kind == "word":
        j += 1
    elif word_at(tokens, j) in ("-", "/") and _is_number(tokens, j + 1):
        j += 2  # 12-14 Smith St, 3/12 Smith St
    return _street_after(tokens, j)


def _street_after(tokens: Sequence[Token], j: int) -> int | None:
    """Where a street's name ends that starts at token j, or None where there is none."""
    for offset in range(_MOST_STREET_WORDS + 1):
        if j + offset >= len(tokens) or tokens[j + offset].kind != "word":
            return None
        word = tokens[j + offset].word
        if offset and word in STREETS:
            return j + offset + 1
        if word in _LEADS or word in ("the", "in", "to") or (offset and speaks_of(word) is not None):
            return None
        if speaks_of(word) is not None and word_at(tokens, j + 1) not in _PLAIN_STREETS:
            return None
    return None


def _named_street(tokens: Sequence[Token], i: int) -> int | None:
    """ "Day Street", "First Ave": a word of time that is a street's name."""
    if speaks_of(tokens[i].word) is None or word_at(tokens, i + 1) not in _PLAIN_STREETS:
        return None
    return i + 2


def _named_day(tokens: Sequence[Token], i: int) -> int | None:
    """Where the name of a day ends that starts here: "Melbourne Cup Day", "Good Friday"."""
    j = i
    while word_at(tokens, j) in HOLIDAY_NAMES or (j > i and word_at(tokens, j) == "-"):
        j += 1
    if j > i + 1 and word_at(tokens, j - 1) == "birthday":
        return j
    ends = j > i and (word_at(tokens, j) in ("day", "eve") or weekday_of(word_at(tokens, j)) is not None)
    return j + 1 if ends else None


def _is_name(tokens: Sequence[Token], i: int) -> bool:
    """Whether a word of time is part of a name, as in "Half Moon Bay PS": large letters, and others follow."""
    if tokens[i].word not in _NAMES or not tokens[i].text[0].isupper() or i + 1 >= len(tokens):
        return False
    after = tokens[i + 1]
    known = speaks_of(after.word) is not None or after.word in NUMBERS or after.word in ("past", "an", "to")
    return after.kind == "word" and after.text[0].isupper() and not known and len(after.text) > 2


def _number(tokens: Sequence[Token], i: int) -> Piece:
    """A number that is nothing by itself: perhaps the hour, part of a place, or not understood."""
    token = tokens[i]
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    if after is not None and after.glued and after.kind == "word":
        return Piece(Kind.UNREAD, i, i + 2, Part.TIME)  # "2ish", "5pmm"
    if after is not None and after.glued and after.word in (":", "/", ".") and _is_number(tokens, i + 2):
        part = Part.DAY if after.word == "/" else Part.TIME
        return Piece(Kind.UNREAD, i, _run_of_figures(tokens, i), part)
    if i and tokens[i - 1].word in ROOMS:
        return Piece(Kind.TEXT, i, _run_of_figures(tokens, i))
    if (i and len(token.word) > 4) or (len(token.word) == 4 and token.word[0] in "3456789"):
        return Piece(Kind.TEXT, i, i + 1)  # a postcode or a telephone number, never a time
    return Piece(Kind.NUMBER, i, i + 1, token.number)


def _run_of_figures(tokens: Sequence[Token], i: int) -> int:
    """Where figures end that are one number with signs or blanks in it."""
    j = i + 1
    while j < len(tokens) and (
        tokens[j].kind == "number" or (tokens[j].glued and tokens[j].word in (":", "/", ".", "-"))
    ):
        j += 1
    return j


def _stands_alone(tokens: Sequence[Token], i: int, before: Sequence[Piece]) -> bool:
    """Whether a number in words is an hour, as in "at two": behind a day or "at", with no name following."""
    led = word_at(tokens, i - 1) in ("at", "@", "from") or (bool(before) and before[-1].kind is Kind.DAY)
    follows = tokens[i + 1] if i + 1 < len(tokens) else None
    return led and (follows is None or follows.kind != "word" or follows.word in _LEADS)


def _is_dotted_time(tokens: Sequence[Token], i: int) -> bool:
    if i + 2 >= len(tokens) or [token.kind for token in tokens[i : i + 3]] != ["number", "sign", "number"]:
        return False
    if tokens[i + 1].word != ".":
        return False
    glued = tokens[i + 1].glued and tokens[i + 2].glued
    more = i + 3 < len(tokens) and tokens[i + 3].glued and tokens[i + 3].word in (".", ":", "/")
    ends = not (more and _is_number(tokens, i + 4))
    short = len(tokens[i].word) <= 2 and len(tokens[i + 2].word) == 2
    return glued and ends and short and bool(Clock(int(tokens[i].word), int(tokens[i + 2].word)).times)


def _is_clock(tokens: Sequence[Token], i: int) -> bool:
    return clock_at(tokens, i) is not None


def _is_number(tokens: Sequence[Token], i: int) -> bool:
    return 0 <= i < len(tokens) and (tokens[i].kind == "number" or (tokens[i].word in NUMBERS))
