"""Joint groups: schools of one network or several that work on one thing together for a time.

A group is a row among the networks, so that meetings, actions, pulse checks, peer reviews, the summary and the settings
are the same; what is here is how it comes about, who has a seat in it, and how it ends.
"""

from services.feature import Feature
from services.groups.occasions import FIRES, PLANNERS
from services.groups.posts import ANNOUNCEMENTS, CHANNEL, ENDING, HANDED_ON, OFFERED, news_of
from services.groups.reading import group_card, has_groups
from services.groups.succession import hand_over
from services.groups.todo import asked_to_join, desk, ends_soon
from services.groups.use_cases import GroupService

FEATURE = Feature(
    name="groups",
    planners=PLANNERS,
    fires=FIRES,
    announcements=ANNOUNCEMENTS,
    asks=(ENDING, OFFERED, HANDED_ON),
    goes_on=(ENDING, OFFERED),
    handing_over=hand_over,
    todo=[asked_to_join, ends_soon],
    desk=desk,
)

__all__ = ["CHANNEL", "FEATURE", "GroupService", "group_card", "has_groups", "news_of"]
