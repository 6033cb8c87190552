"""meetings: what the services of this feature offer to the rest of the house."""

from __future__ import annotations

from services.ground import Ground
from services.meetings import invitations, occasions
from services.meetings.answering import AnsweringService
from services.meetings.booking import BookingService
from services.meetings.changing import ChangingService
from services.meetings.coming import next_meeting
from services.meetings.minutes import MinutesService
from services.meetings.overview import OverviewService
from services.meetings.posts import ANNOUNCEMENTS
from services.meetings.waiting import WAITING

__all__ = ["ANNOUNCEMENTS", "FIRES", "PLANNERS", "WAITING", "MeetingService", "next_meeting"]

PLANNERS = [*occasions.PLANNERS, *invitations.PLANNERS]
FIRES = {**occasions.FIRES, **invitations.FIRES}


class MeetingService:
    """Everything about meetings, by what one does with them."""

    def __init__(self, ground: Ground) -> None:
        self.overview = OverviewService(ground)
        self.booking = BookingService(ground)
        self.changing = ChangingService(ground)
        self.answering = AnsweringService(ground)
        self.minutes = MinutesService(ground)
