"""networks: setting up, people, schools, settings, coming and going, and loading many at once."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from services.context import AppContext
from services.feature import Feature
from services.networks.desk import desk
from services.networks.joining import NetworkJoining
from services.networks.leaving_office import fires_of, plan_left_office
from services.networks.newcomers import NetworkNewcomers
from services.networks.occasions import FIRES, PLANNERS
from services.networks.own_school import OwnSchool
from services.networks.posts import ANNOUNCEMENTS, TO_LEADERS
from services.networks.presence import NetworkPresence
from services.networks.reading import NetworkReading, NetworkStanding, standing
from services.networks.roster import NetworkRoster
from services.networks.roster_changes import Changes, ImportRefused
from services.networks.roster_files import Problem, SourceFile
from services.networks.school_places import SchoolList
from services.networks.school_roles import ASK, ASK_ALL, SchoolRoles
from services.networks.setting_up import NetworkSetup
from services.networks.settings import NetworkChanges
from services.networks.taking_over import ASK as TAKES_OVER
from services.networks.taking_over import NetworkTakingOver
from services.networks.todo import wait_for_roster, wait_for_school_roles
from services.schedule import Where
from storage import networks as network_rows

if TYPE_CHECKING:
    from services.networks.importing import NetworkImport
    from services.networks.school_changes import SchoolChanges

__all__ = [
    "FEATURE",
    "Changes",
    "ImportRefused",
    "NetworkNewcomers",
    "NetworkService",
    "NetworkStanding",
    "Problem",
    "SourceFile",
    "standing",
]

FEATURE = Feature(
    name="networks",
    planners=[*PLANNERS, Where(network_rows.ANY_LEFT_OR_CAME, plan_left_office)],
    fires=FIRES,
    announcements=ANNOUNCEMENTS,
    asks=(ASK, ASK_ALL, TAKES_OVER, *TO_LEADERS),
    goes_on=(TAKES_OVER,),
    left_office=fires_of,
    todo=[wait_for_roster, wait_for_school_roles],
    desk=desk,
)


class NetworkService:
    """All use cases around networks, by what they are about."""

    def __init__(self, app: AppContext) -> None:
        self.reading = NetworkReading(app)
        self.setup = NetworkSetup(app)
        self.roster = NetworkRoster(app)
        self.changes = NetworkChanges(app)
        self.joining = NetworkJoining(app)
        self.taking_over = NetworkTakingOver(app)
        self.newcomers = NetworkNewcomers(app)
        self.school_roles = SchoolRoles(app)
        self.own_school = OwnSchool(app)
        self.presence = NetworkPresence(app)
        self.school_list = SchoolList(app)
        self._app = app

    # What only commands need is read when it is first needed.

    @cached_property
    def importing(self) -> NetworkImport:
        from services.networks.importing import NetworkImport

        return NetworkImport(self._app)

    @cached_property
    def school_changes(self) -> SchoolChanges:
        from services.networks.school_changes import SchoolChanges

        return SchoolChanges(self._app)
