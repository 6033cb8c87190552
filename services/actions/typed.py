"""Reading "send the data by 12 June" into what is to be done and by which day."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from dateparser.date import DateDataParser

from domain.calendar import SchoolCalendar, UnknownDate
from domain.typed_dates import means_end_of_term, split_by

SURPRISING = timedelta(days=300)
"""Nobody means a day so far off without typing its year: "1 May" on 14 May is a slip."""
_YEAR = re.compile(r"\b20\d\d\b")


def read_typed(text: str, today: date, calendar: SchoolCalendar) -> tuple[str, date | None, str]:
    """What is to be done, the day (None where none was understood), and the words that could not be read as one.

    Days are read in Australian order and lie in the future; "end of term" is the last day of this term.
    Where the day is not understood, all that was typed counts as what is to be done, so that nothing is lost.
    """
    what, words = split_by(text)
    due_on = _day(words, today, calendar) if words else None
    if due_on is None:
        return text.strip(), None, words
    return what, due_on, ""


def _day(words: str, today: date, calendar: SchoolCalendar) -> date | None:
    if means_end_of_term(words):
        try:
            return calendar.term_at_or_after(today).end
        except UnknownDate:
            return None
    if len(words) < 3:
        return None  # a bare number or letter would be read as a day of this month
    parser = DateDataParser(
        languages=["en"],
        settings={
            "DATE_ORDER": "DMY",
            "PREFER_DATES_FROM": "future",
            "RELATIVE_BASE": datetime.combine(today, time()),
        },
    )
    found = parser.get_date_data(words)
    if found is None or found.date_obj is None or found.period in ("month", "year"):
        return None
    day = found.date_obj.date()
    if _YEAR.search(words):
        return day
    if (day.day, day.month) == (today.day, today.month):
        return today  # today's own date, which "future" pushed into next year
    return day if day - today <= SURPRISING else None
