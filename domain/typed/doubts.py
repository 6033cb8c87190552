"""What is told of something typed: why it has to be asked about, and which time was meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

SURPRISING = timedelta(days=300)
"""Nobody means a day so far off without typing its year: "14 April", typed in May, is this year's and over."""


class Doubt(StrEnum):
    """Why day, time or length has to be asked about."""

    NO_DATE = "no_date"
    NO_TIME = "no_time"
    NO_DAY = "no_day"
    NO_SUCH_DAY = "no_such_day"
    MONTH_FIRST = "month_first"
    PAST = "past"
    PAST_TIME = "past_time"
    FAR = "far"
    WEEKDAY = "weekday"
    NEXT = "next"
    SEVERAL = "several"
    SEVERAL_TIMES = "several_times"
    ENDS_FIRST = "ends_first"
    LENGTH = "length"
    ZONE = "zone"
    UNREAD = "unread"
    LINK = "link"


@dataclass(frozen=True)
class Asked:
    """One thing to ask. day: as it was read; other: the one that may be meant instead; words: as typed."""

    doubt: Doubt
    day: date | None = None
    other: date | None = None
    words: str = ""


@dataclass(frozen=True)
class Elsewhere:
    """The time as it was typed, where that is another zone's. label: how that zone is named."""

    day: date
    at: time
    label: str
