"""What waits for a person about meetings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import UnknownDate, local_day
from domain.policies import Actor, can_answer_rsvp, can_book_meeting, can_record_minutes
from prompts.catalog import say
from prompts.todo import Todo
from prompts.wording import day, meeting_when, term_name
from services.context import AppContext, NetworkContext
from services.meetings.facts import day_of, facts_of, term_of
from storage import meetings as meeting_rows


async def unanswered(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, actor: Actor, now: datetime
) -> Sequence[Todo]:
    """The next meeting's invitation, while the person has not answered it."""
    network = network_ctx.network
    if not can_answer_rsvp(actor, network.id):
        return []
    to_come = await meeting_rows.to_come(session, network.id, now)
    if not to_come or await meeting_rows.answer_of(session, to_come[0].id, actor.user_id):
        return []
    sentence = say("meetings.waiting_answer", when=meeting_when(facts_of(to_come[0], network)))
    return [Todo(sentence, say("meetings.waiting_answer_button"), "/cop-meeting")]


async def minutes_missing(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, actor: Actor, now: datetime
) -> Sequence[Todo]:
    """The oldest meeting of which nothing was recorded, for those who may."""
    if not can_record_minutes(actor, network_ctx.network.id):
        return []
    missing = await meeting_rows.without_minutes(session, network_ctx.network.id, now)
    if not missing:
        return []
    sentence = say("meetings.waiting_minutes", day=day(day_of(missing[0], network_ctx.network)))
    return [Todo(sentence, say("meetings.waiting_minutes_button"), "/cop-meeting", "minutes")]


async def unbooked(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, actor: Actor, now: datetime
) -> Sequence[Todo]:
    """The meeting that a running term still lacks, for those who may book it."""
    network, today = network_ctx.network, local_day(now, network_ctx.zone)
    if not can_book_meeting(actor, network.id):
        return []
    try:
        term = term_of(network_ctx.calendar, today)
    except UnknownDate:  # past the calendar's end; the operator heard of it a year before
        return []
    if today not in term:
        return []
    booked = await meeting_rows.number_in_term(session, network.id, term.key)
    if (missing := network.min_meetings - booked) < 1:
        return []
    key = "meetings.waiting_booking_more" if booked else "meetings.waiting_booking"
    sentence = say(key, term=term_name(term.key), number=missing)
    return [Todo(sentence, say("meetings.waiting_booking_button"), "/cop-meeting", "book")]
