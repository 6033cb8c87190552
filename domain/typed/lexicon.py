"""The words that belong to a day, a time or a length, as people in schools spell them."""

from __future__ import annotations

from difflib import get_close_matches
from enum import StrEnum
from functools import cache, lru_cache

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MORE_WEEKDAYS = {"thur": 3, "thurs": 3, "thrs": 3, "thursd": 3, "weds": 2, "wednes": 2, "tues": 1, "frid": 4}


def words(text: str) -> frozenset[str]:
    """The words of a list that is written as a sentence."""
    return frozenset(text.split())


def _in_order(text: str) -> list[str]:
    return text.split()


class Part(StrEnum):
    """What of a meeting a word speaks about."""

    DAY = "day"
    TIME = "time"
    LENGTH = "length"


def _numbered(names: tuple[str, ...]) -> dict[str, int]:
    """The names that dateparser knows, longer than two letters: "mo" and "we" are no days of a school."""
    from dateparser.languages.loader import default_loader  # read with the first date that somebody types

    known = default_loader.get_locale("en-AU").info
    return {
        str(spelling).lower(): number
        for number, name in enumerate(names)
        for spelling in known[name]
        if len(spelling) > 2
    }


@cache
def _weekdays() -> dict[str, int]:
    return _numbered(_WEEKDAYS) | _MORE_WEEKDAYS


@cache
def _months() -> dict[str, int]:
    return {name: number + 1 for name, number in _numbered(_MONTHS).items()}


UNITS = _in_order(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
NUMBERS = {word: number for number, word in enumerate(UNITS) if number} | {
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "ninety": 90,
}
ORDINALS = {
    word: number
    for number, word in enumerate(
        _in_order(
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
            "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
        ),
        1,
    )
} | {"thirtieth": 30}
SUFFIXES = ("st", "nd", "rd", "th")
TODAY = {"today": 0, "tonight": 0, "tomorrow": 1}
_MORE_TOMORROWS = ("tmrw", "tmr", "tmrrw", "tomorow", "tommorow", "tommorrow", "tomoz", "tomora", "2moro", "tomorro")
TODAY |= dict.fromkeys(_MORE_TOMORROWS, 1)
WEEK = ("week", "wk", "wks", "weeks")
FORTNIGHT = ("fortnight", "fortnights")
HOURS = ("h", "hr", "hrs", "hour", "hours")
MINUTES = ("m", "min", "mins", "minute", "minutes")
AFTERNOON = ("arvo", "afternoon", "arv", "avo", "aft")
MORNING = ("morning", "morn", "mornings")
EVENING = ("evening", "night", "tonight")
NOON = ("noon", "midday")
RECURRING = ("every", "each", "weekly", "fortnightly", "monthly", "daily")

_DAY_WORDS = {
    *TODAY,
    *WEEK,
    *FORTNIGHT,
    *RECURRING,
    *("yesterday", "month", "months", "year", "years", "term", "semester", "day", "days", "date", "weekend"),
    *(
        "weekday",
        "weekdays",
        "eow",
        "eom",
        "eot",
        "next",
        "last",
        "coming",
        "following",
        "previous",
        "easter",
        "christmas",
    ),
    *("mid", "nth", "holidays", "hols", "ago", "alternate"),
}
_TIME_WORDS = {
    *("am", "pm", "noon", "midday", "midnight", "half", "quarter", "past", "o'clock", "oclock", "clock", "until"),
    *("till", "til", "between", "ish", "around", "about", "approx", "approximately", "roughly", "after", "before"),
    *("early", "earlier", "late", "later", "lunch", "lunchtime", "breakfast", "recess", "period", "soon", "asap"),
    *("start", "starts", "starting", "finish", "finishes", "finishing", "end", "ends", "ending", "begins", "time"),
    *("sharp", "cob", "eod", "dinner", "midmorning", "o", "since", "from", "sometime", "anytime", "now", "then"),
    *("afternoons", "evenings", "dawn", "dusk", "whenever", "when", "minutes'"),
    *AFTERNOON,
    *MORNING,
    *EVENING,
}
_LENGTH_WORDS = {*HOURS, *MINUTES, "hourly", "halfday", "hours'", "duration"} - {"m", "h"}
_PLURAL_DAYS = [f"{name}{plural}" for name in _WEEKDAYS for plural in ("s", "'s")]


@cache
def _speaks_of() -> dict[str, Part]:
    return {
        **dict.fromkeys(_DAY_WORDS, Part.DAY),
        **dict.fromkeys(_TIME_WORDS, Part.TIME),
        **dict.fromkeys(_LENGTH_WORDS, Part.LENGTH),
        **dict.fromkeys(_weekdays(), Part.DAY),
        **dict.fromkeys(_months(), Part.DAY),
        **dict.fromkeys(_PLURAL_DAYS, Part.DAY),
    }


STREETS = words(
    "st street rd road ave avenue av dr drive ct court cres crescent ln lane pde parade hwy highway tce terrace "
    "blvd boulevard gr grove cl close cct circuit esp esplanade pl pwy parkway way sq square mews walk"
)
FLOORS = words("floor flr level avenue ave st street")
ROOMS = words(
    "room rm rooms level lvl floor building bldg unit hall gate suite ste campus block portable shop no lab "
    "classroom studio lot box zoom teams webex meet id code passcode passwd password pin ph phone tel mob mobile "
    "ext extension door bay wing pavilion oval court learning hub space vic nsw act qld wa sa nt tas"
)
"""Words after which a number is part of a place or of how to get in."""
FILLERS = words(
    "please pls plz book schedule set up make arrange organise organize add put in meeting meet meets a an the it "
    "this for at on of to can could we us you let's lets i'd i we'd like want would need our network cop next's agenda "
    "instead hi hello hey thanks thank ta cheers new catchup catch with and is be will shall from by gathering held "
    "have hold do if possible there ok okay maybe's that"
)
"""Words around a date that say nothing about it; where a stretch holds no other, it is no place."""
EDGES = words("at on in to for and or via of by is @ , . ; : - ( ) [ ] / | ! ? & + * _ ~ \" '")
"""What links a place to the rest, and is no part of it at its ends."""


HOLIDAY_NAMES = words(
    "good easter ash black melbourne cup labour labor anzac australia boxing show king's kings queen's queens "
    "birthday christmas xmas new year's mother's father's grand final curriculum pupil student free planning pd public "
    "school"
)
"""Words that make a name with a "day" or a weekday behind them: "Cup Day", "Good Friday"."""


@lru_cache(maxsize=2048)
def weekday_of(word: str) -> int | None:
    """The weekday that a word names, Monday 0; a slip of the finger is forgiven. None for any other word."""
    found = _weekdays().get(word)
    if found is not None or not 5 <= len(word) <= 12 or word in _speaks_of():
        return found
    close = get_close_matches(word, _WEEKDAYS, 1, 0.83)
    return _WEEKDAYS.index(close[0]) if close and word not in ("sundry", "monda") else None


@lru_cache(maxsize=2048)
def month_of(word: str) -> int | None:
    """The month that a word names beside a number, January 1; a slip of the finger is forgiven."""
    found = _months().get(word)
    if found is not None or not 5 <= len(word) <= 12 or word in _speaks_of():
        return found
    close = get_close_matches(word, [name for name in _MONTHS if len(name) > 5], 1, 0.85)
    return _MONTHS.index(close[0]) + 1 if close else None


def speaks_of(word: str) -> Part | None:
    """What a word speaks about, where it belongs to a day, a time or a length; None for any other."""
    found = _speaks_of().get(word)
    if found is None and (word in ORDINALS or weekday_of(word) is not None):
        return Part.DAY
    return found
