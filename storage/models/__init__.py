"""The tables, a module for each feature.

Those that stand here by name are read at every start: networks, schools and their people, the outbox, the schedule, the
audit, the keys. A feature's are imported from their own module, so that a process reads them when it first hears of the
feature. Whoever needs all tables takes them from `storage.models.every`.
"""

from storage.models.audit import AuditEntry
from storage.models.base import Base
from storage.models.delivery import Delivery, Gate, HandledRequest, Lane, SeenRequest
from storage.models.networks import CalendarOverride, Membership, Network, RoleProposal, Workspace
from storage.models.people import Person
from storage.models.places import Area, Region, School, SchoolMembership
from storage.models.schedule import Occasion
from storage.models.sealed import SealedAnswer, WrappedKey

__all__ = [
    "Area",
    "AuditEntry",
    "Base",
    "CalendarOverride",
    "Delivery",
    "Gate",
    "HandledRequest",
    "Lane",
    "Membership",
    "Network",
    "Occasion",
    "Person",
    "Region",
    "RoleProposal",
    "School",
    "SchoolMembership",
    "SealedAnswer",
    "SeenRequest",
    "Workspace",
    "WrappedKey",
]
