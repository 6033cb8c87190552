"""What falls due about a network as a whole: telling the operators, a year ahead, that its calendar runs out."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import local_moment
from services.delivery import Skip
from services.ground import Ground, NetworkGround
from services.operators import operators_of
from services.outbox import post_to_people
from services.schedule import Due, Fire, Firing, Planner
from storage import networks as network_rows

log = logging.getLogger(__name__)

CALENDAR_ENDS = "networks.calendar_ends"


async def plan_calendar_ends(
    ground: Ground, session: AsyncSession, place: NetworkGround, since: datetime, until: datetime
) -> Sequence[Due]:
    """Once a term, on its first school day, while the calendar ends within a year."""
    calendar = place.calendar
    found = []
    for term in calendar.terms:
        first = calendar.next_school_day(term.student_start)
        at = local_moment(first, place.network.posting_time, place.zone)
        if since < at <= until and calendar.runs_out_within(first):
            ends = local_moment(term.end, place.network.posting_time, place.zone)
            what = f"tell the bot's operators that the calendar “{calendar.name}” ends on {calendar.known_until}"
            found.append(Due(CALENDAR_ENDS, term.key, at, max(ends, at), what))
    return found


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


PLANNERS: list[Planner] = [plan_calendar_ends]
FIRES: dict[str, Fire] = {CALENDAR_ENDS: fire_calendar_ends}
