"""The one reader of what people type about a day and a time. It never guesses in silence.

Each word, number and sign belongs to exactly one reading. What belongs to a day, a time or a length and was not
understood is asked about, and what it makes doubtful stays empty; only what is clearly neither is a place or a link.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from domain.calendar import SchoolCalendar
from domain.meeting_times import LONGEST, SHORTEST
from domain.typed.agendas import without_agenda
from domain.typed.clocks import Clock, Span, in_part_of_day, stretch
from domain.typed.doubts import Asked, Doubt, Elsewhere
from domain.typed.lexicon import EDGES, FILLERS, Part, words
from domain.typed.scanning import Kind, Piece, scan
from domain.typed.settling import settle
from domain.typed.sheet import Sheet, settle_figures, words_of
from domain.typed.tokens import Token, as_typed, tokens_of
from domain.typed.zones import Zone, seen_from

_TONIGHT = "tonight"
_LINKED = ("zoom", "teams", "webex", "meet", "link", "online", "join", ":")
_PLACE_LABELS = ("venue", "place", "location", "where")
_AT_THE_END = (EDGES | words("please thanks thank you ta cheers pls plz thx")) - {")", "]"}


@dataclass(frozen=True)
class Reading:
    """What was understood. What is doubtful is None, and `asked` says why; nothing to ask: all is clear.

    minutes: how long it lasts, where that was said. unread: the words that were not understood, as typed.
    elsewhere: day and time as they were typed, where that was in another zone.
    """

    day: date | None = None
    at: time | None = None
    minutes: int | None = None
    place: str = ""
    link: str = ""
    agenda: str = ""
    asked: tuple[Asked, ...] = ()
    unread: tuple[str, ...] = ()
    elsewhere: Elsewhere | None = None
    day_doubtful: bool = False
    time_doubtful: bool = False
    length_doubtful: bool = False

    @property
    def doubt(self) -> Doubt | None:
        """The first thing to ask, or None."""
        return self.asked[0].doubt if self.asked else None

    @property
    def says_nothing(self) -> bool:
        """Whether neither a day nor a time was made out, so that it may have been no date at all."""
        unclear = {one.doubt for one in self.asked} - {Doubt.NO_DATE, Doubt.NO_TIME, Doubt.UNREAD, Doubt.LINK}
        return self.day is None and self.at is None and self.minutes is None and not unclear


def read(text: str, now: datetime, calendar: SchoolCalendar) -> Reading:
    """Read "Thu 14 May 2pm at Coburg PS" as it is meant at `now`, which is aware and in the network's zone.

    Days come before months, and the future before the past.
    """
    text, agenda = without_agenda(text)
    tokens = tokens_of(text)
    sheet = Sheet(text, tokens, now, calendar, scan(tokens))
    settle_figures(sheet)
    at, minutes = _time(sheet)
    day = _day(sheet)
    link = _link(sheet)
    place = _place(sheet)
    day, at, elsewhere = _in_zone(sheet, day, at)
    _check_moment(sheet, day, at)
    if sheet.unread:
        words = ", ".join(words_of(sheet, sheet.unread))
        sheet.asked.append(Asked(Doubt.UNREAD, words=words))
    if day is None and Part.DAY not in sheet.doubtful:
        sheet.asked.insert(0, Asked(Doubt.NO_DATE))
    elif at is None and Part.TIME not in sheet.doubtful:
        sheet.asked.append(Asked(Doubt.NO_TIME, None if Part.DAY in sheet.doubtful else day))
    return Reading(
        day=None if Part.DAY in sheet.doubtful else day,
        at=None if Part.TIME in sheet.doubtful else at,
        minutes=None if Part.LENGTH in sheet.doubtful else minutes,
        place=place,
        link=link,
        agenda=agenda,
        asked=tuple(sheet.asked),
        unread=tuple(words_of(sheet, sheet.unread)),
        elsewhere=elsewhere,
        day_doubtful=Part.DAY in sheet.doubtful,
        time_doubtful=Part.TIME in sheet.doubtful,
        length_doubtful=Part.LENGTH in sheet.doubtful,
    )


def _time(sheet: Sheet) -> tuple[time | None, int | None]:
    """When it starts and how long it lasts; what does not fit together is asked about."""
    starts: list[tuple[time, int | None]] = []
    ends = sheet.of(Kind.END)
    for piece in sheet.of(Kind.TIME, Kind.SPAN):
        if isinstance(piece.value, Span):
            starts.append((piece.value.start, piece.value.minutes))
            if piece.value.minutes is None:
                sheet.ask(Part.TIME, Asked(Doubt.ENDS_FIRST))
            continue
        clock = _with_part_of_day(sheet, piece)
        if clock is None or clock.at is None:
            sheet.not_read(piece, Part.TIME)
        elif len(ends) == 1 and isinstance(ends[0].value, Clock) and len(sheet.of(Kind.TIME)) == 1:
            span = stretch(clock, ends[0].value)
            starts.append((span.start, span.minutes) if span is not None else (clock.at, None))
            if span is None or span.minutes is None:
                sheet.ask(Part.TIME, Asked(Doubt.ENDS_FIRST))
        else:
            starts.append((clock.at, None))
    if len(ends) > 1 or (ends and not sheet.of(Kind.TIME)):
        for piece in ends:
            sheet.not_read(piece, Part.TIME)
    if len({start for start, _ in starts}) > 1:
        sheet.ask(Part.TIME, Asked(Doubt.SEVERAL_TIMES))
    if not sheet.of(Kind.TIME, Kind.SPAN):
        for piece in sheet.of(Kind.PART_OF_DAY):
            sheet.not_read(piece, Part.TIME)
    at = starts[0][0] if starts else None
    return at, _length(sheet, [minutes for _, minutes in starts if minutes is not None])


def _with_part_of_day(sheet: Sheet, piece: Piece) -> Clock | None:
    """The time as it is in the part of the day that was named beside it; None where the two do not agree."""
    clock = piece.value if isinstance(piece.value, Clock) else None
    for part in sheet.of(Kind.PART_OF_DAY):
        if clock is not None and isinstance(part.value, str):
            clock = in_part_of_day(clock, part.value)
    if clock is not None and any(sheet.tokens[one.i].word == _TONIGHT for one in sheet.of(Kind.DAY)):
        clock = in_part_of_day(clock, _TONIGHT)
    return clock


def _length(sheet: Sheet, from_spans: list[int]) -> int | None:
    said = {piece.value for piece in sheet.of(Kind.LENGTH) if isinstance(piece.value, int)} | set(from_spans)
    if not said:
        return None
    minutes = next(iter(said)) if len(said) == 1 else None
    if minutes is None or not SHORTEST <= minutes <= LONGEST:
        sheet.ask(Part.LENGTH, Asked(Doubt.LENGTH))
        return None
    return minutes


def _day(sheet: Sheet) -> date | None:
    this_part = [
        piece
        for piece in sheet.of(Kind.PART_OF_DAY)
        if piece.i and sheet.tokens[piece.i - 1].word == "this" and piece.value != _TONIGHT
    ]
    if this_part and not sheet.days:
        return sheet.now.date()  # "this arvo"
    day, asked = settle(sheet.days, sheet.now.date(), sheet.calendar)
    if asked is not None:
        sheet.ask(Part.DAY, asked)
    return day


def _link(sheet: Sheet) -> str:
    links = [str(piece.value) for piece in sheet.of(Kind.LINK)]
    if links and not links[0].lower().startswith("https://"):
        sheet.asked.append(Asked(Doubt.LINK, words=links[0]))
    return links[0] if links else ""


def _place(sheet: Sheet) -> str:
    """What is left when day, time, length and link are taken out; what of it speaks of a time is asked about."""
    runs: list[list[Piece]] = [[]]
    links = 0
    for piece in sheet.pieces:
        links += piece.kind is Kind.LINK
        if piece.kind is Kind.TEXT or (piece.kind is Kind.LINK and links > 1):
            runs[-1].append(piece)
            continue
        runs.append([])
        if piece.kind in (Kind.UNREAD, Kind.NUMBER, Kind.DOTTED):
            sheet.not_read(piece, piece.value if isinstance(piece.value, Part) else Part.TIME)
            if piece.kind is Kind.NUMBER and sheet.is_behind_date(piece):
                sheet.doubtful.add(Part.DAY)  # "14 May 15": an hour, or a year that is none
    stretches = [_trimmed(sheet, run) for run in runs]
    return ", ".join(one for one in stretches if one)


def _trimmed(sheet: Sheet, run: Sequence[Piece]) -> str:
    """A run of text without what links it to the rest; empty where nothing of it is a place."""
    tokens = [token for piece in run for token in sheet.tokens[piece.i : piece.j]]
    if all(token.word in FILLERS or token.word in EDGES or token.kind == "sign" for token in tokens):
        return ""
    start, end = _behind_at(tokens), len(tokens)
    while start < end and (
        tokens[start].word in EDGES
        or _is_opening(tokens, start)
        or (tokens[start].word in _PLACE_LABELS and end - start > 1)
    ):
        start += 1
    while end > start and tokens[end - 1].word in _AT_THE_END:
        end -= 1
    kept = tokens[start:end]
    opened = [number for number, token in enumerate(kept) if token.word in ("(", "[")]
    if opened and all(token.word in _LINKED for token in kept[opened[-1] + 1 :]):
        kept = kept[: opened[-1]]  # "Coburg PS (Zoom:" before a link
    while kept and kept[-1].word in (")", "]") and not any(token.word in ("(", "[") for token in kept):
        kept.pop()
    return as_typed(sheet.text, kept)


def _behind_at(tokens: Sequence[Token]) -> int:
    """Where the place starts in "for our meeting at Coburg PS"; 0 where more than such words stand in front."""
    for number, token in enumerate(tokens):
        if token.word in ("at", "@"):
            return number + 1
        if token.word not in FILLERS and token.word not in EDGES:
            return 0
    return 0


def _is_opening(tokens: Sequence[Token], start: int) -> bool:
    """Whether a text begins with words of asking, as "please book" does."""
    return (tokens[start].start == 0 and tokens[start].word in FILLERS) or (
        start > 0 and tokens[0].start == 0 and tokens[start].word in FILLERS - {"the"}
    )


def _in_zone(sheet: Sheet, day: date | None, at: time | None) -> tuple[date | None, time | None, Elsewhere | None]:
    """Day and time on the network's wall, where another zone's were typed."""
    zones = [piece for piece in sheet.of(Kind.ZONE) if isinstance(piece.value, Zone)]
    if not zones:
        return day, at, None
    zone, here = zones[0].value, sheet.now.tzinfo
    if len({piece.value for piece in zones}) > 1 or not isinstance(zone, Zone) or not isinstance(here, ZoneInfo):
        sheet.ask(Part.TIME, Asked(Doubt.ZONE, words=", ".join(words_of(sheet, zones))))
        return day, None, None
    if day is None or at is None:
        sheet.ask(Part.TIME, Asked(Doubt.ZONE, words=", ".join(words_of(sheet, zones))))
        return day, None, None
    seen = seen_from(day, at, zone, here)
    if seen is None:
        sheet.ask(Part.TIME, Asked(Doubt.ZONE, words=", ".join(words_of(sheet, zones))))
        return day, None, None
    return *seen, (Elsewhere(day, at, zone.label) if seen != (day, at) else None)


def _check_moment(sheet: Sheet, day: date | None, at: time | None) -> None:
    if day == sheet.now.date() and at is not None and at <= sheet.now.time() and not sheet.doubtful:
        sheet.ask(Part.TIME, Asked(Doubt.PAST_TIME, day))
