"""The half-yearly self-assessment: private until the close, then revealed together, kept without names."""

from services.assessments import after_close, occasions
from services.assessments.challenging import challenging
from services.assessments.desk import desk
from services.assessments.keeping import KEPT
from services.assessments.posts import ANNOUNCEMENTS, ASKS, DISCREET
from services.assessments.rounds import ALL_FINISHED
from services.assessments.standing import section
from services.assessments.todo import waiting_assessment
from services.assessments.use_cases import AssessmentService
from services.feature import Feature

FEATURE = Feature(
    name="assessments",
    planners=[*occasions.PLANNERS, *after_close.PLANNERS],
    fires={**occasions.FIRES, **after_close.FIRES},
    announcements=ANNOUNCEMENTS,
    asks=ASKS,
    goes_on=(ALL_FINISHED,),
    todo=[waiting_assessment],
    section=section,
    desk=desk,
    challenging=challenging,
    discreet=DISCREET,
    kept=KEPT,
)

__all__ = ["FEATURE", "AssessmentService"]
