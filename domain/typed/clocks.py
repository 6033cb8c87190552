"""Times of day and lengths, read from the pieces of a text at one place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time

from domain.typed.lexicon import AFTERNOON, EVENING, HOURS, MINUTES, MORNING, NOON, NUMBERS
from domain.typed.tokens import Tokens, word_at

_TO = ("-", "to", "until", "till", "til", "through")
ENDS = ("finish", "finishes", "finishing", "end", "ends", "ending")
_FRACTIONS = {"½": 30, "¼": 15, "¾": 45}
_ROUND_MINUTES = (5, 10, 20, 25)


@dataclass(frozen=True)
class Clock:
    """A time as typed: half is "a" or "p" where that was said; exact where it can mean one time only."""

    hour: int
    minute: int = 0
    half: str = ""
    exact: bool = False

    @property
    def times(self) -> tuple[time, ...]:
        """What it may mean, the likeliest first: without am or pm 1 to 6 are in the afternoon, 7 to 12 as they stand.

        Nobody meets at 2 in the night. Empty where there is no such time.
        """
        if self.minute > 59 or self.hour > 23:
            return ()
        if self.half:
            if not 1 <= self.hour <= 12:
                return (time(self.hour, self.minute),) if self.half == "p" and self.hour > 12 else ()
            return (time(self.hour % 12 + (12 if self.half == "p" else 0), self.minute),)
        if self.exact or not 1 <= self.hour <= 12:
            return (time(self.hour, self.minute),)
        early = time(self.hour % 12 if self.hour == 12 else self.hour, self.minute)
        late = time(self.hour % 12 + 12, self.minute)
        return (late, early) if self.hour <= 6 or self.hour == 12 else (early, late)

    @property
    def at(self) -> time | None:
        """The time that a school means by it, or None where there is none."""
        return self.times[0] if self.times else None


@dataclass(frozen=True)
class Span:
    """From one time to another; minutes is None where the end does not follow the start."""

    start: time
    minutes: int | None


def clock_at(tokens: Tokens, i: int, *, bare: bool = False) -> tuple[Clock, int] | None:
    """The time that is written at piece i, and where the text goes on; bare: a lone "2" is one too."""
    found = _spoken(tokens, i) or _compact(tokens, i, bare=bare) or _figures(tokens, i, bare=bare)
    if found is not None:
        clock, j = _with_part_of_day(tokens, *found)
        return clock, j + 1 if word_at(tokens, j) in ("sharp", "exactly") else j
    lone = _compact(tokens, i, bare=True) or _figures(tokens, i, bare=True)
    if lone is None:
        return None
    placed = _with_part_of_day(tokens, *lone)
    return placed if placed[1] > lone[1] else None  # "2 in the arvo"


def span_at(tokens: Tokens, i: int) -> tuple[Span, int] | None:
    """A stretch such as "2 to 4", "9.30 - 11" or "9am-10:30" at piece i."""
    if word_at(tokens, i) in ("between", "from"):
        joins = ("and",) if tokens[i].word == "between" else _TO
        i += 1
    else:
        joins = _TO
    begun = clock_at(tokens, i, bare=True)
    if begun is None:
        return None
    start, j = begun
    if word_at(tokens, j) == "," and word_at(tokens, j + 1) in ENDS:
        j += 1
    if word_at(tokens, j) in ENDS:
        j += 2 if word_at(tokens, j + 1) in ("at", "by") else 1
    elif word_at(tokens, j) in joins:
        j += 2 if word_at(tokens, j + 1) == ">" else 1
    else:
        return None
    ended = clock_at(tokens, j, bare=True)
    if ended is None:
        return None
    end, k = ended
    joined = stretch(start, end)
    return (joined, k) if joined is not None else None


def length_at(tokens: Tokens, i: int) -> tuple[int, int] | None:
    """How many minutes are written at piece i, as "90 mins", "an hour and a half", "1h30"."""
    found = _half_hour(tokens, i) or _hours(tokens, i) or _minutes(tokens, i)
    if found is None:
        return None
    minutes, j = found
    if word_at(tokens, j) == "long":
        j += 1
    return minutes, j


def number_at(tokens: Tokens, i: int) -> tuple[int, int] | None:
    """The whole number at piece i, in figures or in words ("twenty five")."""
    if i >= len(tokens):
        return None
    if tokens[i].number is not None:
        return tokens[i].number or 0, i + 1
    tens = NUMBERS.get(tokens[i].word)
    if tens is None:
        return None
    if tens >= 20 and tens % 10 == 0:
        j = i + 2 if word_at(tokens, i + 1) == "-" else i + 1
        ones = NUMBERS.get(word_at(tokens, j), 0)
        if 0 < ones < 10:
            return tens + ones, j + 1
    return tens, i + 1


def _glued(tokens: Tokens, i: int) -> bool:
    return i < len(tokens) and tokens[i].glued


def _half_at(tokens: Tokens, i: int) -> tuple[str, int]:
    """ "a" or "p" for "am", "p.m." and their like at piece i, and where the text goes on."""
    word = word_at(tokens, i)
    if word in ("am", "pm"):
        return word[0], i + 1
    if word in ("a", "p") and word_at(tokens, i + 1) == "." and word_at(tokens, i + 2) == "m":
        return word, i + 4 if word_at(tokens, i + 3) == "." and _glued(tokens, i + 3) else i + 3
    if word in ("a", "p") and word_at(tokens, i + 1) == "m":
        return word, i + 2
    if word in ("a", "p") and _glued(tokens, i):
        return word, i + 1
    return "", i


def _figures(tokens: Tokens, i: int, *, bare: bool) -> tuple[Clock, int] | None:
    """2pm, 2.30 pm, 14:30, 1400, 2 o'clock; with `bare` a lone 2 or 9.30 too."""
    hour = tokens[i].number if i < len(tokens) else None
    if hour is None:
        return None
    digits, j, minute, sign = len(tokens[i].word), i + 1, 0, ""
    if digits > 4:
        return None
    if digits <= 2 and word_at(tokens, j) in (":", ".") and _glued(tokens, j) and _glued(tokens, j + 1):
        after = tokens[j + 1]
        if after.number is not None and len(after.word) == 2:
            sign, minute, j = tokens[j].word, after.number, j + 2
    if digits > 2:
        hour, minute = divmod(hour, 100)
    half, k = _half_at(tokens, j)
    if half:
        return Clock(hour, minute, half), k
    exact = hour > 12 or tokens[i].word.startswith("0")
    if digits == 4 and word_at(tokens, j) in ("h", "hrs", "hours"):
        return Clock(hour, minute, exact=True), j + 1
    if word_at(tokens, j) == "h" and _glued(tokens, j) and sign == "" and digits <= 2 and hour >= 7:
        if _glued(tokens, j + 1) and tokens[j + 1].number is not None and len(tokens[j + 1].word) == 2:
            return Clock(hour, tokens[j + 1].number or 0, exact=exact), j + 2
        return (Clock(hour, 0, exact=True), j + 1) if hour > 10 else None
    if word_at(tokens, j) in ("o'clock", "oclock"):
        return Clock(hour, minute), j + 1
    if word_at(tokens, j) in NOON:
        return Clock(hour, minute, "p" if hour <= 3 or hour == 12 else "a"), j + 1
    if sign == ":" or (digits == 4 and bare) or (bare and digits <= 3):
        return Clock(hour, minute, exact=exact), j
    return None


def _compact(tokens: Tokens, i: int, *, bare: bool) -> tuple[Clock, int] | None:
    """Noon, and hours in words: "two pm", "ten thirty", "two o'clock"."""
    word = word_at(tokens, i)
    if word in NOON:
        return Clock(12, 0, "p"), i + 1
    hour = NUMBERS.get(word)
    if hour is None or hour > 12:
        return None
    j, minute = i + 1, 0
    apart = j + 1 if word_at(tokens, j) == "-" else j
    if word_at(tokens, apart) in ("fifteen", "thirty", "forty"):
        counted = number_at(tokens, apart)
        if counted is not None and counted[0] in (15, 30, 45):
            minute, j = counted
    half, k = _half_at(tokens, j)
    if half:
        return Clock(hour, minute, half), k
    if word_at(tokens, j) in ("o'clock", "oclock"):
        return Clock(hour, minute), j + 1
    if word_at(tokens, j) in NOON and hour == 12:
        return Clock(12, minute, "p"), j + 1
    return (Clock(hour, minute), j) if minute or bare else None


def _spoken(tokens: Tokens, i: int) -> tuple[Clock, int] | None:
    """Half past 2, quarter to three, 10 past 9, twenty to 3, half two."""
    j = i + 1 if word_at(tokens, i) == "a" and word_at(tokens, i + 1) == "quarter" else i
    word, in_words = word_at(tokens, j), False
    if word in ("half", "quarter"):
        minutes, j = (30 if word == "half" else 15), j + 1
        if word_at(tokens, j) == "-":
            j += 1
    else:
        counted = number_at(tokens, j)
        if counted is None or counted[0] > 59:
            return None
        in_words = tokens[j].number is None
        minutes, j = counted
        if word_at(tokens, j) in MINUTES:
            j += 1
        elif minutes not in _ROUND_MINUTES:
            return None
        if word_at(tokens, j) == "to" and not (minutes >= 20 or (minutes == 5 or in_words)):
            return None  # "10 to 12" is a stretch
    side = word_at(tokens, j)
    if side in ("past", "to", "after") and not (word == "half" and side != "past"):
        j += 1
    elif word == "half":
        side = "past"
    else:
        return None
    hour = number_at(tokens, j)
    if side == "after" or hour is None or not 1 <= hour[0] <= 12 or word_at(tokens, hour[1]) in (*HOURS, *MINUTES):
        return None
    half, k = _half_at(tokens, hour[1])
    if not half and word_at(tokens, k) in ("o'clock", "oclock"):
        k += 1
    if side == "past":
        return Clock(hour[0], minutes, half), k
    if word not in ("half", "quarter") and _is_a_stretch(minutes, hour[0], half, in_words):
        return None
    meant = Clock(hour[0], 0, half).at
    if meant is None:
        return None
    return Clock((meant.hour - 1) % 24, 60 - minutes, exact=True), k


def _is_a_stretch(minutes: int, hour: int, half: str, in_words: bool) -> bool:
    """Whether "5 to 6" and "ten to twelve" are rather from five until six, and from ten until twelve."""
    if minutes == 5 and not in_words:
        return hour > 5
    return minutes == 10 and hour in (11, 12) and not half


def _with_part_of_day(tokens: Tokens, clock: Clock, j: int) -> tuple[Clock, int]:
    """The time with "in the arvo", "this morning" or "at night" behind it, where the two agree."""
    k = j
    while word_at(tokens, k) in ("in", "the", "this", "at", "of"):
        k += 1
    word = word_at(tokens, k)
    half = "p" if word in (*AFTERNOON, *EVENING) and word != "tonight" else "a" if word in MORNING else ""
    if not half or (k > j and k - j > 2):
        return clock, j
    agreed = in_part_of_day(clock, word)
    return (agreed, k + 1) if agreed is not None else (clock, j)


def in_part_of_day(clock: Clock, word: str) -> Clock | None:
    """The time as it is in the morning, arvo or evening; None where that cannot be."""
    half = "a" if word in MORNING else "p"
    agreed = clock if clock.half or clock.exact else replace(clock, half=half)
    if agreed.at is None:
        return None
    hour = agreed.at.hour
    fits = hour < 12 if half == "a" else 12 <= hour < 19 if word in AFTERNOON else hour >= 16
    return agreed if fits else None


def stretch(start: Clock, end: Clock) -> Span | None:
    """The stretch between the two: am or pm said once holds for both where that makes sense."""
    starts = start.times
    if end.half and not start.half and not start.exact and start.times:
        alike = replace(start, half=end.half).times
        starts = (*alike, *[one for one in start.times if one not in alike])
        starts = tuple(one for one in starts if any(_gap(one, other) for other in end.times)) or starts
    if not starts or not end.times:
        return None
    gaps = sorted(gap for gap in (_gap(starts[0], other) for other in end.times) if gap)
    return Span(starts[0], gaps[0] if gaps else None)


def _gap(start: time, end: time) -> int:
    """Minutes from start to end on one day; 0 where it does not follow."""
    return max(0, (end.hour - start.hour) * 60 + end.minute - start.minute)


def _half_hour(tokens: Tokens, i: int) -> tuple[int, int] | None:
    """Half an hour, half hour, 1/2 hr, ½ hour, three quarters of an hour."""
    words = [word_at(tokens, i + offset) for offset in range(5)]
    if words[0] == "a" and words[1] == "half":
        return _half_hour(tokens, i + 1)
    if words[0] in ("half", "½") or words[:3] == ["1", "/", "2"]:
        j = i + 3 if words[0] == "1" else i + 1
        j += 1 if word_at(tokens, j) in ("an", "a", "-") else 0
        return (30, j + 1) if word_at(tokens, j) in HOURS else None
    if words[:3] == ["3", "/", "4"]:
        j = i + 5 if words[3:] == ["of", "an"] else i + 4 if words[3] in ("an", "of") else i + 3
        return (45, j + 1) if word_at(tokens, j) in HOURS else None
    if words[:2] == ["three", "quarters"] and words[2] == "of" and words[3] in ("an", "a") and words[4] in HOURS:
        return 45, i + 5
    return None


def _hours(tokens: Tokens, i: int) -> tuple[int, int] | None:
    """An hour, 2 hrs, 1.5 hours, 1½ h, two and a half hours, an hour and a half, 1 hr 30 mins, a couple of hours."""
    if word_at(tokens, i) == "a" and word_at(tokens, i + 1) == "couple":
        j = i + 3 if word_at(tokens, i + 2) == "of" else i + 2
        return (120, j + 1) if word_at(tokens, j) in HOURS else None
    if word_at(tokens, i) in ("a", "an"):
        minutes, j = 60, i + 1
    else:
        counted = number_at(tokens, i)
        if counted is None or counted[0] > 99:
            return None
        minutes, j = counted[0] * 60, counted[1]
        if word_at(tokens, j) in _FRACTIONS:
            minutes, j = minutes + _FRACTIONS[tokens[j].word], j + 1
        elif word_at(tokens, j) == "." and _glued(tokens, j) and word_at(tokens, j + 1) in ("5", "25", "75", "50"):
            minutes, j = minutes + int(float(f"0.{tokens[j + 1].word}") * 60), j + 2
        elif [word_at(tokens, j + offset) for offset in range(3)] == ["and", "a", "half"]:
            minutes, j = minutes + 30, j + 3
    if word_at(tokens, j) == "-":
        j += 1
    if word_at(tokens, j) not in HOURS:
        return None
    return _and_more(tokens, minutes, j + 1)


def _and_more(tokens: Tokens, minutes: int, j: int) -> tuple[int, int]:
    """What follows the hours: "and a half", "30", "and 15 minutes"."""
    if [word_at(tokens, j + offset) for offset in range(3)] == ["and", "a", "half"]:
        return minutes + 30, j + 3
    k = j + 1 if word_at(tokens, j) == "and" else j
    more = number_at(tokens, k)
    if more is None or not 0 < more[0] < 60 or minutes % 60:
        return minutes, j
    if word_at(tokens, more[1]) in MINUTES:
        return minutes + more[0], more[1] + 1
    if k == j and more[0] in (15, 30, 45) and clock_at(tokens, k) is None:
        return minutes + more[0], more[1]
    return minutes, j


def _minutes(tokens: Tokens, i: int) -> tuple[int, int] | None:
    counted = number_at(tokens, i)
    if counted is None or counted[0] > 999:
        return None
    j = counted[1] + 1 if word_at(tokens, counted[1]) == "-" else counted[1]
    return (counted[0], j + 1) if word_at(tokens, j) in MINUTES else None
