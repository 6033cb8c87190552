"""The use cases. FEATURES are the features, `Services` holds a service for each; `build` puts them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from services import (
    actions,
    assessments,
    bulletins,
    challenges,
    contacts,
    desks,
    gaps,
    help_requests,
    introductions,
    meetings,
    networks,
    offers,
    peer_reviews,
    pulses,
    showcases,
    stories,
    summaries,
    trends,
)
from services.actions import ActionService
from services.assessments import AssessmentService
from services.audit import AuditService
from services.bulletins import BulletinService
from services.challenges import ChallengeService
from services.channels import ChannelService
from services.contacts import ContactService
from services.context import AppContext
from services.delivery.engine import DeliveryService
from services.desks import DeskService
from services.feature import Feature, gather
from services.forms import FormService
from services.help_requests import HelpRequestService
from services.home import HomeService
from services.introductions import IntroductionService
from services.keeping import KeepingService
from services.meetings import MeetingService
from services.networks import NetworkService
from services.offers import OfferService
from services.peer_reviews import PeerReviewService
from services.places import PlaceService
from services.pulses import PulseService
from services.schedule import ScheduleService
from services.showcases import ShowcaseService
from services.stories import StoryService
from services.summaries import SummaryService
from services.trends import TrendService
from services.workspaces import WorkspaceService

if TYPE_CHECKING:
    from services.holds import HoldService
    from services.person_data import PersonDataService
    from services.retention import RetentionService

FEATURES = tuple(
    package.FEATURE
    for package in (
        networks,
        meetings,
        actions,
        assessments,
        trends,
        pulses,
        gaps,
        peer_reviews,
        introductions,
        offers,
        showcases,
        help_requests,
        challenges,
        bulletins,
        stories,
        contacts,
        desks,
        summaries,
    )
)
"""In the order in which people see them."""


@dataclass(frozen=True)
class Services:
    app: AppContext
    delivery: DeliveryService
    schedule: ScheduleService
    keeping: KeepingService
    places: PlaceService
    channels: ChannelService
    workspaces: WorkspaceService
    audit: AuditService
    home: HomeService
    forms: FormService
    networks: NetworkService
    meetings: MeetingService
    assessments: AssessmentService
    actions: ActionService
    introductions: IntroductionService
    pulses: PulseService
    peer_reviews: PeerReviewService
    offers: OfferService
    showcases: ShowcaseService
    help_requests: HelpRequestService
    challenges: ChallengeService
    bulletins: BulletinService
    stories: StoryService
    contacts: ContactService
    desks: DeskService
    summaries: SummaryService
    trends: TrendService

    # A start has no use for what follows, so it is read when it is first needed.

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


def build(app: AppContext, worker_name: str, features: Sequence[Feature] = FEATURES) -> Services:
    """All services in one context. worker_name tells this process from others in delivery claims.

    Raises ClaimedTwice where two features claim the same.
    """
    register = gather(features)
    keeping = KeepingService(app, register.kept)
    return Services(
        app=app,
        delivery=DeliveryService(app, register.announcements, worker_name, register.discreet),
        schedule=ScheduleService(app, register.planners, register.fires, keeping.keep),
        keeping=keeping,
        places=PlaceService(app),
        channels=ChannelService(app),
        workspaces=WorkspaceService(app),
        audit=AuditService(app),
        home=HomeService(app, register),
        forms=FormService(app),
        networks=NetworkService(app),
        meetings=MeetingService(app),
        assessments=AssessmentService(app),
        actions=ActionService(app),
        introductions=IntroductionService(app),
        pulses=PulseService(app),
        peer_reviews=PeerReviewService(app),
        offers=OfferService(app),
        showcases=ShowcaseService(app),
        help_requests=HelpRequestService(app),
        challenges=ChallengeService(app),
        bulletins=BulletinService(app),
        stories=StoryService(app),
        contacts=ContactService(app),
        desks=DeskService(app, register.desks),
        summaries=SummaryService(app, register.sections),
        trends=TrendService(app),
    )
