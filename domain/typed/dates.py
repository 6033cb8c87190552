"""Dates with their month, in figures and in words, read from the pieces of a text at one place."""

from __future__ import annotations

from domain.typed.clocks import number_at
from domain.typed.lexicon import ORDINALS, SUFFIXES, month_of
from domain.typed.named_days import Dated, DayItem, DayRange
from domain.typed.tokens import Tokens, figures_at, joined_by, skip, word_at


def iso(tokens: Tokens, i: int) -> tuple[DayItem, int] | None:
    """2026-05-14, 2026/05/14, 20260514."""
    year = figures_at(tokens, i, 8)
    if year is None:
        return None
    if len(tokens[i].word) == 8 and 2000 <= year // 10000 <= 2099:
        return Dated(year % 100, year // 100 % 100, year // 10000), i + 1
    if len(tokens[i].word) != 4 or not (joined_by(tokens, i + 1, "-/.") and joined_by(tokens, i + 3, "-/.")):
        return None
    month, day = figures_at(tokens, i + 2), figures_at(tokens, i + 4)
    if month is None or day is None:
        return None
    after = i + 6 if word_at(tokens, i + 5) == "t" else i + 5
    return Dated(day, month, year), after


def in_figures(tokens: Tokens, i: int) -> tuple[DayItem, int] | None:
    """14/5, 14/5/26, 14.5.2026, 14-05-2026; 14.5 is marked, as it may be a time."""
    day, month = figures_at(tokens, i), figures_at(tokens, i + 2)
    if day is None or month is None or not joined_by(tokens, i + 1, "/.-"):
        return None
    sign, year, j = tokens[i + 1].word, None, i + 3
    if word_at(tokens, j) == sign and joined_by(tokens, j, "/.-"):
        typed = figures_at(tokens, j + 1, 8)
        if typed is not None and len(tokens[j + 1].word) not in (2, 4):
            return None  # a slip in the year, which makes the whole date doubtful
        if typed is not None:
            year, j = typed + 2000 if typed < 100 else typed, j + 2
    if (sign == "-" or (sign == "." and day > 31)) and year is None:
        return None
    if sign == "." and year is None and (day == 0 or not 1 <= month <= 12):
        return None
    return Dated(day, month, year, month_first=month > 12 >= day, dotted=sign == "." and year is None), j


def with_month(tokens: Tokens, i: int) -> tuple[DayItem, int] | None:
    """14 May, the 14th of May 2026, May 14, 14-May-26, 14 and 15 May."""
    day_first = number_of_day(tokens, i)
    if day_first is not None:
        day, j = day_first
        if word_at(tokens, j) in ("-", "and", "&", "or", "to", "/"):
            other = number_of_day(tokens, j + 1)
            if other is not None and month_of(word_at(tokens, other[1])) is not None and other[0] > day:
                return DayRange(), other[1] + 1
        while word_at(tokens, j) in ("of", "-", ".", "/"):
            j += 1
        month = month_of(word_at(tokens, j))
        if month is None:
            return None
        return _with_year(tokens, day, month, skip(tokens, j + 1, "."))
    month = month_of(word_at(tokens, i))
    if month is None:
        return None
    j = skip(tokens, skip(tokens, i + 1, ".-/"), "the")
    found = number_of_day(tokens, j)
    if found is None or _followed_by_clock(tokens, found[1]):
        return None
    return _with_year(tokens, found[0], month, found[1])


def _followed_by_clock(tokens: Tokens, j: int) -> bool:
    """ "May 2pm" and "May 2:30" have a time behind the month, not a day."""
    return word_at(tokens, j) in ("am", "pm", ":", "a", "p", "o'clock") and (
        tokens[j].glued or tokens[j].kind == "word"
    )


def number_of_day(tokens: Tokens, i: int) -> tuple[int, int] | None:
    """14, 14th, the 14th, fourteenth, twenty-first."""
    i = skip(tokens, i, "the")
    day = figures_at(tokens, i)
    if day is not None:
        j = i + 1
        if word_at(tokens, j) in SUFFIXES and (tokens[j].glued or word_at(tokens, j) != "st"):
            j += 1
        return day, j
    ordinal = ORDINALS.get(word_at(tokens, i))
    if ordinal is not None:
        return ordinal, i + 1
    tens = number_at(tokens, i)
    if tens is not None and tens[0] in (20, 30) and tokens[i].number is None:
        j = skip(tokens, tens[1], "-")
        ones = ORDINALS.get(word_at(tokens, j), 10)
        return (tens[0] + ones, j + 1) if ones < 10 else None
    return None


def _with_year(tokens: Tokens, day: int, month: int, j: int) -> tuple[DayItem, int]:
    """The date with the year behind it, where there is one: four figures that are rather no time, or '26."""
    k = skip(tokens, j, ",-/")
    year = figures_at(tokens, k, 4)
    if year is not None and len(tokens[k].word) == 4 and 1900 <= year <= 2999 and _is_rather_a_year(year):
        return Dated(day, month, year), k + 1
    if word_at(tokens, k) == "'" and figures_at(tokens, k + 1) is not None:
        return Dated(day, month, 2000 + (figures_at(tokens, k + 1) or 0)), k + 2
    if year is not None and len(tokens[k].word) == 2 and 24 <= year <= 99 and word_at(tokens, k + 1) not in (":", "."):
        return Dated(day, month, 2000 + year), k + 1
    return Dated(day, month), j


def _is_rather_a_year(figures: int) -> bool:
    """Whether four figures behind a date are a year, also one that nobody means, and not the time 1945 or 2000."""
    hour, minute = divmod(figures, 100)
    return 2010 <= figures <= 2059 or hour > 23 or minute > 59
