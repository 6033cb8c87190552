"""The half-yearly self-assessment: private until the close, then revealed together, kept without names.

For other features: `standing` is where the newest revealed round stands, `open_until` whether one is open now.
"""

from services.assessments.keeping import KEPT
from services.assessments.occasions import FIRES, PLANNERS
from services.assessments.posts import ANNOUNCEMENTS, DISCREET
from services.assessments.standing import open_until, standing
from services.assessments.use_cases import AssessmentService
from services.assessments.waiting import waiting_assessment
from services.waiting import WaitingSource

WAITING: list[WaitingSource] = [waiting_assessment]

__all__ = [
    "ANNOUNCEMENTS",
    "DISCREET",
    "FIRES",
    "KEPT",
    "PLANNERS",
    "WAITING",
    "AssessmentService",
    "open_until",
    "standing",
]
