"""actions: what the services of this feature offer to the rest of the house."""

from services.actions.recording import record
from services.delivery import Announcement
from services.schedule import Fire, Planner
from services.waiting import WaitingSource

ANNOUNCEMENTS: dict[str, Announcement] = {}
PLANNERS: list[Planner] = []
FIRES: dict[str, Fire] = {}
WAITING: list[WaitingSource] = []

__all__ = ["ANNOUNCEMENTS", "FIRES", "PLANNERS", "WAITING", "record"]
