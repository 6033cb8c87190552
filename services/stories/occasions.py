"""Once a month whoever reads for the department gets what networks sent up, if anything was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import UnknownDate, local_day, local_moment
from domain.policies import WIDE_ROLES, can_read_stories
from services.access import Asker, actor_of
from services.context import AppContext, NetworkContext
from services.delivery.engine import Skip
from services.delivery.outbox import post_to_people
from services.schedule import Due, Fire, OccasionContext, Planner, Where
from services.stories.posts import DIGEST
from storage import networks as network_rows
from storage import stories as rows

STILL_NEWS = timedelta(days=14)
A_MONTH = timedelta(days=31)


async def plan(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """On the first school day of each month, for those whom the department lists with this network: only where there
    are any is it asked.
    """
    first, last = local_day(since, network_ctx.zone), local_day(until, network_ctx.zone)
    found = []
    for year, month in _months(first, last):
        try:
            at = _first_posting(network_ctx, year, month)
        except UnknownDate:
            break
        try:  # from the last one on, so that nothing is told twice, or never, where holidays move them
            since = _first_posting(network_ctx, *((year, month - 1) if month > 1 else (year - 1, 12)))
        except UnknownDate:
            since = at - A_MONTH
        what = "Central office and area directors get what networks sent up, if anything was"
        found.append(Due(DIGEST, f"{year}-{month:02}", at, at + STILL_NEWS, what, {"since": since.isoformat()}))
    return found


def _first_posting(network_ctx: NetworkContext, year: int, month: int) -> datetime:
    """The posting hour of the month's first school day. Raises UnknownDate where the calendar does not know it."""
    day = network_ctx.calendar.next_school_day(date(year, month, 1))
    return local_moment(day, network_ctx.network.posting_time, network_ctx.zone)


def _months(first: date, last: date) -> list[tuple[int, int]]:
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1) for n in range(count)]


async def fire_digest(occasion: OccasionContext) -> Skip | None:
    """To each reader whom the department lists first with this network, so that each gets it once; where there is
    something to read, and to nobody else."""
    network, session = occasion.network_ctx.network, occasion.session
    since, until = datetime.fromisoformat(str(occasion.due.data["since"])), occasion.due.at
    news = await rows.passed_on(session, network.workspace_id, since, until)
    if not news:
        return Skip("nothing was passed on")
    readers = await network_rows.people_with_role(session, network.id, *sorted(WIDE_ROLES))
    told = False
    for person in readers:
        held = await network_rows.memberships_of_person(session, network.workspace_id, person)
        listed = [found for member, found in held if member.role in WIDE_ROLES and found.status == "active"]
        if min(found.id for found in listed) != network.id:
            continue
        actor = await actor_of(occasion.app, session, Asker(network.workspace_id, person))
        if not any(can_read_stories(actor, place.id, place.area_id) for _, place in news):
            continue
        payload = {"since": since.isoformat(), "until": until.isoformat()}
        at = occasion.network_ctx.next_post(occasion.now)
        post_to_people(session, network, DIGEST, payload, [person], now=occasion.now, due_at=at)
        told = True
    return None if told else Skip("nobody who is listed here first has anything to read")


PLANNERS: list[Planner] = [Where(network_rows.any_held(WIDE_ROLES), plan)]
FIRES: dict[str, Fire] = {DIGEST: fire_digest}
