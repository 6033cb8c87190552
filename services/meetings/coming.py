"""The network's next meeting, as one person sees it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.policies import Actor, can_answer_rsvp, can_see_network
from facts.meetings import NextMeeting
from services.meetings.facts import facts_of
from storage import meetings as meeting_rows
from storage.models import Network


async def next_meeting(session: AsyncSession, network: Network, actor: Actor, now: datetime) -> NextMeeting | None:
    """The next booked meeting with the person's answer; None where there is none that they may see."""
    if not can_see_network(actor, network.id, network.seen_from):
        return None
    to_come = await meeting_rows.to_come(session, network.id, now)
    if not to_come:
        return None
    may_answer = bool(can_answer_rsvp(actor, network.id))
    answer = await meeting_rows.answer_of(session, to_come[0].id, actor.user_id) if may_answer else None
    return NextMeeting(facts_of(to_come[0], network), may_answer, answer or "")
