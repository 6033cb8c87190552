"""What leaders say in the self-assessment and schools in pulse checks, side by side."""

from services.feature import Feature
from services.gaps.challenging import challenging
from services.gaps.posts import ANNOUNCEMENTS, GAP
from services.gaps.standing import section

FEATURE = Feature(name="gaps", announcements=ANNOUNCEMENTS, section=section, challenging=challenging)

__all__ = ["FEATURE", "GAP"]
