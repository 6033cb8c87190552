"""Actions: what somebody takes on, by when, and following it up."""

from services.actions.challenging import challenging
from services.actions.desk import desk
from services.actions.posts import ANNOUNCEMENTS
from services.actions.recording import GIVEN, NUDGE, record
from services.actions.reminders import FIRES, PLANNERS
from services.actions.standing import section
from services.actions.todo import action_deadlines, waiting_actions
from services.actions.use_cases import ActionService, AddAction, Owner
from services.feature import Feature

FEATURE = Feature(
    name="actions",
    planners=PLANNERS,
    fires=FIRES,
    announcements=ANNOUNCEMENTS,
    asks=(GIVEN, NUDGE),
    todo=[waiting_actions],
    deadlines=[action_deadlines],
    section=section,
    desk=desk,
    challenging=challenging,
)

__all__ = ["FEATURE", "ActionService", "AddAction", "Owner", "record"]
