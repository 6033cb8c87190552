"""Where a network stands: told to those who ask, shared safely, and summed up at the end of each half-year."""

from services.feature import Feature
from services.summaries.occasions import FIRES, PLANNERS
from services.summaries.posts import announcements
from services.summaries.use_cases import Sent, SummaryService

FEATURE = Feature(name="summaries", planners=PLANNERS, fires=FIRES, retelling=announcements)

__all__ = ["FEATURE", "Sent", "SummaryService"]
