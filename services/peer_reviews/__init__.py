"""Peer reviews: rounds in which schools visit each other, with findings that belong to the host."""

from __future__ import annotations

from services.context import AppContext
from services.feature import Feature
from services.peer_reviews import looking_back, occasions, posts, standing_still, starting, successors
from services.peer_reviews.about import AboutSchoolService, SaysOfSchool
from services.peer_reviews.agreeing import AgreeingService, ProposeDays
from services.peer_reviews.arranging import ArrangingService
from services.peer_reviews.deadlines import review_deadlines
from services.peer_reviews.desk import desk
from services.peer_reviews.dropping_out import REPLACE, DroppingOutService
from services.peer_reviews.ending import OVER, EndingService, MoreTime
from services.peer_reviews.findings import CHECK_BACK, FindingsService
from services.peer_reviews.following_up import FOLLOW_UP, FollowingUpService, FollowUp
from services.peer_reviews.joint import INVITED, InviteNetwork, JointService
from services.peer_reviews.known import NOT_RECORDED, TOMORROW, UNDATED, WAS_IT_DONE
from services.peer_reviews.looking_back import LookingBackService
from services.peer_reviews.preparing import PrepareVisit, PreparingService
from services.peer_reviews.proposals import DRAWN, WAITS
from services.peer_reviews.reading import OverviewService
from services.peer_reviews.rounds import RoundService, StartRound
from services.peer_reviews.settings import ReviewSettings, SettingsService
from services.peer_reviews.sharing import SHARED, SharingService
from services.peer_reviews.standing import section
from services.peer_reviews.todo import waiting_reviews
from services.peer_reviews.together import TogetherService
from services.peer_reviews.visits import RecordVisit, SetDate, TakenOn, VisitService

__all__ = [
    "FEATURE",
    "FollowUp",
    "InviteNetwork",
    "MoreTime",
    "PeerReviewService",
    "PrepareVisit",
    "ProposeDays",
    "RecordVisit",
    "ReviewSettings",
    "SaysOfSchool",
    "SetDate",
    "StartRound",
    "TakenOn",
]


class PeerReviewService:
    """overview: where reviews stand; rounds: proposing and approving; arranging: the proposal before that; ending: a
    round's end; dropping_out: a school that cannot; settings: how the network reviews; about: what a school says of
    itself; joint: rounds of two networks; visits: one school at another; agreeing: on its day; preparing and
    following_up: what comes before and after; findings: what the host makes of it; together: what both schools write;
    sharing: who reads the record; looking_back: who has reviewed whom, and the year.
    """

    def __init__(self, app: AppContext) -> None:
        self.overview = OverviewService(app)
        self.rounds = RoundService(app)
        self.arranging = ArrangingService(app)
        self.ending = EndingService(app)
        self.looking_back = LookingBackService(app)
        self.sharing = SharingService(app)
        self.together = TogetherService(app)
        self.joint = JointService(app)
        self.about = AboutSchoolService(app)
        self.settings = SettingsService(app)
        self.dropping_out = DroppingOutService(app)
        self.visits = VisitService(app)
        self.agreeing = AgreeingService(app, self.visits)
        self.findings = FindingsService(app)
        self.preparing = PreparingService(app)
        self.following_up = FollowingUpService(app)


FEATURE = Feature(
    name="peer_reviews",
    planners=[*occasions.PLANNERS, *successors.PLANNERS, starting.plan, looking_back.plan],
    fires={
        UNDATED: occasions.fire_for_group,
        TOMORROW: occasions.fire_for_group,
        WAS_IT_DONE: occasions.fire_for_group,
        CHECK_BACK: occasions.fire_for_host,
        FOLLOW_UP: occasions.fire_for_group,
        OVER: occasions.fire_for_leaders,
        NOT_RECORDED: standing_still.fire,
        standing_still.NO_FINDINGS: standing_still.fire,
        standing_still.NOT_CLOSED: standing_still.fire,
        successors.SUCCESSOR: successors.fire,
        starting.START: starting.fire,
        looking_back.YEAR: looking_back.fire,
    },
    announcements=posts.ANNOUNCEMENTS,
    asks=(INVITED, WAITS, DRAWN, REPLACE, OVER, SHARED, *posts.TO_SCHOOLS),
    goes_on=(INVITED, WAITS, DRAWN, REPLACE, OVER),
    todo=[waiting_reviews],
    section=section,
    desk=desk,
    deadlines=[review_deadlines],
)
