"""The self-assessments over the years: where each item stood, and what moved since the baseline."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from services.context import AppContext
from services.feature import Feature
from services.trends.posts import ANNOUNCEMENTS, BASELINE, TREND
from services.trends.reading import read_agreed, read_trend
from services.trends.standing import section

if TYPE_CHECKING:
    from services.trends.importing import ResultImport

FEATURE = Feature(name="trends", announcements=ANNOUNCEMENTS, section=section)

__all__ = ["BASELINE", "FEATURE", "TREND", "TrendService", "read_agreed", "read_trend"]


class TrendService:
    """importing: takes over results from before the bot."""

    def __init__(self, app: AppContext) -> None:
        self._app = app

    @cached_property
    def importing(self) -> ResultImport:
        from services.trends.importing import ResultImport  # a command alone needs it

        return ResultImport(self._app)
