"""A week before each meeting the SEIL gets three questions worth asking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import local_day, local_moment
from domain.challenges import REMEMBERED_MEETINGS, choose
from domain.meeting_times import day_before, week_before
from domain.policies import Role
from services.challenging import QUESTIONS, ChallengeContext, ChallengeSource
from services.context import AppContext, NetworkContext
from services.delivery.engine import Skip
from services.delivery.outbox import post_to_people, settle_posts
from services.meetings import ANY_MEETING, meetings_to_plan
from services.schedule import Due, Fire, OccasionContext, Planner, Where, of_each
from storage import challenges as rows
from storage import meetings as meeting_rows
from storage import networks as network_rows
from storage.models.challenges import Challenge
from storage.models.meetings import Meeting

OVER = "challenges.over"
A_DAY = timedelta(days=1)
STILL_OPEN = timedelta(days=21)
"""However late, buttons that lead nowhere are better taken off."""


async def plan(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """One occasion a meeting, wherever it is moved to; for one booked later than a week before, the day after. And its
    beginning, from which on nothing can be brought up.
    """
    meetings = await meetings_to_plan(session, network_ctx, since, until)
    asked = await rows.asked_before(session, [meeting.id for meeting in meetings])
    over = [_over(meeting) for meeting in meetings if meeting.id in asked]
    return [*of_each(meetings, lambda meeting: _before(meeting, network_ctx)), *over]


def _over(meeting: Meeting) -> Due:
    key, at = f"meeting-{meeting.id}:{meeting.starts_at.isoformat()}", meeting.starts_at
    what = "The questions before a meeting can be brought up no longer"
    return Due(OVER, key, at, at + STILL_OPEN, what, {"meeting": meeting.id})


def _before(meeting: Meeting, network_ctx: NetworkContext) -> Iterator[Due]:
    network, calendar, zone = network_ctx.network, network_ctx.calendar, network_ctx.zone
    day = local_day(meeting.starts_at, zone)
    booked = calendar.next_school_day(local_day(meeting.booked_at, zone), including=False)
    on = max(week_before(day, calendar) or booked, booked)
    last = local_moment(day_before(day, calendar), network.posting_time, zone)
    at = local_moment(on, network.posting_time, zone)
    if at < last:
        what = "The SEIL gets three questions worth asking at the meeting"
        yield Due(QUESTIONS, f"meeting-{meeting.id}", at, last, what, {"meeting": meeting.id})


async def fire_over(occasion: OccasionContext) -> Skip | None:
    network, meeting_id = occasion.network_ctx.network, int(occasion.due.data["meeting"])
    meeting = await meeting_rows.by_id(occasion.session, network.workspace_id, meeting_id)
    if meeting.starts_at > occasion.now:
        return Skip("it was moved")
    await settle_posts(occasion.session, network, (QUESTIONS,), "meeting", meeting_id, now=occasion.now)
    return None


def fires_of(sources: Mapping[str, ChallengeSource]) -> dict[str, Fire]:
    """What carries it out. sources: each feature's, by its name."""

    async def ask(occasion: OccasionContext) -> Skip | None:
        network_ctx, session, now = occasion.network_ctx, occasion.session, occasion.now
        network = network_ctx.network
        meeting = await meeting_rows.by_id(session, network.workspace_id, occasion.due.data["meeting"])
        if meeting.status != "booked" or meeting.starts_at <= now:
            return Skip("the meeting was cancelled or has started")
        seils = await network_rows.people_with_role(session, network.id, Role.SEIL)
        if not seils:
            return Skip("the network has no SEIL")
        context = ChallengeContext(occasion.app, session, network_ctx, now)
        candidates = [each for source in sources.values() for each in await source(context)]
        rested = await rows.topics_of_last(session, network.id, REMEMBERED_MEETINGS)
        turn = await rows.number_of_meetings(session, network.id)
        for number, chosen in enumerate(choose(candidates, rested, turn)):
            row = Challenge(
                workspace_id=network.workspace_id,
                network_id=network.id,
                meeting_id=meeting.id,
                number=number,
                kind=chosen.kind,
                topic=chosen.topic,
                question=chosen.question,
                given=dict(chosen.values),
            )
            session.add(row)
        for seil in seils:
            payload = {"meeting": meeting.id, "to": seil}
            post_to_people(
                session,
                network,
                QUESTIONS,
                payload,
                [seil],
                now=now,
                due_at=network_ctx.next_post(now),
                expires_at=meeting.starts_at,
            )
        return None

    return {QUESTIONS: ask, OVER: fire_over}


PLANNERS: list[Planner] = [Where(ANY_MEETING, plan)]
