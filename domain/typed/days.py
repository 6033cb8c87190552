"""What names a day, read from the pieces of a text at one place: dates, weekdays, weeks, ends of terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.typed.clocks import clock_at, number_at
from domain.typed.lexicon import FORTNIGHT, ORDINALS, SUFFIXES, TODAY, WEEK, month_of, weekday_of
from domain.typed.tokens import Token

Tokens = Sequence[Token]


@dataclass(frozen=True)
class Dated:
    """A day with its month. month_first: as Americans write it, so that it is no date here."""

    day: int
    month: int
    year: int | None = None
    month_first: bool = False
    dotted: bool = False


@dataclass(frozen=True)
class OfMonth:
    """The 14th, of the next month that it suits."""

    day: int


@dataclass(frozen=True)
class Nth:
    """The third Thursday of June: number is 1 to 5, or -1 for the last; month None for one counted from now."""

    number: int
    weekday: int
    month: int | None
    months_on: int = 0


@dataclass(frozen=True)
class NthOfTerm:
    """The second Tuesday of term 3: number as of Nth; term None for this one, or `on` terms later."""

    number: int
    weekday: int
    term: int | None
    on: int = 0


@dataclass(frozen=True)
class Named:
    """A weekday. which: empty for the coming one, this, next, last, or how many days after the coming one."""

    weekday: int
    which: str = ""
    days_on: int = 0


@dataclass(frozen=True)
class Later:
    """So many days from today; a month counts none of them."""

    days: int
    months: int = 0


@dataclass(frozen=True)
class InWeek:
    """A week of the term: number and, where it was said, the term's."""

    number: int
    term: int | None = None


@dataclass(frozen=True)
class WeeksOn:
    """This week, next week, the week after next."""

    weeks: int


@dataclass(frozen=True)
class Edge:
    """The first or last day of a stretch: of a week, a month, or a term (number None for this or the next)."""

    of: str
    last: bool
    number: int | None = None
    on: int = 0


@dataclass(frozen=True)
class DayRange:
    """ "14-15 May": more days than one."""


DayItem = Dated | OfMonth | Nth | NthOfTerm | Named | Later | InWeek | WeeksOn | Edge | DayRange


def day_at(tokens: Tokens, i: int) -> tuple[DayItem, int] | None:
    """What names a day at piece i, the longest that can be read, and where the text goes on."""
    found = [
        one
        for one in (
            _iso(tokens, i),
            _figures(tokens, i),
            _with_month(tokens, i),
            _ordinal(tokens, i),
            _edge(tokens, i),
            _relative(tokens, i),
            _week(tokens, i),
            _weekday(tokens, i),
        )
        if one is not None
    ]
    return max(found, key=lambda one: one[1]) if found else None


def _word(tokens: Tokens, i: int) -> str:
    return tokens[i].word if 0 <= i < len(tokens) else ""


def _number(tokens: Tokens, i: int, most: int = 2) -> int | None:
    """The number in figures at piece i, where it has at most so many digits."""
    if not 0 <= i < len(tokens) or len(tokens[i].word) > most:
        return None
    return tokens[i].number


def _joined_by(tokens: Tokens, i: int, signs: str) -> bool:
    return _word(tokens, i) in tuple(signs) and tokens[i].glued and i + 1 < len(tokens) and tokens[i + 1].glued


def _iso(tokens: Tokens, i: int) -> tuple[DayItem, int] | None:
    """2026-05-14, 2026/05/14, 20260514."""
    year = _number(tokens, i, 8)
    if year is None:
        return None
    if len(tokens[i].word) == 8 and 2000 <= year // 10000 <= 2099:
        return Dated(year % 100, year // 100 % 100, year // 10000), i + 1
    if len(tokens[i].word) != 4 or not (_joined_by(tokens, i + 1, "-/.") and _joined_by(tokens, i + 3, "-/.")):
        return None
    month, day = _number(tokens, i + 2), _number(tokens, i + 4)
    if month is None or day is None:
        return None
    after = i + 6 if _word(tokens, i + 5) == "t" else i + 5
    return Dated(day, month, year), after


def _figures(tokens: Tokens, i: int) -> tuple[DayItem, int] | None:
    """14/5, 14/5/26, 14.5.2026, 14-05-2026; 14.5 is marked, as it may be a time."""
    day, month = _number(tokens, i), _number(tokens, i + 2)
    if day is None or month is None or not _joined_by(tokens, i + 1, "/.-"):
        return None
    sign, year, j = tokens[i + 1].word, None, i + 3
    if _word(tokens, j) == sign and _joined_by(tokens, j, "/.-"):
        typed = _number(tokens, j + 1, 4)
        if typed is not None and len(tokens[j + 1].word) in (2, 4):
            year, j = typed + 2000 if typed < 100 else typed, j + 2
    if (sign == "-" or (sign == "." and day > 31)) and year is None:
        return None
    if sign == "." and year is None and (day == 0 or not 1 <= month <= 12):
        return None
    return Dated(day, month, year, month_first=month > 12 >= day, dotted=sign == "." and year is None), j


def _with_month(tokens: Tokens, i: int) -> tuple[DayItem, int] | None:
    """14 May, the 14th of May 2026, May 14, 14-May-26, 14 and 15 May."""
    day_first = _day_number(tokens, i)
    if day_first is not None:
        day, j = day_first
        if _word(tokens, j) in ("-", "and", "&", "or", "to", "/"):
            other = _day_number(tokens, j + 1)
            if other is not None and month_of(_word(tokens, other[1])) is not None and other[0] > day:
                return DayRange(), other[1] + 1
        while _word(tokens, j) in ("of", "-", ".", "/"):
            j += 1
        month = month_of(_word(tokens, j))
        if month is None:
            return None
        return _with_year(tokens, day, month, _skip(tokens, j + 1, "."))
    month = month_of(_word(tokens, i))
    if month is None:
        return None
    j = _skip(tokens, _skip(tokens, i + 1, ".-/"), "the")
    found = _day_number(tokens, j)
    if found is None or _followed_by_clock(tokens, found[1]):
        return None
    return _with_year(tokens, found[0], month, found[1])


def _followed_by_clock(tokens: Tokens, j: int) -> bool:
    """ "May 2pm" and "May 2:30" have a time behind the month, not a day."""
    return _word(tokens, j) in ("am", "pm", ":", "a", "p", "o'clock") and (tokens[j].glued or tokens[j].kind == "word")


def _day_number(tokens: Tokens, i: int) -> tuple[int, int] | None:
    """14, 14th, the 14th, fourteenth, twenty-first."""
    i = _skip(tokens, i, "the")
    day = _number(tokens, i)
    if day is not None:
        j = i + 1
        if _word(tokens, j) in SUFFIXES and (tokens[j].glued or _word(tokens, j) != "st"):
            j += 1
        return day, j
    ordinal = ORDINALS.get(_word(tokens, i))
    if ordinal is not None:
        return ordinal, i + 1
    tens = number_at(tokens, i)
    if tens is not None and tens[0] in (20, 30) and tokens[i].number is None:
        j = _skip(tokens, tens[1], "-")
        ones = ORDINALS.get(_word(tokens, j), 10)
        return (tens[0] + ones, j + 1) if ones < 10 else None
    return None


def _with_year(tokens: Tokens, day: int, month: int, j: int) -> tuple[DayItem, int]:
    """The date with the year behind it, where there is one: four figures from 2010 to 2059, or '26."""
    k = _skip(tokens, j, ",-/")
    year = _number(tokens, k, 4)
    if year is not None and len(tokens[k].word) == 4 and 2010 <= year <= 2059:
        return Dated(day, month, year), k + 1
    if _word(tokens, k) == "'" and _number(tokens, k + 1) is not None:
        return Dated(day, month, 2000 + (_number(tokens, k + 1) or 0)), k + 2
    if year is not None and len(tokens[k].word) == 2 and 24 <= year <= 59 and _word(tokens, k + 1) not in (":", "."):
        return Dated(day, month, 2000 + year), k + 1
    return Dated(day, month), j


def _ordinal(tokens: Tokens, i: int) -> tuple[DayItem, int] | None:
    """The 14th; the third Thursday of June; the last Friday of next month."""
    start = _skip(tokens, i, "the")
    last = _word(tokens, start) == "last"
    found = (-1, start + 1) if last else _day_number(tokens, start)
    if found is None or (found[1] == start + 1 and tokens[start].kind == "number"):
        return None
    number, j = found
    weekday = weekday_of(_word(tokens, j))
    if weekday is None:
        in_figures = tokens[start].kind == "number"
        return (OfMonth(number), j) if in_figures and not last else None
    if number > 5:
        return None
    k = _skip(tokens, _skip(tokens, j + 1, "of"), "in")
    month = month_of(_word(tokens, k))
    if month is not None:
        return Nth(number, weekday, month), k + 1
    k = _skip(tokens, k, "the")
    if _word(tokens, k) in ("this", "next") and _word(tokens, k + 1) == "month":
        return Nth(number, weekday, None, 1 if tokens[k].word == "next" else 0), k + 2
    return _ordinal_of_term(tokens, k, number, weekday)


def _ordinal_of_term(tokens: Tokens, k: int, number: int, weekday: int) -> tuple[DayItem, int] | None:
    """What stands behind "the second Tuesday of": term, this term, next term, term 3, T3."""
    term = _labelled(tokens, k, ("term", "t"), 4)
    if term is not None:
        return NthOfTerm(number, weekday, term[0]), term[1]
    on = 1 if _word(tokens, k) == "next" else 0
    k = k + 1 if _word(tokens, k) in ("this", "next") else k
    return (NthOfTerm(number, weekday, None, on), k + 1) if _word(tokens, k) == "term" else None


def _edge(tokens: Tokens, i: int) -> tuple[DayItem, int] | None:
    """End of term, the last day of Term 3, first day of term, end of the week, end of June, EOW."""
    word = _word(tokens, i)
    if word in ("eow", "eom"):
        return Edge("week" if word == "eow" else "month", last=True), i + 1
    i = _skip(tokens, i, "the")
    word = _word(tokens, i)
    if word not in ("end", "start", "beginning", "last", "first"):
        return None
    j = i + 1
    if word in ("last", "first"):
        j = j + 1 if _word(tokens, j) == "school" else j
        if _word(tokens, j) != "day":
            return None
        j += 1
    if _word(tokens, j) != "of":
        return None
    j = _skip(tokens, j + 1, "the")
    on = 1 if _word(tokens, j) == "next" else 0
    j = j + 1 if _word(tokens, j) in ("this", "next") else j
    of, last = _word(tokens, j), word in ("end", "last")
    if of in ("week", "month") and last:
        return Edge(of, last, on=on), j + 1
    if of == "term":
        number = _labelled(tokens, j, ("term",), 4)
        if number is not None:
            return Edge("term", last, number[0]), number[1]
        return Edge("term", last, on=on), j + 1
    if of == "t" and _number(tokens, j + 1) in (1, 2, 3, 4):
        return Edge("term", last, _number(tokens, j + 1)), j + 2
    month = month_of(of)
    return (Edge("named", last, month), j + 1) if month is not None and last else None


def _relative(tokens: Tokens, i: int) -> tuple[DayItem, int] | None:
    """Today, tomorrow, today week, the day after tomorrow, in two weeks, a week from Thursday, next week."""
    words = [_word(tokens, _skip(tokens, i, "the") + offset) for offset in range(3)]
    begin = _skip(tokens, i, "the")
    if words[:2] == ["day", "after"] and TODAY.get(words[2]) == 1:
        return Later(2), begin + 3
    if words == ["week", "after", "next"]:
        return WeeksOn(2), begin + 3
    days = TODAY.get(_word(tokens, i))
    if days is not None:
        more, j = _week_or_fortnight(tokens, i + 1)
        return Later(days + more), j
    if _word(tokens, i) in ("this", "next", "coming", "following") and _word(tokens, i + 1) in ("week", "wk"):
        return WeeksOn(0 if tokens[i].word == "this" else 1), i + 2
    return _counted(tokens, i)


def _counted(tokens: Tokens, i: int) -> tuple[DayItem, int] | None:
    """In two weeks, in a fortnight, in 3 days; two weeks from today, a week from Thursday, a week on Friday."""
    led = _word(tokens, i) == "in"
    j = i + 1 if led else i
    counted = (1, j + 1) if _word(tokens, j) in ("a", "one") else number_at(tokens, j)
    if counted is None or counted[0] > 99:
        return None
    number, j = counted
    each = {"day": 1, "days": 1, **dict.fromkeys(WEEK, 7), **dict.fromkeys(FORTNIGHT, 14)}.get(_word(tokens, j))
    if each is None:
        return (Later(0, number), j + 1) if led and _word(tokens, j) in ("month", "months") else None
    days, j = number * each, j + 1
    from_here = _word(tokens, j) in ("from", "on", "after")
    origin = TODAY.get(_word(tokens, j + 1), 0 if _word(tokens, j + 1) == "now" else None)
    if from_here and origin is not None:
        return Later(days + origin), j + 2
    weekday = weekday_of(_word(tokens, j + 1))
    if from_here and weekday is not None and each > 1 and not led:
        return Named(weekday, "", days), j + 2
    return (Later(days), j) if led else None


def _week_or_fortnight(tokens: Tokens, j: int) -> tuple[int, int]:
    """ "week" or "fortnight" straight behind a day, as more days; a number behind it makes it a week of term."""
    word = _word(tokens, j)
    if word in ("week", "wk") and (
        number_at(tokens, j + 1) is None or clock_at(tokens, j + 1) is not None or _is_dotted(tokens, j + 1)
    ):
        return 7, j + 1
    return (14, j + 1) if word in FORTNIGHT else (0, j)


def _is_dotted(tokens: Tokens, i: int) -> bool:
    """Whether "9.30" stands there, which is no number of a week."""
    return _word(tokens, i + 1) == "." and len(_word(tokens, i + 2)) == 2 and number_at(tokens, i + 2) is not None


def _week(tokens: Tokens, i: int) -> tuple[DayItem, int] | None:
    """Week 5, wk5, week five of term 3, term 3 week 2, T3W2."""
    week = _labelled(tokens, i, ("week", "wk", "w"), 20)
    if week is not None:
        j = week[1]
        while _word(tokens, j) in ("of", "in", ",", "the", "/"):
            j += 1
        term = _labelled(tokens, j, ("term", "t"), 4)
        if term is not None:
            return InWeek(week[0], term[0]), term[1]
        if _word(tokens, j) == "this" and _word(tokens, j + 1) == "term":
            return InWeek(week[0]), j + 2
        return InWeek(week[0]), week[1]
    term = _labelled(tokens, i, ("term", "t"), 4)
    if term is None:
        return None
    j = term[1]
    while _word(tokens, j) in (",", "-", "/"):
        j += 1
    week = _labelled(tokens, j, ("week", "wk", "w"), 20)
    return (InWeek(week[0], term[0]), week[1]) if week is not None else None


def _labelled(tokens: Tokens, i: int, labels: tuple[str, ...], most: int) -> tuple[int, int] | None:
    """The number behind one of the labels; a label of one letter has it glued on."""
    word = _word(tokens, i)
    if word not in labels or (len(word) == 1 and not (i + 1 < len(tokens) and tokens[i + 1].glued)):
        return None
    found = number_at(tokens, i + 1)
    if found is None or clock_at(tokens, i + 1) is not None:
        return None
    return found if 1 <= found[0] <= most else None


def _weekday(tokens: Tokens, i: int) -> tuple[DayItem, int] | None:
    """Thursday, this Thu, next Friday, Friday next, Thu week, Thursday fortnight."""
    which, j = "", i
    if _word(tokens, i) in ("this", "next", "last", "coming", "following", "previous"):
        which, j = tokens[i].word, i + 1
        j = j + 1 if which == "this" and _word(tokens, j) == "coming" else j
    weekday = weekday_of(_word(tokens, j))
    if weekday is None or _word(tokens, i - 1) in ("good", "easter", "ash", "black"):
        return None
    j = _skip(tokens, j + 1, ".")
    meant = {"coming": "", "following": "next", "previous": "last"}.get(which, which)
    if _word(tokens, j) == "next" and _word(tokens, j + 1) not in ("week", "wk", "month", "term", "year") and not which:
        return Named(weekday, "next"), j + 1
    more, k = _week_or_fortnight(tokens, j)
    if more and not which:
        return Named(weekday, "", more), k
    return Named(weekday, meant), j


def _skip(tokens: Tokens, i: int, words: str) -> int:
    """One piece on where it is one of the words (signs stand as a string of them)."""
    word = _word(tokens, i)
    return i + 1 if word and (word == words or (len(word) == 1 and not word.isalnum() and word in words)) else i
