"""The self-assessments over the years: where each item stood, and what moved since the baseline."""

from services.feature import Feature
from services.trends.posts import ANNOUNCEMENTS, BASELINE, TREND
from services.trends.standing import section

FEATURE = Feature(name="trends", announcements=ANNOUNCEMENTS, section=section)

__all__ = ["BASELINE", "FEATURE", "TREND"]
