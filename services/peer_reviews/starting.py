"""Rounds that start by themselves, as the network has set it: the proposal goes to chair and SEIL alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import Term, UnknownDate, local_day, local_moment
from domain.peer_reviews import due_date
from domain.resting import odd_in
from domain.review_rhythm import STARTING_WEEKS, begins
from prompts.catalog import say
from services.context import AppContext, NetworkContext
from services.delivery.engine import Skip
from services.delivery.outbox import post_to_people
from services.leaders import chair_and_seils
from services.peer_reviews.drawing import keep_to_draw
from services.peer_reviews.proposals import WAITS, is_drawn
from services.peer_reviews.schools import review_schools
from services.schedule import Due, OccasionContext
from storage import peer_reviews as rows
from storage.models.peer_reviews import ReviewRound

START = "peer_reviews.start_by_itself"
STILL_USEFUL = timedelta(days=7)
FEWEST = 2
"""Schools that a round takes."""


async def plan(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """When the next round is proposed, for a network that wants that."""
    rhythm = network_ctx.network.review_rhythm
    if not rhythm:
        return []
    first, last = local_day(since, network_ctx.zone), local_day(until, network_ctx.zone)
    terms = network_ctx.calendar.terms_between(first, last)
    return [due for term in terms if begins(rhythm, term) for due in _in_term(network_ctx, term)]


async def fire(occasion: OccasionContext) -> Skip | None:
    """Have a round proposed, unless one runs or waits, or there was one in this term already."""
    session, network = occasion.session, occasion.network_ctx.network
    waiting = await rows.not_begun(session, network.id)
    if waiting is not None and (waiting.status != rows.DRAWING or is_drawn(waiting, occasion.now)):
        return Skip("a proposal waits")
    latest = await rows.latest_approved(session, network.id)
    if latest is not None and latest.closed_at is None:
        counts = await rows.counts(session, latest.id, local_day(occasion.now, occasion.network_ctx.zone))
        if counts.still_open:
            return Skip("the round before it still runs")
    began = local_moment(
        date.fromisoformat(str(occasion.due.data["began"])), network.posting_time, occasion.network_ctx.zone
    )
    if await rows.proposed_since(session, network.id, began):
        return Skip("there was a proposal in this term")
    people = await chair_and_seils(session, network.id)
    if not people:
        return Skip("the network has neither chair nor SEIL")
    schools = await review_schools(session, network.id)
    resting = schools.rest_on(local_day(occasion.now, occasion.network_ctx.zone))
    if len(schools.active.difference(resting)) < FEWEST:
        return Skip("no round can be made: too few schools take part")
    found = ReviewRound(
        workspace_id=network.workspace_id,
        network_id=network.id,
        number=(latest.number if latest else 0) + 1,
        left_out=resting,
        due_on=_last_day(occasion),
        proposed_by=people[0],
        proposed_at=occasion.now,
        by_itself=True,
        review_size=network.review_size,
        review_visits=network.review_visits,
        review_odd=odd_in(network.review_odd, network.review_visits),
    )
    # Drawn when the first of these messages goes out, since nothing is worked out in the schedule's transaction.
    await keep_to_draw(session, network, found)
    for person in people:
        post_to_people(
            session,
            network,
            WAITS,
            {"network": network.id, "round": found.id},
            [person],
            now=occasion.now,
            due_at=occasion.network_ctx.next_post(occasion.now),
            expires_at=occasion.due.expires_at,
        )
    return None


def _last_day(occasion: OccasionContext) -> date | None:
    try:
        return due_date(local_day(occasion.now, occasion.network_ctx.zone), occasion.network_ctx.calendar)
    except UnknownDate:
        return None


def _in_term(network_ctx: NetworkContext, term: Term) -> Iterator[Due]:
    """The term's weeks in which a round may be proposed, each on its first school day."""
    calendar, network = network_ctx.calendar, network_ctx.network
    for week in STARTING_WEEKS:
        day = calendar.first_school_day_of_week(term, week) if week <= calendar.weeks_in(term) else None
        if day is not None:
            at = local_moment(day, network.posting_time, network_ctx.zone)
            what = str(say("peer_reviews.agenda_start"))
            data = {"began": term.staff_start.isoformat()}
            yield Due(START, f"{term.key}:{week}", at, at + STILL_USEFUL, what, data)
