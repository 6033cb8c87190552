"""The summary that comes by itself: to chair and SEIL, in the last school week of each half-year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import Term, local_day, local_moment
from domain.summaries import telling_day
from prompts.catalog import say
from services.context import AppContext, NetworkContext
from services.delivery.engine import Skip
from services.delivery.outbox import post_to_people
from services.schedule import Due, Fire, OccasionContext, Planner, of_each
from services.summaries.posts import HALF_YEAR
from storage import networks as network_rows

END_OF_DAY = time(17, 0)


async def plan_half_year(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """One for each half-year whose last school week begins in this stretch. Too late once its term is over."""
    terms = network_ctx.calendar.terms_between(local_day(since, network_ctx.zone), local_day(until, network_ctx.zone))
    return of_each(terms, lambda term: _dues(network_ctx, term))


async def fire_half_year(occasion: OccasionContext) -> Skip | None:
    """Send it to each chair and SEIL, at the next posting hour where this one was missed."""
    network_ctx, now = occasion.network_ctx, occasion.now
    people = await network_rows.people_with_role(occasion.session, network_ctx.network.id, "chair", "seil")
    if not people:
        return Skip("the network has neither chair nor SEIL")
    for person in people:
        post_to_people(
            occasion.session,
            network_ctx.network,
            HALF_YEAR,
            {"half_year": occasion.due.key},
            [person],
            now=now,
            due_at=network_ctx.next_post(now),
            expires_at=occasion.due.expires_at,
        )
    return None


PLANNERS: list[Planner] = [plan_half_year]
FIRES: dict[str, Fire] = {HALF_YEAR: fire_half_year}


def _dues(network_ctx: NetworkContext, term: Term) -> Iterator[Due]:
    day = telling_day(network_ctx.calendar, term)
    if day is None:
        return
    yield Due(
        HALF_YEAR,
        term.half_year.key,
        local_moment(day, network_ctx.network.posting_time, network_ctx.zone),
        local_moment(network_ctx.calendar.previous_school_day(term.end, including=True), END_OF_DAY, network_ctx.zone),
        str(say("summaries.agenda")),
    )
