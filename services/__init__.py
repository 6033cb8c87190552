"""The use cases. `Services` holds one service for each feature; `build` puts them together."""

from __future__ import annotations

from dataclasses import dataclass

from services.actions import ActionsService
from services.assessments import AssessmentService
from services.audit import AuditService
from services.delivery import DeliveryService
from services.features import ANNOUNCEMENTS, FIRES, PLANNERS
from services.ground import Ground
from services.home import HomeService
from services.introductions import IntroductionsService
from services.meetings import MeetingsService
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
    places: PlaceService
    workspaces: WorkspaceService
    audit: AuditService
    home: HomeService
    networks: NetworkService
    meetings: MeetingsService
    assessments: AssessmentService
    actions: ActionsService
    introductions: IntroductionsService
    pulses: PulseService
    peer_reviews: PeerReviewService
    summaries: SummaryService


def build(ground: Ground, worker_name: str) -> Services:
    """All services on one ground. worker_name tells this process from others in delivery claims."""
    return Services(
        ground=ground,
        delivery=DeliveryService(ground, ANNOUNCEMENTS, worker_name),
        schedule=ScheduleService(ground, PLANNERS, FIRES),
        places=PlaceService(ground),
        workspaces=WorkspaceService(ground),
        audit=AuditService(ground),
        home=HomeService(ground),
        networks=NetworkService(ground),
        meetings=MeetingsService(ground),
        assessments=AssessmentService(ground),
        actions=ActionsService(ground),
        introductions=IntroductionsService(ground),
        pulses=PulseService(ground),
        peer_reviews=PeerReviewService(ground),
        summaries=SummaryService(ground),
    )
