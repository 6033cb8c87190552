"""A network's data-sharing agreement: what it shows to whom, raised step by step, each school free to stay behind."""

from services.agreements.handing_over import hand_over
from services.agreements.occasions import FIRES, PLANNERS
from services.agreements.posts import ANNOUNCEMENTS, LOOK, PROPOSED, SUCCESSOR
from services.agreements.todo import desk, waiting_steps
from services.agreements.use_cases import AgreementService
from services.feature import Feature

FEATURE = Feature(
    name="agreements",
    planners=PLANNERS,
    fires=FIRES,
    announcements=ANNOUNCEMENTS,
    asks=(PROPOSED, LOOK, SUCCESSOR),
    goes_on=(PROPOSED,),
    handing_over=hand_over,
    todo=[waiting_steps],
    desk=desk,
)

__all__ = ["FEATURE", "AgreementService"]
