"""What a network is good at and works on, as far as it lets other networks see that."""

from services.feature import Feature
from services.showcases.lapsing import FIRES, PLANNERS
from services.showcases.links import links_of
from services.showcases.posts import ANNOUNCEMENTS, ASKED
from services.showcases.reading import require_shown, shown_of, strengths_shown
from services.showcases.use_cases import ShowcaseService

FEATURE = Feature(
    name="showcases",
    planners=PLANNERS,
    fires=FIRES,
    announcements=ANNOUNCEMENTS,
    asks=(ASKED,),
    goes_on=(ASKED,),
)

__all__ = ["FEATURE", "ShowcaseService", "links_of", "require_shown", "shown_of", "strengths_shown"]
