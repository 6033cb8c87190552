"""Looking back: who has reviewed whom over all rounds, and a year of reviews in numbers, once at its end for all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import local_day, local_moment
from domain.peer_reviews import VisitStatus
from domain.policies import can_see_network, can_see_where_schools_stand
from domain.review_matrix import matrix_of
from facts.peer_reviews import MatrixRow, ReviewMatrix, ReviewYear
from prompts.catalog import say
from services.access import Asker, actor_of, require
from services.context import AppContext, NetworkContext
from services.delivery.engine import Skip
from services.delivery.outbox import post_in_channel, post_to_people
from services.peer_reviews.schools import review_schools
from services.schedule import Due, OccasionContext
from storage import networks as network_rows
from storage import peer_reviews as rows
from storage.models import Network
from storage.models.peer_reviews import ReviewVisit

YEAR, MATRIX = "peer_reviews.year", "peer_reviews.matrix"
LAST_TERM = 4
STILL_USEFUL = timedelta(days=10)


class LookingBackService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def send_matrix(self, asker: Asker, network_id: int, now: datetime) -> str:
        """Send who has reviewed whom to the asker, who is chair; returns the network's name."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            network = await network_rows.network(session, asker.workspace_id, network_id)
            require(can_see_where_schools_stand(await actor_of(self._app, session, asker), network.id))
            post_to_people(session, network, MATRIX, {"network": network.id}, [asker.user_id], now=now)
            return network.name

    async def year(self, asker: Asker, network_id: int, year: int | None, now: datetime) -> ReviewYear:
        """A year in numbers, for everybody who sees the network. year: the running one where nothing is said."""
        async with self._app.database.read() as session:
            network = await network_rows.network(session, asker.workspace_id, network_id)
            require(can_see_network(await actor_of(self._app, session, asker), network.id, network.seen_from))
            return await year_of(session, network, year or local_day(now, ZoneInfo(network.timezone)).year)


async def matrix_for(session: AsyncSession, network: Network) -> ReviewMatrix:
    """Who has reviewed whom among the schools that are here."""
    schools = await review_schools(session, network.id)
    rounds = await rows.rounds(session, network.id, "approved")
    visits = await _visits_in(session, [one.id for one in rounds])
    rests = [one.rests_id for one in rounds if one.rests_id is not None]
    found = matrix_of(
        schools.active,
        [_pair(one) for one in visits if one.status == VisitStatus.DONE],
        [_pair(one) for one in visits if one.status in rows.OPEN],
        rests,
    )
    place = {school: at for at, school in enumerate(found.schools)}

    def places(pairs: frozenset[tuple[int, int]], school: int) -> tuple[int, ...]:
        return tuple(sorted(place[reviewer] for host, reviewer in pairs if host == school))

    return ReviewMatrix(
        network.name,
        tuple(
            MatrixRow(schools.name(school), places(found.done, school), places(found.planned, school), school in rests)
            for school in found.schools
        ),
    )


async def year_of(session: AsyncSession, network: Network, year: int) -> ReviewYear:
    """The rounds that were approved in that year, in numbers."""
    zone = ZoneInfo(network.timezone)
    schools = await review_schools(session, network.id)
    approved = [one for one in await rows.rounds(session, network.id, "approved") if one.approved_at is not None]
    of_year = [one for one in approved if one.approved_at and local_day(one.approved_at, zone).year == year]
    before = [one for one in approved if one.approved_at and local_day(one.approved_at, zone).year < year]
    visits = await _visits_in(session, [one.id for one in of_year])
    done = [one for one in visits if one.status == VisitStatus.DONE]
    earlier = await _visits_in(session, [one.id for one in before])
    met = {frozenset(_pair(one)) for one in earlier if one.status == VisitStatus.DONE}
    return ReviewYear(
        network=network.name,
        year=year,
        rounds=len(of_year),
        total=len(visits),
        done=len(done),
        given_up=sum(one.status == VisitStatus.DROPPED for one in visits),
        still_open=sum(one.status in rows.OPEN for one in visits),
        followed_up=sum(one.followed_up_at is not None for one in done),
        checked_back=sum(one.came_of_it_at is not None for one in done),
        closed=sum(bool(one.closing_host and one.closing_reviewer) for one in done),
        schools=len(schools.active),
        schools_visited=len({one.host_school_id for one in done} & schools.active),
        rested=len({one.rests_id for one in of_year if one.rests_id is not None}),
        new_pairs=len({frozenset(_pair(one)) for one in done} - met),
    )


async def plan(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """In the last week of the school year: the year in numbers, where there was a round."""
    found = []
    first, last = local_day(since, network_ctx.zone), local_day(until, network_ctx.zone)
    calendar, network = network_ctx.calendar, network_ctx.network
    for term in calendar.terms_between(first, last):
        day = calendar.first_school_day_of_week(term, calendar.weeks_in(term)) if term.number == LAST_TERM else None
        if day is not None:
            at = local_moment(day, network.posting_time, network_ctx.zone)
            what = str(say("peer_reviews.agenda_year"))
            found.append(Due(YEAR, str(term.year), at, at + STILL_USEFUL, what, {"year": term.year}))
    if found:
        rounds = await rows.rounds(session, network.id, "approved")
        years = {one.approved_at.year for one in rounds if one.approved_at is not None}
        found = [due for due in found if due.data["year"] in years]
    return found


async def fire(occasion: OccasionContext) -> Skip | None:
    """Tell the network its year."""
    network = occasion.network_ctx.network
    told = await year_of(occasion.session, network, int(occasion.due.data["year"]))
    if not told.done:
        return Skip("no visit took place")
    payload = {"year": told.year, "network": network.id}
    posted = post_in_channel(
        occasion.session,
        network,
        YEAR,
        payload,
        now=occasion.now,
        due_at=occasion.network_ctx.next_post(occasion.now),
        expires_at=occasion.due.expires_at,
    )
    return None if posted else Skip("the network has no channel")


async def _visits_in(session: AsyncSession, round_ids: Sequence[int]) -> Sequence[ReviewVisit]:
    """The visits of these rounds, those to and from schools of other networks too."""
    if not round_ids:
        return []
    groups = await rows.groups(session, round_ids)
    visits = await rows.visits(session, [group.id for group in groups])
    return [one for one in visits if one.status != VisitStatus.REPLACED]


def _pair(visit: ReviewVisit) -> tuple[int, int]:
    return visit.host_school_id, visit.reviewer_school_id
