"""Peer reviews: rounds in which schools visit each other, with findings that belong to the host."""

from __future__ import annotations

from services.delivery import Announcement
from services.ground import Ground
from services.peer_reviews import occasions, posts
from services.peer_reviews.deadlines import DEADLINES
from services.peer_reviews.reading import OverviewService, ReviewStanding, standing
from services.peer_reviews.rounds import RoundService, StartRound
from services.peer_reviews.visits import RecordVisit, SetDate, TakenOn, VisitService
from services.peer_reviews.waiting import waiting_reviews
from services.schedule import Fire, Planner
from services.waiting import WaitingSource

__all__ = [
    "ANNOUNCEMENTS",
    "DEADLINES",
    "FIRES",
    "PLANNERS",
    "WAITING",
    "PeerReviewService",
    "RecordVisit",
    "ReviewStanding",
    "SetDate",
    "StartRound",
    "TakenOn",
    "standing",
]


class PeerReviewService:
    """overview: where reviews stand; rounds: proposing and approving; visits: one school at another."""

    def __init__(self, ground: Ground) -> None:
        self.overview = OverviewService(ground)
        self.rounds = RoundService(ground)
        self.visits = VisitService(ground)


ANNOUNCEMENTS: dict[str, Announcement] = dict(posts.ANNOUNCEMENTS)
PLANNERS: list[Planner] = [occasions.plan]
FIRES: dict[str, Fire] = {
    occasions.UNDATED: occasions.fire_for_group,
    occasions.TOMORROW: occasions.fire_for_group,
    occasions.WAS_IT_DONE: occasions.fire_for_group,
    occasions.CHECK_BACK: occasions.fire_for_host,
}
WAITING: list[WaitingSource] = [waiting_reviews]
