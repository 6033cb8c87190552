"""Taking apart what somebody typed about a meeting, and doubting it where it may mean something else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from domain.calendar import SchoolCalendar, monday_of
from domain.meeting_times import LONGEST, SHORTEST

MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
WEEKDAYS = (
    "mon(?:day)?",
    "tue(?:s|sday)?",
    "wed(?:s|nesday)?",
    "thu(?:r|rs|rsday)?",
    "fri(?:day)?",
    "sat(?:urday)?",
    "sun(?:day)?",
)

_LINK = re.compile(r"<?(https://[^\s<>|]+)(?:\|[^>]*)?>?", re.I)
_HALF = r"(?:\s*(?P<{0}half>[ap])\.?m\b\.?)"
_CLOCK = r"(?P<{0}hour>\d{{1,2}})(?:[:.](?P<{0}minute>\d{{2}}))?"
_LEAD = r"(?:\b(?:at|from|@)\s+|@)?(?<![\d/.:-])"
_TAIL = r"(?![\d/:]|\.\d|-\d)"


def _clock(name: str, *, half: str = "") -> str:
    return _CLOCK.format(name) + _HALF.format(name) + half


_TIMES = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        # 2-4pm, 2pm to 3:30pm, 14:00 – 15:30
        _LEAD + _clock("from_", half="?") + r"\s*(?:-|–|to|until|till)\s*" + _clock("to_") + _TAIL,
        _LEAD
        + r"(?P<from_hour>\d{1,2}):(?P<from_minute>\d{2})\s*(?:-|–|to|until|till)\s*"
        + r"(?P<to_hour>\d{1,2}):(?P<to_minute>\d{2})"
        + _TAIL,
        # 2pm, 2.30 p.m.
        _LEAD + _clock("from_") + _TAIL,
        # 14:30, 2:30
        _LEAD + r"(?P<from_hour>\d{1,2}):(?P<from_minute>\d{2})" + _TAIL,
        # at 2, at 2 o'clock, 9 o'clock
        r"(?:\bat\s+|@\s*)(?P<from_hour>\d{1,2})(?:\s*o['’]?clock)?(?=\s*(?:$|,|\b(?:at|on|via|for)\b|@))",
        r"\b(?P<from_hour>\d{1,2})\s*o['’]?clock\b",
    )
)
_NOON = re.compile(r"(?:\bat\s+)?\b(?:noon|midday)\b", re.I)
_LENGTH = re.compile(
    r"\bfor\s+(?:(?P<number>\d{1,3}(?:\.5)?)|(?P<one>an?|one|half an))\s*(?P<unit>hours?|hrs?|h|minutes?|mins?|m)\b",
    re.I,
)
_BARE_HOUR = re.compile(r"^(?P<before>.*\S)\s+(?P<hour>[1-9]|1[0-2])$")
_AT = re.compile(r"(?:^|\s)(?:at|@)\s*(?=\S)", re.I)
_ON = re.compile(r"\s+on\s+", re.I)


class Doubt(StrEnum):
    """Why a typed date has to be asked about."""

    NO_DATE = "no_date"
    NO_TIME = "no_time"
    NO_DAY = "no_day"
    PAST = "past"
    PAST_TIME = "past_time"
    FAR = "far"
    WEEKDAY = "weekday"
    NEXT = "next"
    SEVERAL = "several"


@dataclass(frozen=True)
class Words:
    """What was typed, taken apart: the words that hold the date, and what was said beside them.

    minutes: how long the meeting lasts, where that was said.
    """

    date_words: str
    at: time | None = None
    minutes: int | None = None
    place: str = ""
    link: str = ""


def take_apart(text: str) -> Words:
    """Split "Thu 14 May 2-4pm at Coburg PS https://…" into date words, time, length, place and link."""
    text, link = _take_link(" ".join(text.split()))
    text, minutes = _take_length(text)
    text, at, until = _take_time(text)
    before, place = _take_place(text)
    before = before.strip(" ,;-")
    bare = _BARE_HOUR.match(before)
    if at is None and bare is not None and not _numbers_a_day(bare["before"]):
        before, at = bare["before"].strip(" ,;-"), school_time(int(bare["hour"]), 0, None)
    if minutes is None and at is not None and until is not None:
        minutes = _minutes_between(at, until)
    return Words(before, at, minutes, place.strip(" ,;"), link)


def school_time(hour: int, minute: int, half: str | None) -> time | None:
    """The time of day that a school means. half: "a" or "p" as in am and pm, or None where it was not said.

    Without it 1 to 6 are in the afternoon and 7 to 12 as they stand: nobody meets at 2 in the night. None
    where there is no such time.
    """
    if half is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    elif 1 <= hour <= 6:
        hour += 12
    return time(hour, minute) if hour < 24 and minute < 60 else None


def weekday_in(words: str) -> int | None:
    """The weekday that is named (Monday is 0), or None where none is."""
    for number, name in enumerate(WEEKDAYS):
        if re.search(rf"\b{name}\b", words, re.I):
            return number
    return None


def names_a_day(words: str) -> bool:
    """Whether the words point to one day, and not only to a month, a week or a year."""
    without_year = re.sub(r"\b\d{4}\b", "", words)
    return bool(
        re.search(r"\d|\b(today|tomorrow)\b|\bin\s+\w+\s+(weeks?|days?|fortnights?)\b", without_year, re.I)
        or weekday_in(words) is not None
    )


def spoken_day(words: str, today: date, calendar: SchoolCalendar) -> date | None:
    """The day of phrases that schools use: "Thu next week", "Thursday week", "Thu week 5", "Thu of week 2 term 3".

    None for anything else. A week number without its term is the next such week to come.
    """
    weekday = weekday_in(words)
    if weekday is None:
        return None
    rest = re.sub(rf"\b({'|'.join(WEEKDAYS)})\b|\b(of|in|on)\b|,", " ", words.lower())
    phrase = " ".join(rest.split())
    coming = today + timedelta(days=(weekday - today.weekday()) % 7 or 7)
    if phrase == "next week":
        return monday_of(today) + timedelta(days=7 + weekday)
    if phrase in ("week", "fortnight"):
        return coming + timedelta(days=7 if phrase == "week" else 14)
    found = re.fullmatch(r"(?:term (?P<first>[1-4]) )?week (?P<week>\d{1,2})(?: term (?P<last>[1-4]))?", phrase)
    if found is None:
        return None
    number = found["first"] or found["last"]
    for term in calendar.terms:
        if number is not None and term.number != int(number):
            continue
        if not 1 <= int(found["week"]) <= calendar.weeks_in(term):
            continue
        day = calendar.monday_of_week(term, int(found["week"])) + timedelta(days=weekday)
        if day >= today:
            return day
    return None


def mentions_a_date(words: str) -> bool:
    """Whether anything in the words could be a date at all, so that it is worth reading them as one."""
    return bool(
        re.search(rf"\d|\b({MONTHS})\b|\b(today|tomorrow|(week|day|month|fortnight)s?)\b", words, re.I)
        or weekday_in(words) is not None
    )


def names_another_day(rest: str) -> bool:
    """Whether the words after a date hold a second one: "or Tue", "and Fri 15 May"; or the date was none."""
    return bool(re.search(rf"^(or|and)\b|\b({MONTHS})\b", rest, re.I)) or weekday_in(rest) is not None


def says_year(words: str) -> bool:
    return bool(re.search(r"\b20\d\d\b|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b", words))


def doubts_about(words: str, day: date, today: date) -> Doubt | None:
    """Why the day read from the words may not be the one meant, or None."""
    weekday = weekday_in(words)
    if not names_a_day(words):
        return Doubt.NO_DAY
    if day < today:
        return Doubt.PAST
    ahead = day - today
    if ahead > timedelta(days=800) or (ahead > timedelta(days=366) and not says_year(words)):
        return Doubt.FAR
    if ahead > timedelta(days=300) and not says_year(words):
        return Doubt.PAST  # "14 April", typed in May: next year's is hardly meant
    if weekday is not None and weekday != day.weekday():
        return Doubt.WEEKDAY
    this_week = day - timedelta(days=day.weekday()) <= today
    if weekday is not None and this_week and re.match(r"next\s+[a-z]+$", words, re.I):
        return Doubt.NEXT
    return None


def _take_link(text: str) -> tuple[str, str]:
    found = _LINK.search(text)
    if found is None:
        return text, ""
    return _without(text, found), found[1].rstrip(".,;)")


def _take_length(text: str) -> tuple[str, int | None]:
    found = _LENGTH.search(text)
    if found is None:
        return text, None
    number = float(found["number"]) if found["number"] else (0.5 if found["one"].lower() == "half an" else 1)
    minutes = int(number * (60 if found["unit"].lower().startswith("h") else 1))
    return _without(text, found), minutes if SHORTEST <= minutes <= LONGEST else None


def _take_time(text: str) -> tuple[str, time | None, time | None]:
    """The text without its time; when it starts, and when it ends where that was said."""
    noon = _NOON.search(text)
    if noon is not None:
        return _without(text, noon), time(12), None
    for pattern in _TIMES:
        found = pattern.search(text)
        if found is None:
            continue
        parts = found.groupdict()
        start = _read_clock(parts, "from_")
        end = _read_clock(parts, "to_") if parts.get("to_hour") else None
        if start is not None:
            return _without(text, found), start, end
    return text, None, None


def _read_clock(parts: dict[str, str | None], which: str) -> time | None:
    hour, minute = parts[f"{which}hour"], parts.get(f"{which}minute")
    return school_time(int(hour or 0), int(minute or 0), parts.get(f"{which}half"))


def _minutes_between(start: time, end: time) -> int | None:
    minutes = (end.hour - start.hour) * 60 + end.minute - start.minute
    return minutes if SHORTEST <= minutes <= LONGEST else None


def _take_place(text: str) -> tuple[str, str]:
    """What stands before "at", and the place after it; "at Coburg PS on Thu" has its date at the end."""
    found = _AT.search(text)
    if found is None:
        return text, ""
    before, place = text[: found.start()], text[found.end() :]
    if not before.strip(" ,"):
        place, _, before = _ON.sub("\0", place).rpartition("\0") if _ON.search(place) else (place, "", "")
    return before, place


def _numbers_a_day(before: str) -> bool:
    """Whether a number after these words is the day or the week: "May 2", "Thu May 7", "Thursday week 9"."""
    if re.search(r"\b(week|term)$", before, re.I):
        return True
    return bool(re.search(rf"\b({MONTHS})\.?$", before, re.I)) and not re.search(r"\d", before)


def _without(text: str, found: re.Match[str]) -> str:
    return " ".join(f"{text[: found.start()]} {text[found.end() :]}".split())
