"""What falls due of requests to a SEIL: bringing them to mind, so that none lapses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import local_day, local_moment
from domain.help_requests import MOST_REMINDERS, OPEN, reminder_day
from domain.policies import Role
from services.context import AppContext, NetworkContext
from services.delivery.engine import Skip
from services.delivery.outbox import post_to_people
from services.help_requests.posts import LAST_REMINDER, REMIND
from services.schedule import Due, Fire, OccasionContext, Planner, Where, of_each
from storage import help_requests as rows
from storage import networks as network_rows
from storage.models.help_requests import HelpRequest

STILL_USEFUL = timedelta(days=30)


async def plan(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """The next reminder of each open request."""
    found = await rows.open_in(session, [network_ctx.network.id])
    return of_each(found, lambda request: _reminder(request, network_ctx))


def _reminder(request: HelpRequest, network_ctx: NetworkContext) -> Iterator[Due]:
    since = max(
        local_day(request.taken_at or request.asked_at, network_ctx.zone),
        request.reminded_on or local_day(request.asked_at, network_ctx.zone),
    )
    day = reminder_day(since, request.status, request.reminders, network_ctx.calendar)
    if day is None:
        return
    at = local_moment(day, network_ctx.network.posting_time, network_ctx.zone)
    yield Due(
        REMIND,
        f"request-{request.id}:{request.reminders + 1}:{day}",
        at,
        at + STILL_USEFUL,
        "The SEIL is reminded of a request that waits for them",
        {"request": request.id, "status": request.status},
    )


async def fire_remind(occasion: OccasionContext) -> Skip | None:
    """Remind whoever has it in hand, else each SEIL; with the last reminder the asker hears how to go on.

    While the network has no SEIL none is used up.
    """
    network_ctx, session = occasion.network_ctx, occasion.session
    network = network_ctx.network
    found = await rows.by_id(session, network.workspace_id, int(occasion.due.data["request"]))
    if found.status not in OPEN or found.status != occasion.due.data["status"]:
        return Skip(f"it is {found.status} by now")
    found.reminded_on = local_day(occasion.now, network_ctx.zone)
    at = network_ctx.next_post(occasion.now)
    seils = await network_rows.people_with_role(session, network.id, Role.SEIL)
    if not seils:
        return Skip("the network has no SEIL")
    found.reminders += 1
    for seil in [found.taken_by_id] if found.taken_by_id in seils else seils:
        payload = {"request": found.id, "to": seil}
        post_to_people(session, network, REMIND, payload, [seil], now=occasion.now, due_at=at)
    if found.reminders == MOST_REMINDERS:
        payload = {"request": found.id}
        post_to_people(session, network, LAST_REMINDER, payload, [found.asked_by_id], now=occasion.now, due_at=at)
    return None


PLANNERS: list[Planner] = [Where(rows.ANY_OPEN, plan)]
FIRES: dict[str, Fire] = {REMIND: fire_remind}
