"""networks: setting up, people, schools, settings, coming and going, and loading many at once."""

from __future__ import annotations

from services.ground import Ground
from services.networks.importing import NetworkImport
from services.networks.joining import NetworkJoining
from services.networks.newcomers import NetworkNewcomers
from services.networks.occasions import FIRES, PLANNERS
from services.networks.own_school import OwnSchool
from services.networks.posts import ANNOUNCEMENTS
from services.networks.presence import NetworkPresence
from services.networks.reading import NetworkReading, NetworkStanding, standing
from services.networks.roster import NetworkRoster
from services.networks.school_roles import SchoolRoles
from services.networks.setting_up import NetworkSetup
from services.networks.settings import NetworkChanges
from services.networks.taking_over import NetworkTakingOver
from services.networks.waiting import WAITING

__all__ = [
    "ANNOUNCEMENTS",
    "FIRES",
    "PLANNERS",
    "WAITING",
    "NetworkNewcomers",
    "NetworkService",
    "NetworkStanding",
    "standing",
]


class NetworkService:
    """All use cases around networks, by what they are about."""

    def __init__(self, ground: Ground) -> None:
        self.reading = NetworkReading(ground)
        self.setup = NetworkSetup(ground)
        self.roster = NetworkRoster(ground)
        self.changes = NetworkChanges(ground)
        self.joining = NetworkJoining(ground)
        self.taking_over = NetworkTakingOver(ground)
        self.newcomers = NetworkNewcomers(ground)
        self.school_roles = SchoolRoles(ground)
        self.own_school = OwnSchool(ground)
        self.presence = NetworkPresence(ground)
        self.importing = NetworkImport(ground)
