"""What somebody wants to book or change, checked before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeAlias, TypeVar
from urllib.parse import urlsplit

from domain.calendar import Term, UnknownDate, in_words, local_moment
from domain.errors import Faults, Invalid
from domain.meeting_times import LONGEST, SHORTEST, USUAL_MINUTES, Unusual, unusual
from prompts.catalog import say
from prompts.meetings.forms import MOST_AGENDA, MOST_LINK, MOST_PLACE, Field
from services.context import NetworkContext
from services.meetings.facts import term_of

_Time: TypeAlias = tuple[datetime, datetime, Term, tuple[Unusual, ...]]
T = TypeVar("T")


@dataclass(frozen=True)
class Wish:
    """day and at are the network's own time; minutes is how long it lasts.

    agenda: None where it is to be suggested. warned_for: the time (as `stamp`) that the person was warned about
    and wants all the same.
    """

    day: date | None
    at: time | None
    minutes: int = USUAL_MINUTES
    place: str = ""
    link: str = ""
    agenda: str | None = None
    warned_for: str = ""

    @property
    def stamp(self) -> str:
        """Date, time and length as one text, to tell whether a warning was about this very wish."""
        return f"{self.day}T{self.at}+{self.minutes}"


@dataclass(frozen=True)
class CheckedWish:
    """A wish that can be booked. Moments are aware; unusual is what to warn of first, empty where all is usual."""

    starts_at: datetime
    ends_at: datetime
    day: date
    term: Term
    minutes: int
    place: str
    link: str
    unusual: Sequence[Unusual]


@dataclass(frozen=True)
class Warned:
    """Nothing was booked yet: the time is unusual. Sending the same wish with its stamp goes ahead."""

    unusual: Sequence[Unusual]
    day: date
    term: str
    stamp: str


def check(wish: Wish, network_ctx: NetworkContext, now: datetime) -> CheckedWish:
    """The wish with its moments and term. Raises Invalid, naming all the form's fields that do not fit."""
    faults = Faults()
    if wish.day is None:
        faults.note(say("meetings.wrong_no_date"), Field.DATE)
    if wish.at is None:
        faults.note(say("meetings.wrong_no_time"), Field.TIME)
    if not SHORTEST <= wish.minutes <= LONGEST:
        faults.note(say("meetings.wrong_length"), Field.LENGTH)
    faults.of(_short_enough, wish.place, MOST_PLACE, Field.PLACE)
    faults.of(_short_enough, wish.agenda or "", MOST_AGENDA, Field.AGENDA)
    link = faults.of(_checked_link, wish.link) or ""
    when = faults.of(_checked_time, wish, network_ctx, now)
    faults.check()
    starts_at, ends_at, term, found = _known(when)
    return CheckedWish(
        starts_at=starts_at,
        ends_at=ends_at,
        day=starts_at.astimezone(network_ctx.zone).date(),
        term=term,
        minutes=wish.minutes,
        place=" ".join(wish.place.split()),
        link=link,
        unusual=found if wish.stamp != wish.warned_for else (),
    )


def _known(found: T | None) -> T:
    assert found is not None  # noqa: S101
    return found


def _checked_time(wish: Wish, network_ctx: NetworkContext, now: datetime) -> _Time | None:
    """From when until when it is, its term, and what is unusual; None where day or time is missing."""
    if wish.day is None or wish.at is None:
        return None
    starts_at = local_moment(wish.day, wish.at, network_ctx.zone)
    ends_at = starts_at + timedelta(minutes=min(max(wish.minutes, SHORTEST), LONGEST))
    if starts_at <= now:
        same_day = wish.day == now.astimezone(network_ctx.zone).date()
        raise Invalid(say("meetings.wrong_past"), Field.TIME if same_day else Field.DATE)
    try:
        term = term_of(network_ctx.calendar, wish.day)
        found = unusual(
            starts_at.astimezone(network_ctx.zone), ends_at.astimezone(network_ctx.zone), network_ctx.calendar
        )
    except UnknownDate as error:
        raise Invalid(say("meetings.wrong_unknown_date", until=in_words(error.known_until)), Field.DATE) from error
    return starts_at, ends_at, term, found


def warned(wish: Wish, checked: CheckedWish) -> Warned:
    return Warned(checked.unusual, checked.day, checked.term.key, wish.stamp)


def _short_enough(text: str, most: int, field: Field) -> None:
    if len(text) > most:
        raise Invalid(say("meetings.wrong_too_long", number=most), field)


def _checked_link(typed: str) -> str:
    link = typed.strip()
    if not link:
        return ""
    _short_enough(link, MOST_LINK, Field.LINK)
    try:
        parts = urlsplit(link)
    except ValueError as error:
        raise Invalid(say("meetings.wrong_link"), Field.LINK) from error
    if parts.scheme != "https" or not parts.hostname or any(c.isspace() or c in "<>|" for c in link):
        raise Invalid(say("meetings.wrong_link"), Field.LINK)
    return link
