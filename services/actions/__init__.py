"""Actions: what somebody takes on, by when, and following it up."""

from services.actions.posts import ANNOUNCEMENTS
from services.actions.recording import record
from services.actions.reminders import FIRES, PLANNERS
from services.actions.standing import ActionStanding, action_deadlines, standing, waiting_actions
from services.actions.use_cases import ActionService, AddAction, Owner
from services.feature import Feature

FEATURE = Feature(
    name="actions",
    planners=PLANNERS,
    fires=FIRES,
    announcements=ANNOUNCEMENTS,
    todo=[waiting_actions],
    deadlines=[action_deadlines],
)

__all__ = ["FEATURE", "ActionService", "ActionStanding", "AddAction", "Owner", "record", "standing"]
