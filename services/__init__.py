"""The use cases. FEATURES are the features, `Services` holds a service for each; `build` puts them together.

A start reads no feature: each is read when it is first heard of, or when something of it first falls due.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING

from msgspec import Struct

from services.audit import AuditService
from services.context import AppContext
from services.delivery.engine import DeliveryService
from services.feature import Feature, Register
from services.keeping import KeepingService
from services.places import PlaceService
from services.schedule import ScheduleService
from services.workspaces import WorkspaceService

if TYPE_CHECKING:
    from services.actions import ActionService
    from services.agreements import AgreementService
    from services.assessments import AssessmentService
    from services.bulletins import BulletinService
    from services.challenges import ChallengeService
    from services.channels import ChannelService
    from services.contacts import ContactService
    from services.desks import DeskService
    from services.forms import FormService
    from services.groups import GroupService
    from services.help_requests import HelpRequestService
    from services.holds import HoldService
    from services.home import HomeService
    from services.installations import InstallationService
    from services.introductions import IntroductionService
    from services.meetings import MeetingService
    from services.networks import NetworkService
    from services.offers import OfferService
    from services.peer_reviews import PeerReviewService
    from services.person_data import PersonDataService
    from services.pulses import PulseService
    from services.retention import RetentionService
    from services.showcases import ShowcaseService
    from services.stories import StoryService
    from services.summaries import SummaryService
    from services.trends import TrendService

FEATURES = (
    "networks",
    "meetings",
    "actions",
    "assessments",
    "trends",
    "pulses",
    "gaps",
    "peer_reviews",
    "introductions",
    "offers",
    "showcases",
    "groups",
    "agreements",
    "help_requests",
    "challenges",
    "bulletins",
    "stories",
    "contacts",
    "desks",
    "summaries",
)
"""In the order in which people see them. Each is a package here, whose FEATURE says what belongs to it."""


class Services(Struct, frozen=True, dict=True):
    app: AppContext
    register: Register
    delivery: DeliveryService
    schedule: ScheduleService
    keeping: KeepingService
    places: PlaceService
    workspaces: WorkspaceService
    audit: AuditService

    # What follows is read when it is first needed.

    @cached_property
    def channels(self) -> ChannelService:
        from services.channels import ChannelService

        return ChannelService(self.app)

    @cached_property
    def forms(self) -> FormService:
        from services.forms import FormService

        return FormService(self.app)

    @cached_property
    def installations(self) -> InstallationService:
        from services.installations import InstallationService

        return InstallationService(self.app)

    @cached_property
    def networks(self) -> NetworkService:
        from services.networks import NetworkService

        return NetworkService(self.app)

    @cached_property
    def meetings(self) -> MeetingService:
        from services.meetings import MeetingService

        return MeetingService(self.app)

    @cached_property
    def actions(self) -> ActionService:
        from services.actions import ActionService

        return ActionService(self.app)

    @cached_property
    def assessments(self) -> AssessmentService:
        from services.assessments import AssessmentService

        return AssessmentService(self.app)

    @cached_property
    def trends(self) -> TrendService:
        from services.trends import TrendService

        return TrendService(self.app)

    @cached_property
    def pulses(self) -> PulseService:
        from services.pulses import PulseService

        return PulseService(self.app)

    @cached_property
    def peer_reviews(self) -> PeerReviewService:
        from services.peer_reviews import PeerReviewService

        return PeerReviewService(self.app)

    @cached_property
    def introductions(self) -> IntroductionService:
        from services.introductions import IntroductionService

        return IntroductionService(self.app)

    @cached_property
    def offers(self) -> OfferService:
        from services.offers import OfferService

        return OfferService(self.app)

    @cached_property
    def showcases(self) -> ShowcaseService:
        from services.showcases import ShowcaseService

        return ShowcaseService(self.app)

    @cached_property
    def groups(self) -> GroupService:
        from services.groups import GroupService

        return GroupService(self.app)

    @cached_property
    def agreements(self) -> AgreementService:
        from services.agreements import AgreementService

        return AgreementService(self.app)

    @cached_property
    def help_requests(self) -> HelpRequestService:
        from services.help_requests import HelpRequestService

        return HelpRequestService(self.app)

    @cached_property
    def challenges(self) -> ChallengeService:
        from services.challenges import ChallengeService

        return ChallengeService(self.app)

    @cached_property
    def bulletins(self) -> BulletinService:
        from services.bulletins import BulletinService

        return BulletinService(self.app)

    @cached_property
    def stories(self) -> StoryService:
        from services.stories import StoryService

        return StoryService(self.app)

    @cached_property
    def contacts(self) -> ContactService:
        from services.contacts import ContactService

        return ContactService(self.app)

    @cached_property
    def desks(self) -> DeskService:
        from services.desks import DeskService

        return DeskService(self.app, self.register.desks)

    @cached_property
    def summaries(self) -> SummaryService:
        from services.summaries import SummaryService

        return SummaryService(self.app, self.register.sections)

    @cached_property
    def home(self) -> HomeService:
        from services.home import HomeService

        return HomeService(self.app, self.register)

    @cached_property
    def person_data(self) -> PersonDataService:
        from services.person_data import PersonDataService

        return PersonDataService(self.app)

    @cached_property
    def holds(self) -> HoldService:
        from services.holds import HoldService

        return HoldService(self.app)

    @cached_property
    def retention(self) -> RetentionService:
        from services.retention import RetentionService

        return RetentionService(self.app)


def gather(features: Sequence[Feature | str] = FEATURES) -> Register:
    """What the features register. Raises ClaimedTwice where two have one name."""
    return Register(features, _read)


def _read(name: str) -> Feature:
    found: Feature = import_module(f"services.{name}").FEATURE
    return found


def build(app: AppContext, worker_name: str, features: Sequence[Feature | str] = FEATURES) -> Services:
    """All services in one context. worker_name tells this process from others in delivery claims.

    Raises ClaimedTwice where two features have one name.
    """
    register = gather(features)
    keeping = KeepingService(app, lambda: register.kept)
    return Services(
        app=app,
        register=register,
        delivery=DeliveryService(app, register.announcements, worker_name, register.is_discreet),
        schedule=ScheduleService(app, register.planners, register.fires, keeping.keep),
        keeping=keeping,
        places=PlaceService(app),
        workspaces=WorkspaceService(app),
        audit=AuditService(app),
    )
