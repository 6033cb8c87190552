"""Every table: all modules of this package are imported, so that the metadata is whole for migrations.

The tables that many need stand here by name; others are imported from their own module.
"""

from importlib import import_module
from pkgutil import iter_modules

from storage.models.actions import Action
from storage.models.assessments import (
    AgreedLevel,
    AssessmentRater,
    AssessmentResult,
    AssessmentRound,
    DraftRating,
    ImportedLevel,
    ItemEvidence,
    LevelRevision,
    NamedRating,
    SecondPass,
    SecondResult,
)
from storage.models.audit import AuditEntry
from storage.models.base import Base
from storage.models.delivery import Delivery, Gate, HandledRequest, Lane, SeenRequest
from storage.models.holds import Hold
from storage.models.installations import Installation, UsedState
from storage.models.introductions import Introduction
from storage.models.meetings import Attendance, Meeting, Rsvp
from storage.models.networks import CalendarOverride, Membership, Network, RoleProposal, Workspace
from storage.models.peer_reviews import ReviewDropOut, ReviewExclusion, ReviewGroup, ReviewRound, ReviewVisit
from storage.models.people import Person
from storage.models.places import Area, Region, School, SchoolMembership
from storage.models.pulses import Pulse, PulseAnswer, PulseComment, PulseResult, SealedComment
from storage.models.schedule import Occasion
from storage.models.sealed import SealedAnswer, WrappedKey

__all__ = [
    "Action",
    "AgreedLevel",
    "Area",
    "AssessmentRater",
    "AssessmentResult",
    "AssessmentRound",
    "Attendance",
    "AuditEntry",
    "Base",
    "CalendarOverride",
    "Delivery",
    "DraftRating",
    "Gate",
    "HandledRequest",
    "Hold",
    "ImportedLevel",
    "Installation",
    "Introduction",
    "ItemEvidence",
    "Lane",
    "LevelRevision",
    "Meeting",
    "Membership",
    "NamedRating",
    "Network",
    "Occasion",
    "Person",
    "Pulse",
    "PulseAnswer",
    "PulseComment",
    "PulseResult",
    "Region",
    "ReviewDropOut",
    "ReviewExclusion",
    "ReviewGroup",
    "ReviewRound",
    "ReviewVisit",
    "RoleProposal",
    "Rsvp",
    "School",
    "SchoolMembership",
    "SealedAnswer",
    "SealedComment",
    "SecondPass",
    "SecondResult",
    "SeenRequest",
    "UsedState",
    "Workspace",
    "WrappedKey",
]

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
