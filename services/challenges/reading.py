"""The questions before a meeting as the messages need them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import local_day
from facts.challenges import ChallengeFacts, Challenges
from services.context import NetworkContext
from storage import challenges as rows
from storage.models.challenges import Challenge
from storage.models.meetings import Meeting


def facts_of(found: Challenge) -> ChallengeFacts:
    return ChallengeFacts(found.id, found.kind, found.question, found.given, found.brought_to, found.brought_by_id)


async def challenges_of(
    session: AsyncSession, meeting: Meeting, network_ctx: NetworkContext, now: datetime
) -> Challenges:
    """The meeting's questions, as they stand."""
    return Challenges(
        network=network_ctx.network.name,
        meeting_on=local_day(meeting.starts_at, network_ctx.zone),
        questions=tuple(facts_of(each) for each in await rows.of_meeting(session, meeting.id)),
        over=meeting.status != "booked" or meeting.starts_at <= now,
        cancelled=meeting.status != "booked",
    )
