"""A meeting's row as the prompts need it."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import SchoolCalendar, Term, local_day
from domain.errors import Gone
from facts.meetings import MeetingFacts, Replies
from storage import meetings as meeting_rows
from storage.models import Network
from storage.models.meetings import Meeting


def facts_of(meeting: Meeting, network: Network) -> MeetingFacts:
    return MeetingFacts(
        meeting_id=meeting.id,
        network=network.name,
        term=meeting.term,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        zone=ZoneInfo(network.timezone),
        place=meeting.place,
        link=meeting.link,
        agenda=meeting.agenda,
        status=meeting.status,
    )


async def replies_of(session: AsyncSession, meeting_id: int) -> Replies:
    found = await meeting_rows.answers(session, meeting_id)
    coming, maybe, not_coming = (
        tuple(rsvp.person_id for rsvp in found if rsvp.answer == answer) for answer in ("yes", "maybe", "no")
    )
    return Replies(coming, maybe, not_coming)


def day_of(meeting: Meeting, network: Network) -> date:
    """The meeting's date on the network's wall."""
    return local_day(meeting.starts_at, ZoneInfo(network.timezone))


def term_of(calendar: SchoolCalendar, day: date) -> Term:
    """The term that a meeting on that day counts for: in the holidays it is the one to come.

    Raises UnknownDate where the calendar does not reach.
    """
    return calendar.term_at_or_after(day)


def require_open(meeting: Meeting) -> None:
    """Go on where the meeting is booked. Raises Gone with the sentence that says why it is closed."""
    if meeting.status == "cancelled":
        raise Gone("meetings.wrong_cancelled")
    if meeting.status != "booked":
        raise Gone("meetings.wrong_minutes_written")
