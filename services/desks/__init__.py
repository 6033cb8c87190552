"""The SEIL's desk: what waits, the oldest first, and their networks, those that need them first."""

from services.desks.reading import read_desk
from services.desks.use_cases import DeskService
from services.feature import Feature

FEATURE = Feature(name="desks")

__all__ = ["FEATURE", "DeskService", "read_desk"]
