"""Reading a typed date and time: dateparser for the date, the school's habits for the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import dateparser

from domain.calendar import SchoolCalendar
from domain.meeting_words import (
    Doubt,
    Words,
    doubts_about,
    mentions_a_date,
    names_another_day,
    says_year,
    spoken_day,
    take_apart,
)

MOST_CHARACTERS = 300
MOST_WORDS = 12
"""How many words are tried as a date, from the whole downwards: reading one costs about 2 ms."""

_SPELLINGS = ((r"\bthurs?\b", "thu"), (r"\btues\b", "tue"), (r"\bweds\b", "wed"), (r"\b(on|the|of|,)\b", " "))


@dataclass(frozen=True)
class Reading:
    """What was understood. doubt: why to ask before going on; None where day and time are clear.

    day is None where no date was found. at is None where no time was said.
    """

    day: date | None
    at: time | None
    minutes: int | None
    place: str
    link: str
    doubt: Doubt | None


def read(text: str, now: datetime, calendar: SchoolCalendar) -> Reading:
    """Read "Thu 14 May 2pm at Coburg PS" as it is meant at `now`, which is aware and in the network's zone.

    Days come before months, and the future before the past.
    """
    words = take_apart(_named(text)[:MOST_CHARACTERS])
    today = now.date()
    day, date_words, rest = _find_day(words, now, calendar)
    place = words.place or rest
    if day is None:
        return Reading(None, words.at, words.minutes, place, words.link, Doubt.NO_DATE)
    if names_another_day(rest):  # "Mon or Tue", "31 June"
        return Reading(None, words.at, words.minutes, words.place, words.link, Doubt.SEVERAL)
    doubt = doubts_about(date_words, day, today)
    if doubt is None and day == today and words.at is not None and words.at <= now.time():
        doubt = Doubt.PAST_TIME
    if doubt is None and words.at is None:
        doubt = Doubt.NO_TIME
    return Reading(day, words.at, words.minutes, place, words.link, doubt)


def _find_day(words: Words, now: datetime, calendar: SchoolCalendar) -> tuple[date | None, str, str]:
    """The day, the words that named it, and the words left over: a place, where nobody wrote "at"."""
    pieces = words.date_words.split()[:MOST_WORDS]
    for length in range(len(pieces), 0, -1):
        date_words = " ".join(pieces[:length])
        day = _parse(date_words, now, calendar)
        if day is not None:
            return day, date_words, " ".join(pieces[length:])
    return None, words.date_words, ""


def _parse(date_words: str, now: datetime, calendar: SchoolCalendar) -> date | None:
    if not mentions_a_date(date_words):
        return None
    spoken = spoken_day(date_words, now.date(), calendar)
    if spoken is not None:
        return spoken
    plain = date_words
    for spelling, usual in _SPELLINGS:
        plain = re.sub(spelling, usual, plain, flags=re.IGNORECASE)
    found = dateparser.parse(
        " ".join(plain.split()),
        languages=["en"],
        settings={
            "DATE_ORDER": "DMY",
            "PREFER_DATES_FROM": "future",
            "RELATIVE_BASE": now.replace(tzinfo=None),
        },
    )
    if found is None:
        return None
    a_year_late = found.date() == _next_year(now.date()) and not says_year(date_words)
    return now.date() if a_year_late else found.date()  # today's own date is read as over since midnight


def _next_year(day: date) -> date:
    """The same date a year on; 28 February for the 29th."""
    return (day - timedelta(days=1) if (day.month, day.day) == (2, 29) else day).replace(year=day.year + 1)


def _named(text: str) -> str:
    """The text with the name in the place of each mention."""
    return re.sub(r"<[@#][^|>]*\|([^>]*)>", r"\1", text)
