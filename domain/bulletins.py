"""Notices from the department to networks: what a draft needs, and when it goes out where."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256

from domain.calendar import SchoolCalendar
from domain.errors import Faults, Invalid

FURTHEST_AHEAD = timedelta(days=366)
"""What is to go out later than that must be a slip."""
TITLE, WORDS, TO, APPROVER, GOES_ON, MEANING, QUESTION, ANSWER = (
    "title",
    "words",
    "to",
    "approver",
    "goes_on",
    "meaning",
    "question",
    "answer",
)
"""The forms' fields, which a refusal can name."""
LONGEST_TITLE = 100
MOST_CHARACTERS = 2000
MOST_MEANING = 1000
EVERYWHERE = "all"
AREA, NETWORK = "area", "network"


class Status(StrEnum):
    """Of a bulletin."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class CopyStatus(StrEnum):
    """Of a bulletin in one network."""

    WAITING = "waiting"
    SENT = "sent"
    UNREACHED = "unreached"


EDITABLE = (Status.DRAFT, Status.DECLINED)


@dataclass(frozen=True)
class Draft:
    """A bulletin as it was written; to: values of the choice, as in `scope`."""

    title: str
    words: str
    to: tuple[str, ...]
    approver: str
    goes_on: date


@dataclass(frozen=True)
class Reach:
    """A network that the author can write to, with its area."""

    network_id: int
    name: str
    area_id: int | None = None
    area: str = ""


def check_draft(
    title: str, words: str, to: Sequence[str], approver: str | None, goes_on: date | None, author: str, today: date
) -> Draft:
    """The draft, tidied. Raises Invalid with all that is wrong, each at its field."""
    faults = Faults()
    tidy_title = faults.of(_check, title, TITLE, "bulletins.wrong_no_title", LONGEST_TITLE)
    tidy_words = faults.of(_check, words, WORDS, "bulletins.wrong_no_words", MOST_CHARACTERS)
    if not to:
        faults.note("bulletins.wrong_no_networks", TO)
    if not approver:
        faults.note("bulletins.wrong_no_approver", APPROVER)
    elif approver == author:
        faults.note("bulletins.wrong_own_approver", APPROVER)
    if goes_on is None or not today < goes_on <= today + FURTHEST_AHEAD:
        faults.note("bulletins.wrong_day", GOES_ON)
    faults.check()
    return Draft(tidy_title or "", tidy_words or "", tuple(to), str(approver), goes_on or today)


def check_words(words: str, field: str, missing: str, most: int = MOST_MEANING) -> str:
    """Something that was typed. Raises Invalid where it is empty or too long."""
    return _check(words, field, missing, most)


def _check(words: str, field: str, missing: str, most: int) -> str:
    tidy = words.strip()
    if not tidy:
        raise Invalid(missing, field)
    if len(tidy) > most:
        raise Invalid("bulletins.wrong_too_long", field, count=len(tidy), most=most)
    return tidy


def scope(to: Collection[str], reach: Sequence[Reach]) -> list[int]:
    """The networks that are meant, by id, each once: "all", "area:3" and "network:7", of those within reach."""
    meant = set(to)
    return [
        each.network_id
        for each in reach
        if EVERYWHERE in meant or f"{AREA}:{each.area_id}" in meant or f"{NETWORK}:{each.network_id}" in meant
    ]


def mark_of(title: str, words: str, to: Sequence[str], goes_on: date) -> str:
    """A short mark of a notice as somebody reads it, so that they approve that and nothing else."""
    return sha256("\0".join((title, words, *to, goes_on.isoformat())).encode()).hexdigest()[:12]


def areas_of(reach: Sequence[Reach]) -> Mapping[int, str]:
    """The areas within reach, by id, in order of name."""
    found = {each.area_id: each.area for each in reach if each.area_id is not None}
    return dict(sorted(found.items(), key=lambda each: each[1].casefold()))


def day_in_network(goes_on: date, approved_on: date, calendar: SchoolCalendar) -> date:
    """The school day on which it goes out in a network: the one wished for, and never before the SEIL has had a school
    day to add what it means there. Raises UnknownDate past the calendar's end."""
    earliest = calendar.add_school_days(approved_on, 2)
    return calendar.next_school_day(max(goes_on, earliest))
