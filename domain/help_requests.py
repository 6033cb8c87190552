"""Asking one's SEIL for help, in private: about what, where it stands, and when it is brought to mind again."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from domain.calendar import SchoolCalendar
from domain.errors import Faults, Invalid

ABOUT, WORDS, ANSWER = "about", "words", "answer"
"""The forms' fields, which a refusal can name."""
MOST_CHARACTERS = 1500
DAYS_TO_TAKE_UP = 3
"""School days after which a SEIL who has not taken a request up is reminded."""
DAYS_IN_HAND = 10
"""The same for one that they have taken up and not answered."""
MOST_REMINDERS = 3
"""Then the chair may be the better way, and the asker is told so."""


class About(StrEnum):
    """What a request is about."""

    EXPERTISE = "expertise"
    DATA = "data"
    NETWORK = "network"
    REVIEW = "review"
    ACTION = "action"
    OTHER = "other"


class Status(StrEnum):
    WAITING = "waiting"
    IN_HAND = "in_hand"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


OPEN = (Status.WAITING, Status.IN_HAND)


def check_request(about: str | None, words: str) -> tuple[About, str]:
    """What it is about, and what was asked. Raises Invalid with all that is wrong, each at its field."""
    faults = Faults()
    if about not in tuple(About):
        faults.note("help_requests.wrong_no_about", ABOUT)
    said = faults.of(_check_words, words, WORDS, "help_requests.wrong_no_words")
    faults.check()
    return About(str(about)), said or ""


def check_answer(words: str) -> str:
    """What the SEIL answers. Raises Invalid where nothing is said, or too much."""
    return _check_words(words, ANSWER, "help_requests.wrong_no_answer")


def _check_words(words: str, field: str, missing: str) -> str:
    tidy = words.strip()
    if not tidy:
        raise Invalid(missing, field)
    if len(tidy) > MOST_CHARACTERS:
        raise Invalid("help_requests.wrong_too_long", field, count=len(tidy), most=MOST_CHARACTERS)
    return tidy


def reminder_day(since: date, status: str, reminders: int, calendar: SchoolCalendar) -> date | None:
    """The school day of the next reminder, None where there have been enough.

    since: the day it was asked, taken up or last brought to mind, whichever came last. Raises UnknownDate past the
    calendar's end.
    """
    if status not in OPEN or reminders >= MOST_REMINDERS:
        return None
    days = DAYS_TO_TAKE_UP if status == Status.WAITING else DAYS_IN_HAND
    return calendar.add_school_days(since, days)
