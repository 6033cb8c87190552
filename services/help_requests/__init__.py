"""Asking one's SEIL for help, in private."""

from services.feature import Feature
from services.help_requests.desk import desk
from services.help_requests.handing_over import hand_over
from services.help_requests.occasions import FIRES, PLANNERS
from services.help_requests.posts import ANNOUNCEMENTS, TO_SEIL
from services.help_requests.todo import waiting_requests
from services.help_requests.use_cases import HelpRequestService

FEATURE = Feature(
    name="help_requests",
    planners=PLANNERS,
    fires=FIRES,
    announcements=ANNOUNCEMENTS,
    asks=TO_SEIL,
    handing_over=hand_over,
    todo=[waiting_requests],
    desk=desk,
)

__all__ = ["FEATURE", "HelpRequestService"]
