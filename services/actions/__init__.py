"""Actions: what somebody takes on, by when, and following it up."""

from services.actions.posts import ANNOUNCEMENTS
from services.actions.recording import record
from services.actions.reminders import FIRES, PLANNERS
from services.actions.standing import DEADLINES, WAITING, ActionStanding, standing
from services.actions.use_cases import ActionService, AddAction, Owner

__all__ = [
    "ANNOUNCEMENTS",
    "DEADLINES",
    "FIRES",
    "PLANNERS",
    "WAITING",
    "ActionService",
    "ActionStanding",
    "AddAction",
    "Owner",
    "record",
    "standing",
]
