"""Where a network stands: told to those who ask, shared safely, and summed up at the end of each half-year."""

from services.summaries.occasions import FIRES, PLANNERS
from services.summaries.posts import ANNOUNCEMENTS
from services.summaries.use_cases import Sent, SummaryService
from services.waiting import WaitingSource

WAITING: list[WaitingSource] = []

__all__ = ["ANNOUNCEMENTS", "FIRES", "PLANNERS", "WAITING", "Sent", "SummaryService"]
