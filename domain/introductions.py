"""Introducing two people: each is asked alone, a no stays with the one who said it, and a yes from both opens it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.calendar import SchoolCalendar, local_day, local_moment
from domain.errors import Faults, Invalid

FIRST, SECOND, WHY, LINE = "first", "second", "why", "line"
"""The forms' fields, which a refusal can name."""
MOST_CHARACTERS = 600
DAYS_TO_ANSWER = 10
"""School days after the asking on which an answer still counts."""
FOLLOW_UP_AFTER = timedelta(weeks=3)
DAYS_TO_TELL = 5
"""School days that the two have to say whether they met, before the SEIL hears that nobody said; and to say how it
went, before the SEIL hears what they said."""
CHANGED_AFTER = timedelta(weeks=6)
MOST_IN_A_LINE = 300


class Reply(StrEnum):
    YES = "yes"
    NO = "no"


class SeilAnswer(StrEnum):
    """What the SEIL of the second person's network says, where that is another one's. A no looks like waiting."""

    AWAITED = "awaited"
    YES = "yes"
    NO = "no"


class Outcome(StrEnum):
    MET = "met"
    PLANNED = "planned"
    NOT_YET = "not_yet"


class About(StrEnum):
    """What each of the two is asked alone once they have met: soon, and six weeks later."""

    USEFUL = "useful"
    CHANGED = "changed"


class Upshot(StrEnum):
    """What two answers amount to."""

    OPEN = "open"
    AGREED = "agreed"
    DECLINED = "declined"


def check_people(seil_id: str, first_id: str | None, second_id: str | None) -> tuple[str, str]:
    """The two people to introduce. Raises Invalid where one is missing, both are the same, or one is the SEIL."""
    faults = Faults()
    for user_id, field in ((first_id, FIRST), (second_id, SECOND)):
        if not user_id:
            faults.note("forms.choose_person", field)
        elif user_id == seil_id:
            faults.note("introductions.wrong_oneself", field)
    faults.check()
    if first_id == second_id:
        raise Invalid("introductions.wrong_same", SECOND)
    return str(first_id), str(second_id)


def check_why(why: str) -> str:
    """Why the two should meet. Raises Invalid where nothing is said, or too much."""
    tidy = why.strip()
    if not tidy:
        raise Invalid("introductions.wrong_no_why", WHY)
    if len(tidy) > MOST_CHARACTERS:
        raise Invalid("introductions.wrong_too_long", WHY, count=len(tidy), most=MOST_CHARACTERS)
    return tidy


def check_line(words: str) -> str:
    """What comes next, or what changed, in a line. Raises Invalid where nothing is said, or too much."""
    tidy = " ".join(words.split())
    if not tidy:
        raise Invalid("introductions.wrong_no_line", LINE)
    if len(tidy) > MOST_IN_A_LINE:
        raise Invalid("introductions.wrong_too_long", LINE, count=len(tidy), most=MOST_IN_A_LINE)
    return tidy


def upshot(first: str, second: str) -> Upshot:
    """What the answers (yes, no or empty) amount to. A single no decides nothing yet that anybody could see."""
    if not first or not second:
        return Upshot.OPEN
    return Upshot.AGREED if first == second == Reply.YES else Upshot.DECLINED


def last_day_to_answer(asked_on: date, calendar: SchoolCalendar) -> date:
    """The last day on which an answer counts. Raises UnknownDate past the calendar's end."""
    return calendar.add_school_days(asked_on, DAYS_TO_ANSWER)


def closing_moment(day: date, calendar: SchoolCalendar, posting_time: time, zone: ZoneInfo) -> datetime:
    """When an introduction closes that was decided, or could last be answered, on `day`: the posting hour of the
    next school day.

    Always a posting hour, and never the moment of an answer, so that the SEIL cannot tell from when they hear it
    whether somebody declined, or who answered last.
    """
    return local_moment(calendar.next_school_day(day, including=False), posting_time, zone)


def follow_up_day(introduced_at: datetime, calendar: SchoolCalendar, zone: ZoneInfo) -> date:
    """The first school day three weeks after the introduction."""
    return calendar.next_school_day(local_day(introduced_at + FOLLOW_UP_AFTER, zone))


def silence_day(followed_up_on: date, calendar: SchoolCalendar) -> date:
    """The school day on which the SEIL hears that nobody said whether they met."""
    return calendar.add_school_days(followed_up_on, DAYS_TO_TELL)


def change_day(met_said_at: datetime, calendar: SchoolCalendar, zone: ZoneInfo) -> date:
    """The first school day six weeks after somebody said that they had met."""
    return calendar.next_school_day(local_day(met_said_at + CHANGED_AFTER, zone))
