"""What other features put on a meeting's agenda."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Invalid
from prompts.meetings.forms import MOST_AGENDA
from services.meetings.announcing import refresh_card
from storage.models import Network
from storage.models.meetings import Meeting


async def add_to_agenda(session: AsyncSession, network: Network, meeting: Meeting, line: str, now: datetime) -> None:
    """Add a line at the end, and let the card say it. Raises Invalid where the agenda is too full for it.

    The network and the meeting are locked.
    """
    agenda = f"{meeting.agenda}\n{line}".strip()
    if len(agenda) > MOST_AGENDA:
        raise Invalid("meetings.wrong_agenda_full")
    meeting.agenda = agenda
    await refresh_card(session, network, meeting, now)
