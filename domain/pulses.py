"""Pulse checks: which item comes next, which one is meant, on which day it is asked, and when it closes."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from itertools import zip_longest
from zoneinfo import ZoneInfo

from domain.calendar import SchoolCalendar, Term, local_day, local_moment
from domain.instrument import Instrument, Item

FIRST_WEEK, LAST_WEEK = 2, 9
"""Weeks of term in which the bot asks by itself."""
OPEN_DAYS = 5
"""School days that a question stays open, the one it is asked on included."""
CLOSING_TIME = time(17, 0)
TUESDAY = 1


def asking_order(instrument: Instrument) -> tuple[Item, ...]:
    """Every item once, one pillar after the other in turn, so that no pillar is asked about for weeks."""
    turns = zip_longest(*(pillar.items for pillar in instrument.pillars))
    return tuple(item for turn in turns for item in turn if item is not None)


def next_item(instrument: Instrument, asked: Sequence[str], resting: Collection[str] = ()) -> Item | None:
    """The item to ask about next, None where all are resting. `asked`: the keys of all earlier pulses, oldest first.

    One that was asked about least often, and of those the one that waits longest; new ones in asking order.
    """
    last = {key: position for position, key in enumerate(asked)}
    free = [item for item in asking_order(instrument) if item.key not in resting]
    return min(free, key=lambda item: (asked.count(item.key), last.get(item.key, -1)), default=None)


def find_item(instrument: Instrument, words: str) -> Item | None:
    """The item that a person means by some words: its key or title, or the start of a word in just one title."""
    wanted = _plain(words)
    if not wanted:
        return None
    for item in instrument.items:
        if wanted in (_plain(item.key), _plain(item.title)):
            return item
    found = [item for item in instrument.items if _starts_a_word(wanted, item)]
    return found[0] if len(found) == 1 else None


def day_of_week(calendar: SchoolCalendar, term: Term, week: int) -> date | None:
    """The day of the term's week on which the bot asks: Tuesday, else the next school day, else Monday.

    None where the whole week has no school day.
    """
    monday = calendar.monday_of_week(term, week)
    offsets = (*range(TUESDAY, 5), 0)
    days = (monday + timedelta(days=offset) for offset in offsets)
    return next((day for day in days if calendar.is_school_day(day)), None)


def closing_moment(opens_at: datetime, calendar: SchoolCalendar, zone: ZoneInfo) -> datetime:
    """When a question asked at that moment closes: 5 pm on its fifth school day, in UTC.

    The day it is asked on counts where it is a school day and 5 pm has not come.
    """
    day = local_day(opens_at, zone)
    counts_today = opens_at.astimezone(zone).time() < CLOSING_TIME
    first = calendar.next_school_day(day, including=counts_today)
    return local_moment(calendar.add_school_days(first, OPEN_DAYS - 1), CLOSING_TIME, zone)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.casefold()))


def _starts_a_word(wanted: str, item: Item) -> bool:
    return any(f" {_plain(text)}".find(f" {wanted}") >= 0 for text in (item.key, item.title))
