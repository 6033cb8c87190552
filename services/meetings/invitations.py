"""Asking each person who has not answered an invitation, once, five school days before the meeting.

Many of them see only their channel when somebody names them, and an invitation there is soon out of sight.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import local_moment
from domain.meeting_times import day_before, invitation_day
from domain.policies import NETWORK_PEOPLE
from prompts.wording import day as day_text
from services.context import AppContext, NetworkContext
from services.delivery.engine import Skip
from services.delivery.outbox import post_to_people
from services.meetings.announcing import UNANSWERED
from services.meetings.facts import day_of
from services.meetings.occasions import ANY_MEETING, meetings_to_plan, no_longer_to_come
from services.schedule import Due, Fire, OccasionContext, Planner, Where, of_each
from storage import meetings as meeting_rows
from storage import networks as network_rows
from storage.models import Network
from storage.models.meetings import Meeting


async def plan_unanswered(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """One occasion a meeting, wherever it is moved to, so that nobody is asked a second time."""
    meetings = await meetings_to_plan(session, network_ctx, since, until)
    return of_each(meetings, lambda meeting: _asking(meeting, network_ctx))


def _asking(meeting: Meeting, network_ctx: NetworkContext) -> Iterator[Due]:
    network, day = network_ctx.network, day_of(meeting, network_ctx.network)
    at = local_moment(invitation_day(day, network_ctx.calendar), network.posting_time, network_ctx.zone)
    last = local_moment(day_before(day, network_ctx.calendar), network.posting_time, network_ctx.zone)
    if meeting.booked_at < at < last:
        what = f"Whoever has not answered is asked whether they come on {day_text(day)}"
        yield Due(UNANSWERED, f"meeting-{meeting.id}", at, last, what, {"meeting": meeting.id})


async def fire_unanswered(occasion: OccasionContext) -> Skip | None:
    network = occasion.network_ctx.network
    meeting = await meeting_rows.by_id(occasion.session, network.workspace_id, occasion.due.data["meeting"])
    payload = {"meeting": meeting.id, "starts": meeting.starts_at.isoformat()}
    if (reason := no_longer_to_come(meeting, payload, occasion.now)) is not None:
        return Skip(reason)
    silent = await silent_people(occasion.session, network, meeting)
    for person in silent:
        post_to_people(
            occasion.session,
            network,
            UNANSWERED,
            payload,
            [person],
            now=occasion.now,
            due_at=occasion.network_ctx.next_post(occasion.now),
            expires_at=occasion.due.expires_at,
        )
    return None if silent else Skip("everybody has answered")


async def silent_people(session: AsyncSession, network: Network, meeting: Meeting) -> list[str]:
    """Who is invited and has not answered."""
    answered = {rsvp.person_id for rsvp in await meeting_rows.answers(session, meeting.id)}
    invited = await network_rows.people_with_role(session, network.id, *sorted(NETWORK_PEOPLE))
    return [person for person in invited if person not in answered]


PLANNERS: list[Planner] = [Where(ANY_MEETING, plan_unanswered)]
FIRES: dict[str, Fire] = {UNANSWERED: fire_unanswered}
