"""The conduit, upwards: successes and feedback of networks, and what became of them."""

from services.feature import Feature
from services.stories.desk import desk
from services.stories.handing_over import hand_over
from services.stories.occasions import FIRES, PLANNERS
from services.stories.posts import ANNOUNCEMENTS, DIGEST, TO_SEIL
from services.stories.use_cases import StoryService

FEATURE = Feature(
    name="stories",
    planners=PLANNERS,
    fires=FIRES,
    announcements=ANNOUNCEMENTS,
    asks=(TO_SEIL, DIGEST),
    handing_over=hand_over,
    desk=desk,
)

__all__ = ["FEATURE", "StoryService"]
