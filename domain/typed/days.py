"""What names a day, read from the pieces of a text at one place: dates, weekdays, weeks, ends of terms."""

from __future__ import annotations

from domain.typed.clocks import clock_at, number_at
from domain.typed.dates import in_figures, iso, number_of_day, with_month
from domain.typed.lexicon import FORTNIGHT, TODAY, WEEK, month_of, weekday_of
from domain.typed.named_days import (
    BeforeBreak,
    DayItem,
    Edge,
    EdgeOfWeek,
    InBreak,
    InTerm,
    InWeek,
    Later,
    Named,
    Nth,
    NthOfTerm,
    OfMonth,
    WeeksOn,
)
from domain.typed.tokens import Tokens, skip, word_at

_EDGES_IN_SHORT = {"eow": "week", "eom": "month", "eot": "term"}
_HOLIDAYS_OF = ("school", "term", "winter", "summer", "spring", "easter", "june", "july", "september", "christmas")


def day_at(tokens: Tokens, i: int) -> tuple[DayItem, int] | None:
    """What names a day at piece i, the longest that can be read, and where the text goes on."""
    found = [
        one
        for one in (
            iso(tokens, i),
            in_figures(tokens, i),
            with_month(tokens, i),
            _ordinal(tokens, i),
            _edge(tokens, i),
            _relative(tokens, i),
            _week(tokens, i),
            _week_counted(tokens, i),
            _term(tokens, i),
            _holidays(tokens, i),
            _weekday(tokens, i),
        )
        if one is not None
    ]
    return max(found, key=lambda one: one[1]) if found else None


def _ordinal(tokens: Tokens, i: int) -> tuple[DayItem, int] | None:
    """The 14th; the third Thursday of June; the last Friday of next month."""
    start = skip(tokens, i, "the")
    last = word_at(tokens, start) == "last"
    found = (-1, start + 1) if last else number_of_day(tokens, start)
    if found is None or (found[1] == start + 1 and tokens[start].kind == "number"):
        return None
    number, j = found
    weekday = weekday_of(word_at(tokens, j))
    if weekday is None:
        written = tokens[start].kind == "number"
        return (OfMonth(number), j) if written and not last else None
    if number > 5:
        return None
    k = skip(tokens, skip(tokens, j + 1, "of"), "in")
    month = month_of(word_at(tokens, k))
    if month is not None:
        return Nth(number, weekday, month), k + 1
    if word_at(tokens, k) == "the" and word_at(tokens, k + 1) == "month":
        return Nth(number, weekday, None), k + 2
    k = skip(tokens, k, "the")
    if word_at(tokens, k) in ("this", "next") and word_at(tokens, k + 1) == "month":
        return Nth(number, weekday, None, 1 if tokens[k].word == "next" else 0), k + 2
    return _ordinal_of_term(tokens, k, number, weekday)


def _ordinal_of_term(tokens: Tokens, k: int, number: int, weekday: int) -> tuple[DayItem, int] | None:
    """What stands behind "the second Tuesday of": term, this term, next term, term 3, T3."""
    term = _term_named(tokens, k)
    return (NthOfTerm(number, weekday, term[0].number, term[0].on), term[1]) if term is not None else None


def _edge(tokens: Tokens, i: int) -> tuple[DayItem, int] | None:
    """End of term, the last day of Term 3, first day of term, end of the week, end of week 5, end of June, EOW."""
    word = word_at(tokens, i)
    if word in _EDGES_IN_SHORT:
        return Edge(_EDGES_IN_SHORT[word], last=True), i + 1
    i = skip(tokens, i, "the")
    word = word_at(tokens, i)
    if word not in ("end", "start", "beginning", "last", "first"):
        return None
    j = i + 1
    if word in ("last", "first"):
        j = j + 1 if word_at(tokens, j) == "school" else j
        if word_at(tokens, j) != "day":
            return None
        j += 1
    if word_at(tokens, j) != "of" and word != "end":
        return None
    return _edge_of(tokens, skip(tokens, skip(tokens, j, "of"), "the"), last=word in ("end", "last"))


def _edge_of(tokens: Tokens, j: int, *, last: bool) -> tuple[DayItem, int] | None:
    """What stands behind "the end of": a term, a week, a month."""
    term = _term_named(tokens, j)
    if term is not None:
        return Edge("term", last, term[0].number, term[0].on), term[1]
    week = _week(tokens, j) or _relative(tokens, j)
    if week is not None and isinstance(week[0], InWeek | WeeksOn):
        return EdgeOfWeek(week[0], last), week[1]
    on = 1 if word_at(tokens, j) == "next" else 0
    j = j + 1 if word_at(tokens, j) in ("this", "next") else j
    of = word_at(tokens, j)
    if of in ("week", "month") and last:
        return Edge(of, last, on=on), j + 1
    month = month_of(of)
    return (Edge("named", last, month), j + 1) if month is not None and last else None


def _term_named(tokens: Tokens, j: int) -> tuple[InTerm, int] | None:
    """Term 3, T3, this term, next term, the term."""
    named = _labelled(tokens, j, ("term", "t"), 4)
    if named is not None:
        return InTerm(named[0]), named[1]
    j = skip(tokens, j, "the")
    on = 1 if word_at(tokens, j) in ("next", "following", "coming") else 0
    j = j + 1 if on or word_at(tokens, j) in ("this", "current") else j
    return (InTerm(None, on), j + 1) if word_at(tokens, j) == "term" else None


def _term(tokens: Tokens, i: int) -> tuple[DayItem, int] | None:
    """Next term, this term, the rest of the term, term 3: some day of it."""
    j = skip(tokens, i, "the")
    if word_at(tokens, j) in ("rest", "remainder") and word_at(tokens, j + 1) == "of":
        return _term_named(tokens, j + 2)
    if word_at(tokens, j) == "term" and _labelled(tokens, j, ("term",), 4) is None:
        return None  # of which nothing is said: "the term planner"
    found = _term_named(tokens, j) if word_at(tokens, j) != "t" else None
    if found is not None and word_at(tokens, found[1]) in ("starts", "begins", "ends"):
        last = tokens[found[1]].word == "ends"
        return Edge("term", last, found[0].number, found[0].on), found[1] + 1
    return found


def _holidays(tokens: Tokens, i: int) -> tuple[DayItem, int] | None:
    """Before the holidays, until the winter holidays, after, over the holidays: some day before, behind or in them."""
    lead = word_at(tokens, i)
    if lead not in ("before", "by", "until", "till", "til", "after", "over", "during", "in", "the"):
        return None
    j = i if lead == "the" else skip(tokens, i + 1, "after" if lead in ("until", "till", "til") else "")
    after = lead == "after" or word_at(tokens, j - 1) == "after"
    j = skip(tokens, j, "the")
    j = j + 1 if word_at(tokens, j) in _HOLIDAYS_OF else j
    if word_at(tokens, j) not in ("holidays", "hols"):
        return None
    inside = InBreak() if lead in ("over", "during", "in", "the") else BeforeBreak()
    return (InTerm(None, on=1) if after else inside), j + 1


def _relative(tokens: Tokens, i: int) -> tuple[DayItem, int] | None:
    """Today, tomorrow, today week, the day after tomorrow, in two weeks, a week from Thursday, next week."""
    words = [word_at(tokens, skip(tokens, i, "the") + offset) for offset in range(3)]
    begin = skip(tokens, i, "the")
    if words[:2] == ["day", "after"] and TODAY.get(words[2]) == 1:
        return Later(2), begin + 3
    if words == ["week", "after", "next"]:
        return WeeksOn(2), begin + 3
    days = TODAY.get(word_at(tokens, i))
    if days is not None:
        more, j = _week_or_fortnight(tokens, i + 1)
        return Later(days + more), j
    if word_at(tokens, i) in ("this", "next", "coming", "following") and word_at(tokens, i + 1) in ("week", "wk"):
        return WeeksOn(0 if tokens[i].word == "this" else 1), i + 2
    return _counted(tokens, i)


def _counted(tokens: Tokens, i: int) -> tuple[DayItem, int] | None:
    """In two weeks, in a fortnight, in 3 days; two weeks from today, a week from Thursday, a week on Friday."""
    led = word_at(tokens, i) in ("in", "within")
    j = i + 1 if led else i
    if word_at(tokens, j) == "a" and word_at(tokens, j + 1) == "couple":
        j += 1
    counted = (1, j + 1) if word_at(tokens, j) in ("a", "one", "another") else number_at(tokens, j)
    if word_at(tokens, j) == "couple":
        counted = 2, skip(tokens, j + 1, "of")
    if counted is None or counted[0] > 99:
        return None
    number, j = counted
    each = {"day": 1, "days": 1, **dict.fromkeys(WEEK, 7), **dict.fromkeys(FORTNIGHT, 14)}.get(word_at(tokens, j))
    if each is None:
        return (Later(0, number), j + 1) if led and word_at(tokens, j) in ("month", "months") else None
    days, j = number * each, j + 1
    from_here = word_at(tokens, j) in ("from", "on", "after")
    origin = TODAY.get(word_at(tokens, j + 1), 0 if word_at(tokens, j + 1) == "now" else None)
    if from_here and origin is not None:
        return Later(days + origin), j + 2
    weekday = weekday_of(word_at(tokens, j + 1))
    if from_here and weekday is not None and each > 1 and not led:
        return Named(weekday, "", days), j + 2
    return (Later(days), j) if led else None


def _week_or_fortnight(tokens: Tokens, j: int) -> tuple[int, int]:
    """ "week" or "fortnight" straight behind a day, as more days; a number behind it makes it a week of term."""
    word = word_at(tokens, j)
    if word in ("week", "wk") and (
        number_at(tokens, j + 1) is None or clock_at(tokens, j + 1) is not None or _is_dotted(tokens, j + 1)
    ):
        return 7, j + 1
    return (14, j + 1) if word in FORTNIGHT else (0, j)


def _is_dotted(tokens: Tokens, i: int) -> bool:
    """Whether "9.30" stands there, which is no number of a week."""
    return word_at(tokens, i + 1) == "." and len(word_at(tokens, i + 2)) == 2 and number_at(tokens, i + 2) is not None


def _week(tokens: Tokens, i: int) -> tuple[DayItem, int] | None:
    """Week 5, wk5, week five of term 3, week 3 next term, term 3 week 2, T3W2."""
    week = _labelled(tokens, i, ("week", "wk", "w"), 20)
    if week is not None:
        j = _between(tokens, week[1])
        term = _term_named(tokens, j)
        if term is not None:
            return InWeek(week[0], term[0].number, term[0].on), term[1]
        return InWeek(week[0]), week[1]
    term = _term_named(tokens, i)
    if term is None:
        return None
    j = term[1]
    while word_at(tokens, j) in (",", "-", "/"):
        j += 1
    week = _labelled(tokens, j, ("week", "wk", "w"), 20)
    return (InWeek(week[0], term[0].number, term[0].on), week[1]) if week is not None else None


def _week_counted(tokens: Tokens, i: int) -> tuple[DayItem, int] | None:
    """The last week of term, second week of term 3, first week back."""
    i = skip(tokens, i, "the")
    word = word_at(tokens, i)
    found = (-1, i + 1) if word in ("last", "final") else number_of_day(tokens, i)
    if found is None or word_at(tokens, found[1]) not in ("week", "wk"):
        return None
    if tokens[i].kind == "number" and found[1] == i + 1:
        return None  # "2 week" is no "2nd week"
    if word_at(tokens, found[1] + 1) == "back" and found[0] > 0:
        return InWeek(found[0], None, 1), found[1] + 2
    j = _between(tokens, found[1] + 1)
    term = _term_named(tokens, j) if j > found[1] + 1 else None
    return (InWeek(found[0], term[0].number, term[0].on), term[1]) if term is not None else None


def _between(tokens: Tokens, j: int) -> int:
    """Where the text goes on behind what links a week to its term."""
    while word_at(tokens, j) in ("of", "in", ",", "the", "/"):
        j += 1
    return j


def _labelled(tokens: Tokens, i: int, labels: tuple[str, ...], most: int) -> tuple[int, int] | None:
    """The number behind one of the labels; a label of one letter has it glued on."""
    word = word_at(tokens, i)
    if word not in labels or (len(word) == 1 and not (i + 1 < len(tokens) and tokens[i + 1].glued)):
        return None
    found = number_at(tokens, i + 1)
    if found is None or clock_at(tokens, i + 1) is not None:
        return None
    return found if 1 <= found[0] <= most else None


def _weekday(tokens: Tokens, i: int) -> tuple[DayItem, int] | None:
    """Thursday, this Thu, next Friday, Friday next, Thu week, Thursday fortnight."""
    which, j = "", i
    if word_at(tokens, i) in ("this", "next", "last", "coming", "following", "previous"):
        which, j = tokens[i].word, i + 1
        j = j + 1 if which == "this" and word_at(tokens, j) == "coming" else j
    weekday = weekday_of(word_at(tokens, j))
    if weekday is None or word_at(tokens, i - 1) in ("good", "easter", "ash", "black"):
        return None
    j = skip(tokens, j + 1, ".")
    meant = {"coming": "", "following": "next", "previous": "last"}.get(which, which)
    if (
        word_at(tokens, j) == "next"
        and word_at(tokens, j + 1) not in ("week", "wk", "month", "term", "year")
        and not which
    ):
        return Named(weekday, "next"), j + 1
    more, k = _week_or_fortnight(tokens, j)
    if more and which in ("", "this", "coming"):
        return Named(weekday, "", more), k
    return Named(weekday, meant), j
