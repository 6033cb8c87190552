"""introductions: what the services of this feature offer to the rest of the house."""

from services.delivery import Announcement
from services.schedule import Fire, Planner
from services.waiting import WaitingSource

ANNOUNCEMENTS: dict[str, Announcement] = {}
PLANNERS: list[Planner] = []
FIRES: dict[str, Fire] = {}
WAITING: list[WaitingSource] = []
