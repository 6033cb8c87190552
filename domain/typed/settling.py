"""From what names a day to the one day that is meant, or to the question which one it is."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from domain.calendar import SchoolCalendar, monday_of
from domain.typed.doubts import SURPRISING, Asked, Doubt
from domain.typed.named_days import (
    BeforeBreak,
    Dated,
    DayItem,
    DayRange,
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
    Stretch,
    WeeksOn,
)
from domain.typed.stretches import days_of, edge_of_week, monday_in, terms_coming

ONE_WEEK = timedelta(days=7)
_FURTHEST, _FURTHEST_UNSAID = timedelta(days=800), timedelta(days=366)
_NEAR_WEEKEND = 2


def settle(items: Sequence[DayItem], today: date, calendar: SchoolCalendar) -> tuple[date | None, Asked | None]:
    """The day that the items name together; or None and what to ask. Both are None where there is no item."""
    if not items:
        return None, None
    if any(isinstance(item, DayRange) for item in items):
        return None, Asked(Doubt.SEVERAL)
    weekdays = {item.weekday for item in items if isinstance(item, Named)}
    if len(weekdays) > 1:
        return None, Asked(Doubt.SEVERAL)
    weekday = next(iter(weekdays), None)
    items = [_as_week(item) if weekdays else item for item in items]
    days: set[date] = set()
    asked: Asked | None = None
    for item in items:
        if isinstance(item, Named | Stretch):
            continue
        day, doubt = _fixed(item, weekday, today, calendar)
        asked = asked or doubt
        days |= {day} if day is not None else set()
    if asked is not None:
        return None, asked
    if len(days) > 1:
        return None, Asked(Doubt.SEVERAL)
    if days:
        return _agreeing(days.pop(), items, weekday, today, calendar)
    return _by_weekday(items, weekday, today, calendar)


def _as_week(item: DayItem) -> DayItem:
    """ "In three weeks" is that week, where a weekday is named beside it."""
    weeks, days = divmod(item.days, 7) if isinstance(item, Later) and not item.months else (0, 1)
    return WeeksOn(weeks) if weeks > 1 and not days else item


def _agreeing(
    day: date, items: Sequence[DayItem], weekday: int | None, today: date, calendar: SchoolCalendar
) -> tuple[date | None, Asked | None]:
    """The day, where the weekday and the week that were typed with it are its own."""
    if weekday is not None and day.weekday() != weekday:
        return None, Asked(Doubt.WEEKDAY, day, _named_day(weekday))
    for item in items:
        week = monday_in(item, today, calendar) if isinstance(item, InWeek | WeeksOn) else monday_of(day)
        if week != monday_of(day) or not _is_within(day, item, today, calendar):
            return None, Asked(Doubt.SEVERAL)
    return day, None


def _is_within(day: date, item: DayItem, today: date, calendar: SchoolCalendar) -> bool:
    """Whether a day can be in the term that was typed with it; true of all that is none."""
    days = days_of(item, today, calendar) if isinstance(item, InTerm | BeforeBreak | InBreak) else (day, day)
    return days is not None and days[0] <= day <= days[1]


def _named_day(weekday: int) -> date:
    """Some day that is that weekday, to name it by."""
    return date(2024, 1, 1) + timedelta(days=weekday)


def _by_weekday(
    items: Sequence[DayItem], weekday: int | None, today: date, calendar: SchoolCalendar
) -> tuple[date | None, Asked | None]:
    weeks = [item for item in items if isinstance(item, InWeek | WeeksOn)]
    wide = [item for item in items if isinstance(item, InTerm | BeforeBreak | InBreak)]
    if weekday is None or (wide and not weeks):
        return None, _which_of((weeks or wide)[0], today, calendar)
    named = [item for item in items if isinstance(item, Named)]
    found: set[date] = set()
    if weeks:
        for week in weeks:
            monday = monday_in(week, today, calendar)
            if monday is None:
                return None, Asked(Doubt.NO_SUCH_DAY)
            found.add(monday + timedelta(days=weekday))
    else:
        for item in named:
            day, asked = _coming(item, today)
            if asked is not None:
                return None, asked
            found |= {day} if day is not None else set()
    if len(found) != 1:
        return None, Asked(Doubt.SEVERAL)
    day = found.pop()
    if not all(_is_within(day, item, today, calendar) for item in wide):
        return None, Asked(Doubt.SEVERAL)
    return (day, None) if day >= today else (None, Asked(Doubt.PAST, day, day + ONE_WEEK))


def _which_of(item: Stretch, today: date, calendar: SchoolCalendar) -> Asked:
    """The question which day of several it is."""
    days = days_of(item, today, calendar)
    return Asked(Doubt.NO_DAY, *days) if days is not None else Asked(Doubt.NO_SUCH_DAY)


def _coming(item: Named, today: date) -> tuple[date | None, Asked | None]:
    """The weekday as it is meant today; "next Friday" is asked about where it can be either of two."""
    here = monday_of(today) + timedelta(days=item.weekday)
    coming = here if here > today else here + ONE_WEEK
    if item.which == "this":
        return (here, None) if here >= today else (None, Asked(Doubt.PAST, here, coming))
    if item.which == "last":
        gone = here if here < today else here - ONE_WEEK
        return None, Asked(Doubt.PAST, gone, coming)
    if item.which == "next" and (here > today or (coming - today).days <= _NEAR_WEEKEND):
        return None, Asked(Doubt.NEXT, coming, coming + ONE_WEEK)
    return coming + timedelta(days=item.days_on), None


def _fixed(
    item: DayItem, weekday: int | None, today: date, calendar: SchoolCalendar
) -> tuple[date | None, Asked | None]:
    """The day of an item that names one by itself."""
    if isinstance(item, Dated):
        return _dated(item, weekday, today)
    if isinstance(item, OfMonth):
        return _of_month(item, today)
    if isinstance(item, Nth):
        return _nth(item, today)
    if isinstance(item, NthOfTerm):
        return _nth_of_term(item, today, calendar)
    if isinstance(item, Later):
        return _later(item, today), None
    if isinstance(item, EdgeOfWeek):
        monday = monday_in(item.week, today, calendar)
        day = edge_of_week(monday, calendar, last=item.last) if monday is not None else None
        if day is None or day < today:
            return None, Asked(Doubt.PAST if day else Doubt.NO_SUCH_DAY, day)
        return day, None
    if isinstance(item, Edge):
        return _edge(item, today, calendar)
    return None, None


def _dated(item: Dated, weekday: int | None, today: date) -> tuple[date | None, Asked | None]:
    if item.month_first:
        return None, Asked(Doubt.MONTH_FIRST)
    if item.year is not None:
        day = _day(item.year, item.month, item.day)
        if day is None:
            return None, Asked(Doubt.NO_SUCH_DAY)
        if day < today:
            return None, Asked(Doubt.PAST, day)
        return (day, None) if day - today <= _FURTHEST else (None, Asked(Doubt.FAR, day))
    return _without_year(lambda year: _day(year, item.month, item.day), weekday, today)


def _without_year(
    on: Callable[[int], date | None], weekday: int | None, today: date
) -> tuple[date | None, Asked | None]:
    """The day of this year or, where that is over, of the next, unless this year's is rather meant."""
    here, coming = on(today.year), on(today.year + 1)
    if here is None and coming is None:
        return None, Asked(Doubt.NO_SUCH_DAY)
    if here is not None and here >= today:
        return here, None
    if coming is None:
        return None, Asked(Doubt.PAST, here)
    fits_only_then = weekday is not None and coming.weekday() == weekday and (here is None or here.weekday() != weekday)
    if here is not None and coming - today > SURPRISING and not fits_only_then:
        return None, Asked(Doubt.PAST, here, coming)
    return (coming, None) if coming - today <= _FURTHEST_UNSAID else (None, Asked(Doubt.FAR, coming))


def _of_month(item: OfMonth, today: date) -> tuple[date | None, Asked | None]:
    """The next day of that number: the 14th of this month, or of the next that has one."""
    for months in range(12):
        year, month = _months_on(today, months)
        day = _day(year, month, item.day)
        if day is not None and day >= today:
            return day, None
    return None, Asked(Doubt.NO_SUCH_DAY)


def _nth(item: Nth, today: date) -> tuple[date | None, Asked | None]:
    if item.month is not None:
        month = item.month
        return _without_year(lambda year: _nth_of(year, month, item), None, today)
    day = _nth_of(*_months_on(today, item.months_on), item)
    if day is None:
        return None, Asked(Doubt.NO_SUCH_DAY)
    return (day, None) if day >= today else (None, Asked(Doubt.PAST, day))


def _nth_of(year: int, month: int, item: Nth) -> date | None:
    first = date(year, month, 1)
    on = first + timedelta(days=(item.weekday - first.weekday()) % 7)
    if item.number > 0:
        on += (item.number - 1) * ONE_WEEK
        return on if on.month == month else None
    while (on + ONE_WEEK).month == month:
        on += ONE_WEEK
    return on


def _later(item: Later, today: date) -> date:
    year, month = _months_on(today, item.months)
    start = date(year, month, min(today.day, monthrange(year, month)[1])) if item.months else today
    return start + timedelta(days=item.days)


def _edge(item: Edge, today: date, calendar: SchoolCalendar) -> tuple[date | None, Asked | None]:
    """The first or last day of the week, month or term that is meant."""
    if item.of == "week":
        friday = monday_of(today) + timedelta(days=4) + item.on * ONE_WEEK
        return (friday, None) if friday >= today else (None, Asked(Doubt.PAST, friday, friday + ONE_WEEK))
    if item.of == "month":
        year, month = _months_on(today, item.on)
        return date(year, month, monthrange(year, month)[1]), None
    if item.of == "named" and item.number is not None:
        month = item.number
        return _without_year(lambda year: date(year, month, monthrange(year, month)[1]), None, today)
    days = [
        term.end if item.last else term.student_start for term in terms_coming(item.number, item.on, today, calendar)
    ]
    later = [day for day in days if day >= today]
    return (later[0], None) if later else (None, Asked(Doubt.NO_SUCH_DAY))


def _nth_of_term(item: NthOfTerm, today: date, calendar: SchoolCalendar) -> tuple[date | None, Asked | None]:
    """The day in the term that is meant; where it is over, the next term's is asked about."""
    days: list[date] = []
    for term in terms_coming(item.term, item.on, today, calendar):
        first = term.student_start + timedelta(days=(item.weekday - term.student_start.weekday()) % 7)
        last = term.end - timedelta(days=(term.end.weekday() - item.weekday) % 7)
        days.append(last if item.number < 0 else first + (item.number - 1) * ONE_WEEK)
    if not days:
        return None, Asked(Doubt.NO_SUCH_DAY)
    if days[0] >= today:
        return days[0], None
    return None, Asked(Doubt.PAST, days[0], days[1] if len(days) > 1 else None)


def _months_on(day: date, months: int) -> tuple[int, int]:
    count = day.year * 12 + day.month - 1 + months
    return count // 12, count % 12 + 1


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
