"""What is put together while one text is read: its pieces, what is doubtful, and what lone figures stand for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.calendar import SchoolCalendar
from domain.typed.clocks import Clock
from domain.typed.doubts import Asked
from domain.typed.lexicon import Part
from domain.typed.named_days import Dated, DayItem, Named, OfMonth
from domain.typed.scanning import Kind, Piece
from domain.typed.settling import settle
from domain.typed.tokens import Token, as_typed


@dataclass
class Sheet:
    """A text while it is read. days_only: no hour is expected, so that a lone number is rather a day."""

    text: str
    tokens: tuple[Token, ...]
    now: datetime
    calendar: SchoolCalendar
    pieces: list[Piece]
    days_only: bool = False
    asked: list[Asked] = field(default_factory=list)
    unread: list[Piece] = field(default_factory=list)
    doubtful: set[Part] = field(default_factory=set)

    def of(self, *kinds: Kind) -> list[Piece]:
        return [piece for piece in self.pieces if piece.kind in kinds]

    def ask(self, part: Part, asked: Asked) -> None:
        self.doubtful.add(part)
        self.asked.append(asked)

    def not_read(self, piece: Piece, part: Part) -> None:
        """Leave a stretch to be asked about, and what it speaks of empty."""
        self.unread.append(piece)
        self.doubtful.add(part)

    @property
    def days(self) -> list[DayItem]:
        """What names the day."""
        found = [piece.value for piece in self.of(Kind.DAY)]
        return [value for value in found if isinstance(value, DayItem)]

    def is_behind_date(self, piece: Piece) -> bool:
        """Whether a stretch stands straight behind a date, of which it may be a part that was not understood."""
        return any(one.j == piece.i and isinstance(one.value, Dated | OfMonth) for one in self.pieces)

    def become(self, piece: Piece, kind: Kind, value: DayItem | Clock) -> None:
        self.pieces[self.pieces.index(piece)] = Piece(kind, piece.i, piece.j, value)


def settle_figures(sheet: Sheet) -> None:
    """Say of lone numbers and of "14.05" whether they are a day or an hour, from what stands beside them."""
    dated = any(isinstance(piece.value, Dated | OfMonth) for piece in sheet.of(Kind.DAY))
    named = [piece for piece in sheet.of(Kind.DAY) if isinstance(piece.value, Named)]
    timed = bool(sheet.of(Kind.TIME, Kind.SPAN))
    for piece in sheet.of(Kind.DOTTED):
        clock = _dotted_clock(sheet, piece)
        as_time = clock is not None and not timed and not sheet.days_only and (dated or bool(sheet.of(Kind.DAY)))
        if isinstance(piece.value, Dated) and not dated and named and as_time:
            as_time = not _suits(piece.value, named[0], sheet)
        if isinstance(piece.value, Dated) and not dated and not as_time:
            sheet.become(piece, Kind.DAY, piece.value)
            dated = True
        elif clock is not None and not timed:
            sheet.become(piece, Kind.TIME, clock)
            timed = True
    for piece in sheet.of(Kind.NUMBER):
        _settle_number(sheet, piece)


def _suits(dated: Dated, named: Piece, sheet: Sheet) -> bool:
    assert isinstance(named.value, Named)  # noqa: S101
    day, _ = settle([dated], sheet.now.date(), sheet.calendar)
    return day is not None and day.weekday() == named.value.weekday


def _dotted_clock(sheet: Sheet, piece: Piece) -> Clock | None:
    """14.05 as a time, where it can be one."""
    if isinstance(piece.value, Clock):
        return piece.value
    hour, minute = sheet.tokens[piece.i], sheet.tokens[piece.i + 2]
    if len(minute.word) != 2 or hour.number is None or minute.number is None:
        return None
    clock = Clock(hour.number, minute.number, exact=hour.number > 12)
    return clock if clock.times else None


def _settle_number(sheet: Sheet, piece: Piece) -> None:
    """A lone number is the day behind a weekday, or the hour behind a day or "at"; or it is asked about."""
    number, figures = piece.value, sheet.tokens[piece.i].word
    before = sheet.pieces[sheet.pieces.index(piece) - 1] if piece.i else None
    behind = _behind(sheet, piece)
    named = behind.value if behind is not None and behind.kind is Kind.DAY else None
    if isinstance(number, int) and isinstance(named, Named) and not named.which and not named.days_on:
        dated = any(isinstance(one.value, Dated | OfMonth) for one in sheet.of(Kind.DAY))
        month_day, _ = settle([OfMonth(number)], sheet.now.date(), sheet.calendar)
        is_that_day = month_day is not None and month_day.weekday() == named.weekday
        timed = bool(sheet.of(Kind.TIME, Kind.SPAN))
        if not dated and len(figures) <= 2 and (timed or sheet.days_only or number > 12) and 1 <= number <= 31:
            sheet.become(piece, Kind.DAY, OfMonth(number))
            return
        if not dated and is_that_day:
            return  # "Thu 9" where the 9th is a Thursday: the day or the hour
    led = before is not None and sheet.tokens[piece.i - 1].word in ("at", "@", "from")
    clock = _lone_hour(figures, number if isinstance(number, int) else 0)
    free = not sheet.of(Kind.TIME, Kind.SPAN) and not sheet.days_only
    first = before is None and bool(sheet.of(Kind.DAY))
    if clock is not None and free and (led or behind is not None or first):
        sheet.become(piece, Kind.TIME, clock)


def _behind(sheet: Sheet, piece: Piece) -> Piece | None:
    """The day that a stretch stands behind, with nothing but signs or "at" between."""
    for one in reversed(sheet.pieces[: sheet.pieces.index(piece)]):
        if one.kind in (Kind.DAY, Kind.PART_OF_DAY, Kind.LENGTH):
            return one
        word = sheet.tokens[one.i].word
        if one.kind is not Kind.TEXT or one.j - one.i > 1 or word not in (",", "at", "@", "-", "from", ";", "on"):
            return None
    return None


def _lone_hour(figures: str, number: int) -> Clock | None:
    """The hour that a lone number may be: 1 to 12, or three or four figures as 930 and 1400."""
    if figures.isdecimal() and len(figures) > 2:
        clock = Clock(number // 100, number % 100, exact=number >= 1300 or figures.startswith("0"))
        return clock if len(figures) <= 4 and clock.times and clock.minute % 5 == 0 else None
    return Clock(number) if 1 <= number <= 12 else None


def words_of(sheet: Sheet, pieces: Sequence[Piece]) -> list[str]:
    """The words of stretches as typed, those side by side together."""
    groups: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda one: one.i):
        if groups and groups[-1][-1].j == piece.i:
            groups[-1].append(piece)
        elif not groups or groups[-1][-1] != piece:
            groups.append([piece])
    return [as_typed(sheet.text, sheet.tokens[group[0].i : group[-1].j]) for group in groups]
