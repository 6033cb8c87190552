"""Reading "send the data by 12 June" into what is to be done and by which day.

What is to be done may speak of days and times of its own, so only the words behind "by", or a day at the very end,
are read as the due day. Where that is doubtful, all that was typed stays in what is to be done, and the day is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from domain.calendar import SchoolCalendar
from domain.typed.doubts import Asked, Doubt
from domain.typed.lexicon import EDGES, Part, words
from domain.typed.named_days import BeforeBreak, Dated, DayOf, InTerm, Stretch
from domain.typed.scanning import Kind, Piece, scan
from domain.typed.settling import settle
from domain.typed.sheet import Sheet, settle_figures, words_of
from domain.typed.stretches import day_behind
from domain.typed.tokens import Token, as_typed, tokens_of

_BEFORE = ("by", "before", "due", "until", "till", "til")
_NOT_DUE = words("of for from about since after with to in and until till between around re during through than or &")
"""Words that make a day at the end part of what is to be done: "the minutes of 5 May"."""
_BETWEEN = EDGES | words("the at latest this on")
_CONNECTED = words("or and , - / & the on of at")
_COURTESIES = (".", "!", "please", "pls", "thanks", "ta", "thx", "cheers", "thank", "you", "?")
_THIS_PART = re.compile(r"\bthis (?=(?:arvo|afternoon|morning|evening)\W*(?:please|pls|thanks|ta)?\W*$)", re.IGNORECASE)
_MORE_THANKS = (*_COURTESIES, "and", "many")
_OF_A_DAY = (Kind.DAY, Kind.DOTTED)
_OF_A_TIME = (Kind.TIME, Kind.SPAN, Kind.END, Kind.ZONE, Kind.PART_OF_DAY, Kind.LENGTH)


@dataclass(frozen=True)
class DueReading:
    """what: what is to be done, and in doubt all that was typed. due_on is None where no day is clear.

    asked: why, where words for a day were typed; None where none were, or the day is clear. words: these words.
    counted: how many days from today, where it was put so, as "in two weeks" is.
    """

    what: str
    due_on: date | None = None
    asked: Asked | None = None
    words: str = ""
    counted: int = 0


def read_due(
    text: str, today: date, calendar: SchoolCalendar, of: DayOf | None = DayOf.LAST, *, anywhere: bool = False
) -> DueReading:
    """Read "send the data by 12 June" as it is meant today. Days come before months and lie in the future.

    of: which day of "week 5" is meant: its last, where something is due; None where that is to be asked.
    anywhere: nothing is to be done, so that a day is meant wherever it stands, as in "fri 5/6 moderation".
    """
    whole = _THIS_PART.sub("today ", " ".join(text.split()))
    tokens = tokens_of(whole)
    pieces, spoken = scan(tokens), [token.word for token in tokens]
    start, end = _behind_by(spoken, pieces) or _at_the_end(spoken, pieces)
    if start == end and anywhere:
        first = next((number for number, piece in enumerate(pieces) if piece.kind in _OF_A_DAY), None)
        start, end = (0, 0) if first is None else (pieces[first].i, _run_end(spoken, pieces, first))
    if start == end:
        return _dated_first(whole, tokens, pieces, today, calendar)
    run = [piece for piece in pieces if start <= piece.i and piece.j <= end and piece.kind is not Kind.TEXT]
    now = datetime.combine(today, time(), calendar.zone)
    sheet = Sheet(whole, tokens, now, calendar, run, days_only=True)
    settle_figures(sheet)
    unread = [piece for piece in sheet.pieces if piece.kind is Kind.NUMBER or _is_open_day(piece)]
    day, asked = settle(sheet.days, today, calendar)
    led = end - start == len(tokens) or any(word in _BEFORE for word in spoken[max(start - 1, 0) : start + 1])
    in_stretch = asked is not None and asked.doubt is Doubt.NO_DAY
    if asked is not None and in_stretch and of is not None:
        day = _in_stretch(sheet, asked, of, led=led)
        asked = asked if day is None else None
    if unread:
        asked = Asked(Doubt.UNREAD, words=", ".join(words_of(sheet, unread)))
    if asked is not None or day is None:
        return DueReading(whole, None, asked or Asked(Doubt.NO_DAY), as_typed(whole, tokens[start:end]))
    if in_stretch and not led:
        return DueReading(whole, day)  # "plan week 5": what is to be planned, perhaps, and not by when
    counted = (day - today).days if spoken[start] in ("in", "within") else 0
    return DueReading(_what(sheet, start, end), day, counted=counted)


def _dated_first(
    whole: str, tokens: Sequence[Token], pieces: Sequence[Piece], today: date, calendar: SchoolCalendar
) -> DueReading:
    """A date in figures before all else, as in "29/5 share the newsletter", is proposed; all words stay."""
    first = pieces[0] if len(pieces) > 1 else None
    if first is None or first.kind is not Kind.DAY or not isinstance(first.value, Dated) or first.j - first.i < 3:
        return DueReading(whole)
    if any(piece.kind in _OF_A_DAY for piece in pieces[1:]):
        return DueReading(whole)  # "5/6 to 12/6"
    day, asked = settle([first.value], today, calendar)
    in_figures = all(token.kind != "word" for token in tokens[first.i : first.j])
    return DueReading(whole, day if in_figures and asked is None else None)


def _in_stretch(sheet: Sheet, asked: Asked, of: DayOf, *, led: bool) -> date | None:
    """The day of a week or a term that is meant. led: it is by then, or all that was said.

    By next term means before it goes on; in next term is left open, as any of its days may be meant.
    """
    item = next((one for one in sheet.days if isinstance(one, Stretch)), None)
    if item is None or (isinstance(item, InTerm) and not led):
        return None
    if of is DayOf.NEXT:
        return day_behind(item, sheet.now.date(), sheet.calendar)
    ahead = isinstance(item, InTerm) and asked.day is not None and asked.day > sheet.now.date()
    first = ahead or (of is DayOf.FIRST and not isinstance(item, BeforeBreak))
    return asked.day if first else asked.other


def _what(sheet: Sheet, start: int, end: int) -> str:
    """The text without the words for the day; a time beside them is kept, as an action has none."""
    led = start
    while led and sheet.tokens[led - 1].word in (*_BEFORE, "on", ",", ":"):
        led -= 1
    if [token.word for token in sheet.tokens[max(led - 2, 0) : led]] == ["on", "or"]:
        led -= 2  # "on or before Friday"
    times = [piece for piece in sheet.pieces if piece.kind not in _OF_A_DAY]
    last = len(sheet.tokens)
    while last > end and sheet.tokens[last - 1].word in (_COURTESIES if last == len(sheet.tokens) else _MORE_THANKS):
        last -= 1
    before, after = as_typed(sheet.text, sheet.tokens[:led]), as_typed(sheet.text, sheet.tokens[end:last])
    first = ", ".join(one for one in (_trimmed(before), *map(_trimmed, words_of(sheet, times))) if one)
    return f"{first} {_trimmed(after)}".strip()


def _trimmed(words: str) -> str:
    """Without the punctuation that led to the day or closed it: "finish the plan (by Friday)"."""
    return words.strip(" .,;:-").removesuffix("(").removeprefix(")").strip(" .,;:-")


def _is_open_day(piece: Piece) -> bool:
    return piece.kind is Kind.UNREAD and piece.value is Part.DAY


def _behind_by(spoken: Sequence[str], pieces: Sequence[Piece]) -> tuple[int, int] | None:
    """Where the words for a day behind the last "by" start and end; None where no "by" leads to any."""
    for number in range(len(pieces) - 1, -1, -1):
        piece = pieces[number]
        if piece.j - piece.i != 1 or spoken[piece.i] not in _BEFORE:
            continue
        end = _run_end(spoken, pieces, number + 1)
        if end > piece.j:
            return piece.j, end
    return None


def _run_end(spoken: Sequence[str], pieces: Sequence[Piece], number: int) -> int:
    """Where the stretch of day and time words ends that starts with this piece; its start where there is none."""
    end = pieces[number - 1].j if number else 0
    for piece in pieces[number:]:
        if piece.kind is Kind.TEXT:
            if all(word in _BETWEEN for word in spoken[piece.i : piece.j]):
                continue
            break
        if piece.kind is Kind.LINK:
            break
        end = piece.j
    after = " ".join(spoken[end : end + 3])
    return end + 3 if after == "at the latest" else end


def _at_the_end(spoken: Sequence[str], pieces: Sequence[Piece]) -> tuple[int, int]:
    """The same for a day at the end of the text that no "by" leads to, as in "print posters tomorrow"."""
    number = len(pieces)
    end = pieces[-1].j if pieces else 0
    while number and pieces[number - 1].kind is Kind.TEXT and spoken[pieces[number - 1].i] in _COURTESIES:
        number -= 1
    first = number
    while first:
        piece = pieces[first - 1]
        joins = piece.kind is Kind.TEXT and all(word in _CONNECTED for word in spoken[piece.i : piece.j])
        if not (joins or piece.kind in (*_OF_A_DAY, *_OF_A_TIME, Kind.NUMBER, Kind.UNREAD)):
            break
        first -= 1
    while first < number and pieces[first].kind not in (*_OF_A_DAY, *_OF_A_TIME):
        first += 1
    if not any(piece.kind in _OF_A_DAY for piece in pieces[first:number]):
        return 0, 0
    start = pieces[first].i
    if start and spoken[start - 1] in _NOT_DUE:
        return 0, 0
    return start, end
