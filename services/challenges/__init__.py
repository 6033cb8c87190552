"""The SEIL as challenge partner: three questions worth asking before each meeting, and one tap that brings one up."""

from services.challenges.occasions import PLANNERS, fires_of
from services.challenges.posts import ANNOUNCEMENTS
from services.challenges.use_cases import AGENDA, CHANNEL, ChallengeService
from services.challenging import QUESTIONS
from services.feature import Feature

FEATURE = Feature(
    name="challenges",
    planners=PLANNERS,
    announcements=ANNOUNCEMENTS,
    asks=(QUESTIONS,),
    goes_on=(QUESTIONS,),
    challenged=fires_of,
)

__all__ = ["AGENDA", "CHANNEL", "FEATURE", "ChallengeService"]
