"""What falls due about a network as a whole: its calendar runs out, or its chair's year comes to an end."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import Term, in_words, local_day, local_moment
from domain.networks import CHAIR_NOTICE_DAYS, CHAIR_YEARS, chair_until
from domain.policies import Role
from services.context import AppContext, NetworkContext
from services.delivery.engine import Skip
from services.delivery.outbox import post_to_people
from services.operators import operators_to_tell
from services.schedule import Due, Fire, OccasionContext, Planner, Where, of_each, roles_held
from storage import networks as network_rows
from storage.models import Membership

log = logging.getLogger(__name__)

CALENDAR_ENDS = "networks.calendar_ends"
CHAIR_YEAR = "networks.chair_year"
NEARLY_A_YEAR = timedelta(days=365 * CHAIR_YEARS - CHAIR_NOTICE_DAYS - 3)
"""Who has been chair for less than that hears nothing yet; the days are for zones and for what a year has more."""


async def plan_calendar_ends(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """Once a term, on its first school day, while the calendar ends within a year."""
    calendar = network_ctx.calendar
    if network_ctx.network.is_group:
        return []

    def of_term(term: Term) -> Iterator[Due]:
        first = calendar.next_school_day(term.student_start)
        at = local_moment(first, network_ctx.network.posting_time, network_ctx.zone)
        if since < at <= until and calendar.runs_out_within(first):
            ends = local_moment(term.end, network_ctx.network.posting_time, network_ctx.zone)
            what = (
                f"The bot's operators hear that the {calendar.name} calendar ends on {in_words(calendar.known_until)}"
            )
            yield Due(CALENDAR_ENDS, term.key, at, max(ends, at), what)

    return of_each(calendar.terms, of_term)


async def fire_calendar_ends(occasion: OccasionContext) -> Skip | None:
    """Log it and tell each operator; where several networks share the calendar, the first of them does."""
    network = occasion.network_ctx.network
    calendar = occasion.network_ctx.calendar
    every = await network_rows.all_networks(occasion.session, network.workspace_id)
    sharing = [
        other.id
        for other in every
        if other.calendar == network.calendar and other.status == "active" and not other.is_group
    ]
    if sharing and network.id != min(sharing):
        return Skip("told for another network with the same calendar")
    log.warning("a school calendar runs out", extra={"calendar": calendar.name, "until": str(calendar.known_until)})
    for person in sorted(await operators_to_tell(occasion.app, occasion.session, network.workspace_id)):
        post_to_people(occasion.session, network, CALENDAR_ENDS, {}, [person], now=occasion.now)
    return None


async def plan_chair_year(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """Once for each chair, in time to find the next one before the year is up."""

    def of_chair(chair: Membership) -> Iterator[Due]:
        ends = chair_until(local_day(chair.since, network_ctx.zone))
        day = network_ctx.calendar.next_school_day(ends - timedelta(days=CHAIR_NOTICE_DAYS))
        at = local_moment(day, network_ctx.network.posting_time, network_ctx.zone)
        too_late = max(local_moment(ends, network_ctx.network.posting_time, network_ctx.zone), at + timedelta(days=1))
        what = f"The chair and the SEIL hear that the chair's year is up on {in_words(ends)}"
        data = {"role": chair.id, "ends": ends.isoformat()}
        yield Due(CHAIR_YEAR, f"role-{chair.id}", at, too_late, what, data)

    if network_ctx.network.is_group:
        return []
    held = await roles_held(session, network_ctx, since)
    return of_each([role for role in held if role.role == Role.CHAIR], of_chair)


async def fire_chair_year(occasion: OccasionContext) -> Skip | None:
    """Tell the chair and each SEIL apart, so that the SEIL can help and nobody feels pushed."""
    network, data = occasion.network_ctx.network, occasion.due.data
    chair = next(
        (m for m in await network_rows.memberships(occasion.session, network.id) if m.id == data["role"]), None
    )
    if chair is None:
        return Skip("the network has another chair by now")
    seils = await network_rows.people_with_role(occasion.session, network.id, Role.SEIL)
    for person in dict.fromkeys([chair.person_id, *seils]):
        post_to_people(
            occasion.session,
            network,
            CHAIR_YEAR,
            dict(data),
            [person],
            now=occasion.now,
            due_at=occasion.network_ctx.next_post(occasion.now),
            expires_at=occasion.due.expires_at,
        )
    return None


PLANNERS: list[Planner] = [
    plan_calendar_ends,
    Where(network_rows.any_held_for(Role.CHAIR, NEARLY_A_YEAR), plan_chair_year),
]
FIRES: dict[str, Fire] = {CALENDAR_ENDS: fire_calendar_ends, CHAIR_YEAR: fire_chair_year}
