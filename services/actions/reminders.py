"""Following actions up: who is reminded when, at most once a day, three times an action in all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.actions import Reminding, nudges_left
from domain.calendar import local_day
from prompts.wording import count
from services.actions.recording import NUDGE
from services.context import AppContext, NetworkContext, network_context
from services.delivery.engine import Skip
from services.delivery.outbox import post_to_people
from services.schedule import Due, Fire, OccasionContext, Planner, Where
from storage import actions as rows
from storage import networks as network_rows
from storage.calendars import CalendarError
from storage.models.actions import Action

STILL_USEFUL = timedelta(days=4)
"""A reminder missed on a Friday is still given on the Monday."""
SAME_DAY = timedelta(hours=12)


async def plan_nudges(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """One occasion for each person and day on which something of theirs is to be reminded of."""
    falling: dict[tuple[str, date], list[datetime]] = defaultdict(list)
    for action in await rows.open_in(session, network_ctx.network.id):
        for day, at in _left(action, network_ctx):
            falling[action.owner_id, day].append(at)
    return [
        Due(
            kind=NUDGE,
            key=f"{owner_id}:{day.isoformat()}",
            at=moments[0],
            expires_at=moments[0] + STILL_USEFUL,
            what=f"Somebody is reminded of {count(len(moments), 'action')}, unless done by then",
            data={"owner": owner_id},
        )
        for (owner_id, day), moments in falling.items()
        if since < moments[0] <= until
    ]


async def fire_nudge(occasion: OccasionContext) -> Skip | None:
    """Remind one person of all that is due for them, in whichever of their networks."""
    session, network_ctx, now = occasion.session, occasion.network_ctx, occasion.now
    workspace_id, owner_id = network_ctx.network.workspace_id, str(occasion.due.data["owner"])
    at = network_ctx.next_post(now)
    day = local_day(at, network_ctx.zone)
    actions = await rows.open_of_owner_anywhere(session, workspace_id, owner_id)
    if await rows.was_nudged_on(session, workspace_id, owner_id, day):
        return Skip("was reminded that day already")
    places = {network_ctx.network.id: network_ctx}
    reminded: list[int] = []
    for action in actions:
        if action.network_id not in places:
            network = await network_rows.network(session, workspace_id, action.network_id)
            try:
                places[network.id] = await network_context(occasion.app, session, network)
            except CalendarError:
                continue  # that network's trouble, which its own schedule tells of
        there = places[action.network_id]
        if there.network.goes_on and any(left <= day for left, _ in _left(action, there)):
            action.nudges += 1
            action.last_nudge_on = day
            reminded.append(action.id)
    if not reminded:
        return Skip("nothing left to remind of")
    post_to_people(
        session,
        network_ctx.network,
        NUDGE,
        {"actions": reminded},
        [owner_id],
        now=now,
        due_at=at,
        expires_at=at + SAME_DAY,
    )
    return None


def _left(action: Action, network_ctx: NetworkContext) -> list[tuple[date, datetime]]:
    reminding = Reminding(action.due_on, action.due_set_at, action.nudges, action.last_nudge_on)
    return nudges_left(reminding, network_ctx.calendar, network_ctx.network.posting_time, network_ctx.zone)


PLANNERS: list[Planner] = [Where(rows.ANY_OPEN, plan_nudges)]
FIRES: dict[str, Fire] = {NUDGE: fire_nudge}
