"""The self-assessments over the years: where each item stood, and what moved since the baseline."""

from __future__ import annotations

from services.context import AppContext
from services.feature import Feature
from services.trends.importing import ResultImport
from services.trends.posts import ANNOUNCEMENTS, BASELINE, TREND
from services.trends.reading import read_trend
from services.trends.standing import section

FEATURE = Feature(name="trends", announcements=ANNOUNCEMENTS, section=section)

__all__ = ["BASELINE", "FEATURE", "TREND", "TrendService", "read_trend"]


class TrendService:
    """importing: takes over results from before the bot."""

    def __init__(self, app: AppContext) -> None:
        self.importing = ResultImport(app)
