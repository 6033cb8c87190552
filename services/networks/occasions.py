"""What falls due about a network as a whole: its calendar runs out, or its chair's year comes to an end."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import Term, in_words, local_day, local_moment
from domain.networks import CHAIR_NOTICE_DAYS, chair_until
from domain.policies import Role
from services.delivery import Skip
from services.ground import Ground, NetworkGround
from services.operators import operators_of
from services.outbox import post_to_people
from services.schedule import Due, Fire, Firing, Planner, of_each
from storage import networks as network_rows
from storage.models import Membership

log = logging.getLogger(__name__)

CALENDAR_ENDS = "networks.calendar_ends"
CHAIR_YEAR = "networks.chair_year"


async def plan_calendar_ends(
    ground: Ground, session: AsyncSession, place: NetworkGround, since: datetime, until: datetime
) -> Sequence[Due]:
    """Once a term, on its first school day, while the calendar ends within a year."""
    calendar = place.calendar

    def of_term(term: Term) -> Iterator[Due]:
        first = calendar.next_school_day(term.student_start)
        at = local_moment(first, place.network.posting_time, place.zone)
        if since < at <= until and calendar.runs_out_within(first):
            ends = local_moment(term.end, place.network.posting_time, place.zone)
            what = (
                f"The bot's operators hear that the {calendar.name} calendar ends on {in_words(calendar.known_until)}"
            )
            yield Due(CALENDAR_ENDS, term.key, at, max(ends, at), what)

    return of_each(calendar.terms, of_term)


async def fire_calendar_ends(firing: Firing) -> Skip | None:
    """Log it and tell each operator; where several networks share the calendar, the first of them does."""
    network = firing.place.network
    calendar = firing.place.calendar
    every = await network_rows.all_networks(firing.session, network.workspace_id)
    sharing = [other.id for other in every if other.calendar == network.calendar and other.status == "active"]
    if sharing and network.id != min(sharing):
        return Skip("told for another network with the same calendar")
    log.warning("a school calendar runs out", extra={"calendar": calendar.name, "until": str(calendar.known_until)})
    for person in sorted(await operators_of(firing.ground, firing.session, network.workspace_id)):
        post_to_people(firing.session, network, CALENDAR_ENDS, {}, [person], now=firing.now)
    return None


async def plan_chair_year(
    ground: Ground, session: AsyncSession, place: NetworkGround, since: datetime, until: datetime
) -> Sequence[Due]:
    """Once for each chair, in time to find the next one before the year is up."""

    def of_chair(chair: Membership) -> Iterator[Due]:
        ends = chair_until(local_day(chair.since, place.zone))
        day = place.calendar.next_school_day(ends - timedelta(days=CHAIR_NOTICE_DAYS))
        at = local_moment(day, place.network.posting_time, place.zone)
        too_late = max(local_moment(ends, place.network.posting_time, place.zone), at + timedelta(days=1))
        what = f"The chair and the SEIL hear that the chair's year is up on {in_words(ends)}"
        data = {"role": chair.id, "ends": ends.isoformat()}
        yield Due(CHAIR_YEAR, f"role-{chair.id}", at, too_late, what, data)

    return of_each(await network_rows.memberships(session, place.network.id, [Role.CHAIR]), of_chair)


async def fire_chair_year(firing: Firing) -> Skip | None:
    """Tell the chair and each SEIL apart, so that the SEIL can help and nobody feels pushed."""
    network, data = firing.place.network, firing.due.data
    chair = next((m for m in await network_rows.memberships(firing.session, network.id) if m.id == data["role"]), None)
    if chair is None:
        return Skip("the network has another chair by now")
    seils = await network_rows.people_with_role(firing.session, network.id, Role.SEIL)
    for person in dict.fromkeys([chair.slack_user_id, *seils]):
        post_to_people(
            firing.session,
            network,
            CHAIR_YEAR,
            dict(data),
            [person],
            now=firing.now,
            due_at=firing.place.next_post(firing.now),
            expires_at=firing.due.expires_at,
        )
    return None


PLANNERS: list[Planner] = [plan_calendar_ends, plan_chair_year]
FIRES: dict[str, Fire] = {CALENDAR_ENDS: fire_calendar_ends, CHAIR_YEAR: fire_chair_year}
