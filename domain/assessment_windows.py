"""When the half-yearly self-assessment is open, and on which days its raters are reminded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from domain.calendar import HalfYear, SchoolCalendar, UnknownDate

OPENING_WEEK = 5
CLOSING_WEEK = 7
EARLY_REMINDER = 3
"""School days before the closing day."""
EARLY_WINDOW = 15
"""School days that an assessment opened by hand is open unless another date is chosen, its first one included."""
SHORTEST_WINDOW = 5
"""School days that people have at least; of one opened by hand the day itself does not count."""
EXTENSION = 5
"""School days by which an extension is proposed."""


@dataclass(frozen=True)
class Window:
    """The first and the last day on which leaders can rate; both are school days."""

    opens: date
    closes: date

    def __post_init__(self) -> None:
        if self.closes < self.opens:
            raise ValueError(f"An assessment cannot close on {self.closes} before it opens on {self.opens}.")


def default_window(
    calendar: SchoolCalendar, half_year: HalfYear, overrides: Mapping[str, Any] | None = None
) -> Window | None:
    """When the half-year's assessment is open: the network's own dates, or weeks 5 to 7 of its last term.

    overrides: half-year key to {"opens": "2026-05-11", "closes": "2026-05-29"}; dates that cannot be read,
    run backwards or lie outside the calendar count as not given. A day without school moves inwards: the opening
    to the next school day, the closing to the one before. None where the calendar has no such term.
    """
    own = _own_dates(calendar, (overrides or {}).get(half_year.key))
    if own is not None:
        return own
    terms = calendar.terms_of(half_year)
    if not terms:
        return None
    term = terms[-1]
    weeks = calendar.weeks_in(term)
    closing_monday = calendar.monday_of_week(term, min(CLOSING_WEEK, weeks))
    closing_friday = closing_monday + timedelta(days=4)
    return _on_school_days(calendar, calendar.monday_of_week(term, min(OPENING_WEEK, weeks)), closing_friday)


def next_window(
    calendar: SchoolCalendar, on: date, overrides: Mapping[str, Any] | None, taken: Iterable[str]
) -> tuple[HalfYear, Window] | None:
    """The next half-year whose assessment is still to come on that day, and when it is open.

    taken: keys of half-years that had their assessment already. None where the calendar ends before.
    """
    had = set(taken)
    half_year = calendar.half_year_of(on)
    for candidate in (half_year, half_year.next, half_year.next.next):
        window = default_window(calendar, candidate, overrides)
        if window is not None and candidate.key not in had and window.closes >= on:
            return candidate, window
    return None


def early_closing(calendar: SchoolCalendar, opens: date) -> date:
    """The closing day proposed for an assessment that somebody opens on that day by hand."""
    return calendar.add_school_days(calendar.next_school_day(opens), EARLY_WINDOW - 1)


def earliest_closing(calendar: SchoolCalendar, opens: date) -> date:
    """The first closing day that leaves people a school week, where somebody opens one on that day by hand."""
    day = opens
    for _ in range(SHORTEST_WINDOW):
        day = calendar.next_school_day(day, including=False)
    return day


def latest_closing(calendar: SchoolCalendar, half_year: HalfYear) -> date | None:
    """The last day to which an open assessment can be extended: the half-year's last school day.

    None where the calendar has no such term.
    """
    terms = calendar.terms_of(half_year)
    return calendar.previous_school_day(terms[-1].end, including=True) if terms else None


def later_closing(calendar: SchoolCalendar, closes: date, latest: date) -> date:
    """The closing day proposed in place of `closes`: about a school week later, and never after `latest`."""
    day = closes
    for _ in range(EXTENSION):
        if day >= latest:
            return latest
        day = calendar.next_school_day(day, including=False)
    return day


def reminder_days(calendar: SchoolCalendar, opens: date, closes: date) -> tuple[date, ...]:
    """The days on which raters who have not finished are reminded: some days before the close, and on its day.

    A reminder that would fall on the opening day or before is left out.
    """
    early = closes
    for _ in range(EARLY_REMINDER):
        early = calendar.previous_school_day(early)
    last = calendar.previous_school_day(closes, including=True)
    return tuple(day for day in (early, last) if day > opens)


def _own_dates(calendar: SchoolCalendar, given: object) -> Window | None:
    if not isinstance(given, Mapping):
        return None
    try:
        opens, closes = (date.fromisoformat(str(given[name])) for name in ("opens", "closes"))
        return _on_school_days(calendar, opens, closes)
    except (KeyError, ValueError, UnknownDate):
        return None


def _on_school_days(calendar: SchoolCalendar, opens: date, closes: date) -> Window | None:
    first, last = calendar.next_school_day(opens), calendar.previous_school_day(closes, including=True)
    return Window(first, last) if first <= last else None
