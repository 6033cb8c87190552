"""The conduit: notices from the department to networks, what SEILs add to them, and what comes back."""

from __future__ import annotations

from services.bulletins.answering import QUESTIONS
from services.bulletins.desk import desk
from services.bulletins.hearing import HearingService
from services.bulletins.occasions import FIRES, PLANNERS
from services.bulletins.posts import ANNOUNCEMENTS, DECLINED, MEANING, TO_APPROVE, UNDECIDED
from services.bulletins.todo import waiting_notices
from services.bulletins.writing import WritingService
from services.context import AppContext
from services.feature import Feature

FEATURE = Feature(
    name="bulletins",
    planners=PLANNERS,
    fires=FIRES,
    announcements=ANNOUNCEMENTS,
    asks=(MEANING, TO_APPROVE, DECLINED, UNDECIDED, QUESTIONS),
    goes_on=(MEANING,),
    desk=desk,
    todo=[waiting_notices],
)

__all__ = ["FEATURE", "BulletinService"]


class BulletinService:
    """writing: by author and approver; hearing: what networks do with it."""

    def __init__(self, app: AppContext) -> None:
        self.writing = WritingService(app)
        self.hearing = HearingService(app)
