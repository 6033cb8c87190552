"""Introductions: two people are asked alone, and brought together where both say yes."""

from services.feature import Feature
from services.introductions.desk import desk
from services.introductions.handing_over import hand_over
from services.introductions.occasions import FIRES, PLANNERS
from services.introductions.posts import ANNOUNCEMENTS, ASK_SEIL, CLOSE
from services.introductions.standing import section
from services.introductions.todo import waiting_introductions
from services.introductions.use_cases import AskIntroduction, IntroductionService

FEATURE = Feature(
    name="introductions",
    planners=PLANNERS,
    fires=FIRES,
    announcements=ANNOUNCEMENTS,
    asks=(ASK_SEIL, CLOSE),
    handing_over=hand_over,
    todo=[waiting_introductions],
    section=section,
    desk=desk,
)

__all__ = ["FEATURE", "AskIntroduction", "IntroductionService"]
