"""What names several days, by the school calendar: a week of a term, a term, the time until the holidays."""

from __future__ import annotations

from datetime import date, timedelta

from domain.calendar import ONE_DAY, SchoolCalendar, Term, UnknownDate, monday_of
from domain.typed.named_days import BeforeBreak, InBreak, InTerm, InWeek, Stretch, WeeksOn

ONE_WEEK = timedelta(days=7)
_FRIDAY = timedelta(days=4)


def days_of(item: Stretch, today: date, calendar: SchoolCalendar) -> tuple[date, date] | None:
    """The first and the last school day that may be meant, not before today; None where there is no such stretch."""
    if isinstance(item, InWeek | WeeksOn):
        monday = monday_in(item, today, calendar)
        if monday is None:
            return None
        first, last = _school_days(monday, calendar)
    elif isinstance(item, InBreak):
        first, last = _break(today, calendar) or (today, today - ONE_DAY)
    else:
        terms = terms_coming(item.number, item.on, today, calendar) if isinstance(item, InTerm) else []
        terms = terms_coming(None, 0, today, calendar) if isinstance(item, BeforeBreak) else terms
        if not terms:
            return None
        first, last = (today if isinstance(item, BeforeBreak) else terms[0].student_start), terms[0].end
    return (max(first, today), last) if last >= today else None


def _break(today: date, calendar: SchoolCalendar) -> tuple[date, date] | None:
    """The first and last day of the holidays that are, or come next."""
    coming = terms_coming(None, 0, today, calendar)[:2]
    if coming and today < coming[0].student_start:
        return today, coming[0].student_start - ONE_DAY
    return (coming[0].end + ONE_DAY, coming[1].student_start - ONE_DAY) if len(coming) > 1 else None


def day_behind(item: Stretch, today: date, calendar: SchoolCalendar) -> date | None:
    """The first school day behind the stretch; None where the calendar does not reach that far."""
    days = days_of(item, today, calendar)
    try:
        return calendar.next_school_day(days[1], including=False) if days is not None else None
    except UnknownDate:
        return None


def monday_in(week: InWeek | WeeksOn, today: date, calendar: SchoolCalendar) -> date | None:
    """The Monday of the week that is meant. A week number without its term is the next such week to come."""
    if isinstance(week, WeeksOn):
        return monday_of(today) + week.weeks * ONE_WEEK
    terms = terms_coming(week.term, week.on, today, calendar)
    for term in terms[:1] if week.on or week.number < 0 else terms:
        number = calendar.weeks_in(term) if week.number < 0 else week.number
        if not 1 <= number <= calendar.weeks_in(term):
            continue
        monday = calendar.monday_of_week(term, number)
        if monday + timedelta(days=6) >= today:
            return monday
    return None


def terms_coming(number: int | None, on: int, today: date, calendar: SchoolCalendar) -> list[Term]:
    """The terms of that number, or all, that are not over; `on`: how many to skip where today is within one."""
    try:
        first = calendar.term_at_or_after(today)
    except UnknownDate:
        return []
    coming = [term for term in calendar.terms if term >= first and number in (None, term.number)]
    return coming[on if number is None and today in first else 0 :]


def edge_of_week(monday: date, calendar: SchoolCalendar, *, last: bool) -> date:
    """The first or last school day of the week; its Monday or Friday where it has none."""
    return _school_days(monday, calendar)[1 if last else 0]


def _school_days(monday: date, calendar: SchoolCalendar) -> tuple[date, date]:
    days = [monday + timedelta(days=number) for number in range(5)]
    try:
        school = [day for day in days if calendar.is_school_day(day)]
    except UnknownDate:
        school = []
    return (school[0], school[-1]) if school else (monday, monday + _FRIDAY)
