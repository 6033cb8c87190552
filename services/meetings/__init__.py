"""Meetings: asked for, booked, answered, held, and written down."""

from __future__ import annotations

from services.context import AppContext
from services.feature import Feature
from services.meetings import invitations, occasions
from services.meetings.agenda import add_to_agenda
from services.meetings.announcing import ASKS
from services.meetings.answering import AnsweringService
from services.meetings.booking import BookingService
from services.meetings.changing import ChangingService, cancel_coming
from services.meetings.coming import next_meeting
from services.meetings.desk import desk
from services.meetings.minutes import MinutesService
from services.meetings.occasions import ANY_MEETING, meetings_to_plan
from services.meetings.overview import OverviewService
from services.meetings.posts import ANNOUNCEMENTS
from services.meetings.standing import section
from services.meetings.todo import minutes_missing, unanswered, unbooked

__all__ = [
    "ANY_MEETING",
    "FEATURE",
    "MeetingService",
    "add_to_agenda",
    "cancel_coming",
    "meetings_to_plan",
    "next_meeting",
]

FEATURE = Feature(
    name="meetings",
    planners=[*occasions.PLANNERS, *invitations.PLANNERS],
    fires={**occasions.FIRES, **invitations.FIRES},
    announcements=ANNOUNCEMENTS,
    asks=ASKS,
    todo=[unanswered, minutes_missing, unbooked],
    section=section,
    desk=desk,
)


class MeetingService:
    """Everything about meetings, by what one does with them."""

    def __init__(self, app: AppContext) -> None:
        self.overview = OverviewService(app)
        self.booking = BookingService(app)
        self.changing = ChangingService(app)
        self.answering = AnsweringService(app)
        self.minutes = MinutesService(app)
