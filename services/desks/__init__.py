"""The SEIL's desk: what waits, the oldest first, and their networks, those that need them first."""

from services.desks.occasions import PLANNERS, fires_of
from services.desks.posts import ANNOUNCEMENTS, HANDED_OVER
from services.desks.reading import read_desk, served_by
from services.desks.use_cases import DeskService
from services.feature import Feature

FEATURE = Feature(
    name="desks", planners=PLANNERS, announcements=ANNOUNCEMENTS, asks=(HANDED_OVER,), handed_over=fires_of
)

__all__ = ["FEATURE", "DeskService", "read_desk", "served_by"]
