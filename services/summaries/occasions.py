"""The summary that comes by itself: to chair and SEIL, in the last school week of each half-year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import Term, local_day, local_moment
from domain.summaries import telling_day
from prompts.catalog import say
from services.delivery import Skip
from services.ground import Ground, NetworkGround
from services.outbox import post_to_people
from services.schedule import Due, Fire, Firing, Planner, of_each
from services.summaries.posts import HALF_YEAR
from storage import networks as network_rows

END_OF_DAY = time(17, 0)


async def plan_half_year(
    ground: Ground, session: AsyncSession, place: NetworkGround, since: datetime, until: datetime
) -> Sequence[Due]:
    """One for each half-year whose last school week begins in this stretch. Too late once its term is over."""
    terms = place.calendar.terms_between(local_day(since, place.zone), local_day(until, place.zone))
    return of_each(terms, lambda term: _dues(place, term))


async def fire_half_year(firing: Firing) -> Skip | None:
    """Send it to each chair and SEIL, at the next posting hour where this one was missed."""
    place, now = firing.place, firing.now
    people = await network_rows.people_with_role(firing.session, place.network.id, "chair", "seil")
    if not people:
        return Skip("the network has neither chair nor SEIL")
    for person in people:
        post_to_people(
            firing.session,
            place.network,
            HALF_YEAR,
            {"half_year": firing.due.key},
            [person],
            now=now,
            due_at=place.next_post(now),
            expires_at=firing.due.expires_at,
        )
    return None


PLANNERS: list[Planner] = [plan_half_year]
FIRES: dict[str, Fire] = {HALF_YEAR: fire_half_year}


def _dues(place: NetworkGround, term: Term) -> Iterator[Due]:
    day = telling_day(place.calendar, term)
    if day is None:
        return
    yield Due(
        HALF_YEAR,
        term.half_year.key,
        local_moment(day, place.network.posting_time, place.zone),
        local_moment(place.calendar.previous_school_day(term.end, including=True), END_OF_DAY, place.zone),
        str(say("summaries.agenda")),
    )
