"""What goes out about a meeting: its card, the calendar file in the card's thread, and news of changes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.challenging import QUESTIONS
from services.delivery.outbox import post_in_channel, refresh_post, settle_posts, share_file
from storage.models import Network
from storage.models.meetings import Meeting

CARD = "meetings.card"
CALENDAR_FILE = "meetings.calendar_file"
MOVED = "meetings.moved"
ALTERED = "meetings.altered"
CANCELLED = "meetings.cancelled"
MINUTES = "meetings.minutes"
ASK = "meetings.ask"
NUDGE = "meetings.nudge"
WEEK_BEFORE = "meetings.week_before"
DAY_BEFORE = "meetings.day_before"
UNANSWERED = "meetings.unanswered"
MINUTES_DUE = "meetings.minutes_due"
MINUTES_AGAIN = "meetings.minutes_again"
ASKS = (NUDGE, UNANSWERED, DAY_BEFORE, MINUTES_DUE, MINUTES_AGAIN)
"""What is put to people for the role that they hold."""
INVITING = (MOVED, WEEK_BEFORE, DAY_BEFORE, UNANSWERED)
"""What goes out beside the card with buttons to answer the invitation."""


def can_post(network: Network) -> bool:
    """Whether the channel hears at once; a network that stands still hears when it goes on."""
    return network.channel_id is not None and network.status == "active"


def announce_booking(session: AsyncSession, network: Network, meeting: Meeting, now: datetime) -> None:
    """The card, and the calendar file in its thread."""
    meeting.card_delivery_id = post_in_channel(session, network, CARD, {"meeting": meeting.id}, now=now)
    share_calendar_file(session, network, meeting, now)


def share_calendar_file(session: AsyncSession, network: Network, meeting: Meeting, now: datetime) -> None:
    share_file(
        session,
        network,
        CALENDAR_FILE,
        {"meeting": meeting.id, "sequence": meeting.sequence},
        now=now,
        in_thread_of=meeting.card_delivery_id,
    )


async def refresh_card(session: AsyncSession, network: Network, meeting: Meeting, now: datetime) -> None:
    """Let the card say what is true now; several changes in a row become one update."""
    if meeting.card_delivery_id is not None:
        await refresh_post(session, network, CARD, {"meeting": meeting.id}, meeting.card_delivery_id, now=now)


async def close_invitation(session: AsyncSession, network: Network, meeting: Meeting, now: datetime) -> None:
    """The meeting has started: take the buttons to answer off its card and its reminders."""
    await refresh_card(session, network, meeting, now)
    await settle_posts(session, network, INVITING, "meeting", meeting.id, now=now)


async def announce_change(
    session: AsyncSession, network: Network, meeting: Meeting, kind: str, now: datetime, was: datetime | None = None
) -> None:
    """News of a change that calendars have to take over. was: when it would have started, if it was moved."""
    meeting.sequence += 1
    if kind != ALTERED:
        await settle_posts(session, network, (*INVITING, QUESTIONS), "meeting", meeting.id, now=now)
    await refresh_card(session, network, meeting, now)
    payload: dict[str, int | str] = {"meeting": meeting.id, "sequence": meeting.sequence}
    if was is not None:
        payload["was"], payload["starts"] = was.isoformat(), meeting.starts_at.isoformat()
    post_in_channel(session, network, kind, payload, now=now)
    share_calendar_file(session, network, meeting, now)
