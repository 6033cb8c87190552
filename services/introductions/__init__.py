"""Introductions: two people are asked alone, and brought together where both say yes."""

from services.introductions.occasions import FIRES, PLANNERS
from services.introductions.posts import ANNOUNCEMENTS
from services.introductions.standing import WAITING, IntroductionStanding, standing
from services.introductions.use_cases import AskIntroduction, IntroductionService

__all__ = [
    "ANNOUNCEMENTS",
    "FIRES",
    "PLANNERS",
    "WAITING",
    "AskIntroduction",
    "IntroductionService",
    "IntroductionStanding",
    "standing",
]
