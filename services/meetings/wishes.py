"""What somebody wants to book or change, checked before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeAlias, TypeVar
from urllib.parse import urlsplit

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import Term, UnknownDate, in_words, local_moment
from domain.errors import Faults, Invalid
from domain.links import with_scheme
from domain.meeting_times import LONGEST, SHORTEST, Unusual, unusual
from facts.meeting_wishes import Warned, Wish
from facts.meetings import Oddity
from prompts.meetings.forms import MOST_AGENDA, MOST_LINK, MOST_PLACE, Field
from prompts.wording import meeting_when
from services.context import NetworkContext
from services.meetings.facts import facts_of, term_of
from storage import meetings as meeting_rows
from storage.models.meetings import Meeting

_Time: TypeAlias = tuple[datetime, datetime, Term, tuple[Unusual, ...]]
T = TypeVar("T")


@dataclass(frozen=True)
class CheckedWish:
    """A wish that can be booked. Moments are aware; odd is what to warn of first, None where all is usual."""

    starts_at: datetime
    ends_at: datetime
    day: date
    term: Term
    minutes: int
    place: str
    link: str
    odd: Oddity | None


async def check(
    session: AsyncSession, wish: Wish, network_ctx: NetworkContext, now: datetime, *, besides: int | None = None
) -> CheckedWish:
    """The wish with its moments and term. Raises Invalid, naming all the form's fields that do not fit.

    besides: the meeting that the wish is about, so that it does not stand in its own way.
    """
    faults = Faults()
    if wish.day is None:
        faults.note("meetings.wrong_no_date", Field.DATE)
    if wish.at is None:
        faults.note("meetings.wrong_no_time", Field.TIME)
    if not SHORTEST <= wish.minutes <= LONGEST:
        faults.note("meetings.wrong_length", Field.LENGTH)
    faults.of(_short_enough, wish.place, MOST_PLACE, Field.PLACE)
    faults.of(_short_enough, wish.agenda or "", MOST_AGENDA, Field.AGENDA)
    link = faults.of(_checked_link, wish.link) or ""
    when = faults.of(_checked_time, wish, network_ctx, now)
    faults.check()
    starts_at, ends_at, term, found = _known(when)
    other = await meeting_rows.overlapping(session, network_ctx.network.id, starts_at, ends_at, besides)
    if other is not None and other.starts_at == starts_at:
        raise Invalid("meetings.wrong_taken", Field.DATE, when=meeting_when(facts_of(other, network_ctx.network)))
    return CheckedWish(
        starts_at=starts_at,
        ends_at=ends_at,
        day=starts_at.astimezone(network_ctx.zone).date(),
        term=term,
        minutes=wish.minutes,
        place=" ".join(wish.place.split()),
        link=link,
        odd=_odd(found, term, starts_at, network_ctx, other) if wish.stamp != wish.warned_for else None,
    )


def _odd(
    found: Sequence[Unusual], term: Term, starts_at: datetime, network_ctx: NetworkContext, other: Meeting | None
) -> Oddity | None:
    """What to warn of, or None."""
    kinds = (*found, Unusual.OVERLAPS) if other is not None else tuple(found)
    if not kinds:
        return None
    day = starts_at.astimezone(network_ctx.zone).date()
    overlaps = facts_of(other, network_ctx.network) if other is not None else None
    return Oddity(kinds, day, term.key, network_ctx.calendar.day_off(day), overlaps)


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
        raise Invalid("meetings.wrong_past", Field.TIME if same_day else Field.DATE)
    try:
        term = term_of(network_ctx.calendar, wish.day)
        found = unusual(
            starts_at.astimezone(network_ctx.zone), ends_at.astimezone(network_ctx.zone), network_ctx.calendar
        )
    except UnknownDate as error:
        raise Invalid("meetings.wrong_unknown_date", Field.DATE, until=in_words(error.known_until)) from error
    return starts_at, ends_at, term, found


def warned(wish: Wish, odd: Oddity) -> Warned:
    return Warned(odd, wish.stamp)


def _short_enough(text: str, most: int, field: Field) -> None:
    if len(text) > most:
        raise Invalid("meetings.wrong_too_long", field, number=most)


def _checked_link(typed: str) -> str:
    link = with_scheme(typed)
    if not link:
        return ""
    _short_enough(link, MOST_LINK, Field.LINK)
    try:
        parts = urlsplit(link)
    except ValueError as error:
        raise Invalid("meetings.wrong_link", Field.LINK) from error
    if parts.scheme != "https" or not parts.hostname or any(c.isspace() or c in "<>|" for c in link):
        raise Invalid("meetings.wrong_link", Field.LINK)
    return link
