"""The use cases. `Services` holds one service for each feature; `build` puts them together."""

from __future__ import annotations

from dataclasses import dataclass

from services.actions import ActionService
from services.assessments import AssessmentService
from services.audit import AuditService
from services.delivery import DeliveryService
from services.features import ANNOUNCEMENTS, DISCREET, FIRES, KEPT, PLANNERS
from services.ground import Ground
from services.home import HomeService
from services.introductions import IntroductionService
from services.keeping import KeepingService
from services.meetings import MeetingService
from services.networks import NetworkService
from services.peer_reviews import PeerReviewService
from services.places import PlaceService
from services.pulses import PulseService
from services.schedule import ScheduleService
from services.summaries import SummaryService
from services.workspaces import WorkspaceService


@dataclass(frozen=True)
class Services:
    ground: Ground
    delivery: DeliveryService
    schedule: ScheduleService
    keeping: KeepingService
    places: PlaceService
    workspaces: WorkspaceService
    audit: AuditService
    home: HomeService
    networks: NetworkService
    meetings: MeetingService
    assessments: AssessmentService
    actions: ActionService
    introductions: IntroductionService
    pulses: PulseService
    peer_reviews: PeerReviewService
    summaries: SummaryService


def build(ground: Ground, worker_name: str) -> Services:
    """All services on one ground. worker_name tells this process from others in delivery claims."""
    keeping = KeepingService(ground, KEPT)
    return Services(
        ground=ground,
        delivery=DeliveryService(ground, ANNOUNCEMENTS, worker_name, DISCREET),
        schedule=ScheduleService(ground, PLANNERS, FIRES, keeping.keep),
        keeping=keeping,
        places=PlaceService(ground),
        workspaces=WorkspaceService(ground),
        audit=AuditService(ground),
        home=HomeService(ground),
        networks=NetworkService(ground),
        meetings=MeetingService(ground),
        assessments=AssessmentService(ground),
        actions=ActionService(ground),
        introductions=IntroductionService(ground),
        pulses=PulseService(ground),
        peer_reviews=PeerReviewService(ground),
        summaries=SummaryService(ground),
    )
