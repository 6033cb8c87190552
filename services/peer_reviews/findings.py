"""What the host makes of a visit: its findings, who may read them, and what came of them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import UnknownDate, local_day
from domain.errors import Faults, Gone, Invalid
from domain.peer_reviews import FOLLOW_UP_SCHOOL_DAYS, SharedWith, VisitStatus, may_read_findings
from domain.policies import CHAIR_AND_SEIL, can_record_review_findings, can_see_review_findings
from facts.peer_reviews import VisitRecord
from prompts.peer_reviews import visits as fields
from services.access import Asker, require
from services.context import AppContext
from services.delivery.outbox import post_in_channel, post_to_people, settle_posts
from services.leaders import chair_and_seils
from services.peer_reviews.known import KnownVisit, known_visit
from services.peer_reviews.schools import written_at

SHARED, CAME_OF_IT, CHECK_BACK = "peer_reviews.shared", "peer_reviews.came_of_it", "peer_reviews.check_back"


class FindingsService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def form(self, asker: Asker, visit_id: int, now: datetime) -> VisitRecord:
        """What the host has before them when they write the findings, or what came of them."""
        async with self._app.database.read() as session:
            known = await known_visit(self._app, session, asker, visit_id)
            require(can_record_review_findings(known.actor, known.network.id, known.hosts))
            return known.shown(evidence=True, findings=True, now=now)

    async def read(self, asker: Asker, visit_id: int, now: datetime) -> VisitRecord:
        """The findings, for whoever may read them; what was seen only for the schools of the visit."""
        async with self._app.database.read() as session:
            known = await known_visit(self._app, session, asker, visit_id)
            shared = may_read_findings(known.visit.shared_with, known.actor.has(known.network.id, CHAIR_AND_SEIL))
            require(can_see_review_findings(known.actor, known.network.id, known.people, shared, known.schools.beside))
            if not known.visit.findings_agreed:
                raise Gone("peer_reviews.not_agreed_yet")
            return known.shown(evidence=asker.user_id in known.people, findings=True, now=now)

    async def write(self, asker: Asker, visit_id: int, findings: str, shared_with: str, now: datetime) -> None:
        """Keep the findings that the host agrees to; those who may read them from now on are told."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            known = await known_visit(self._app, session, asker, visit_id, lock=True)
            visit = known.visit
            require(can_record_review_findings(known.actor, known.network.id, known.hosts))
            faults = Faults()
            if not findings:
                faults.note("peer_reviews.findings_empty", fields.FINDINGS)
            if shared_with not in set(SharedWith):
                faults.note("peer_reviews.findings_empty", fields.SHARED)
            faults.check()
            first, was = not visit.findings_agreed, visit.shared_with if visit.findings_agreed else SharedWith.SCHOOLS
            visit.written_at = written_at(visit) or now
            visit.findings, visit.findings_agreed, visit.shared_with = findings, True, shared_with
            if first:
                visit.follow_up_on = _follow_up_day(known, now)
                known.tell(session, "peer_reviews.agreed", now)
            if shared_with != was:
                await self._tell_readers(session, known, asker, now)
            known.refresh_card(session, now)

    async def check_back(self, asker: Asker, visit_id: int, came_of_it: str, now: datetime) -> None:
        """Keep what has changed since the visit, in the host's words; the schools of the visit are told that it is."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            known = await known_visit(self._app, session, asker, visit_id, lock=True)
            require(can_record_review_findings(known.actor, known.network.id, known.hosts))
            if known.visit.status != VisitStatus.DONE or not known.visit.findings_agreed:
                raise Gone("peer_reviews.findings_first")
            if not came_of_it:
                raise Invalid("peer_reviews.came_empty", fields.CAME)
            first = known.visit.came_of_it_at is None
            known.visit.came_of_it = came_of_it
            if first:
                known.visit.came_of_it_at = now
                known.tell(session, CAME_OF_IT, now)
            await settle_posts(session, known.network, (CHECK_BACK,), "visit", known.visit.id, now=now)
            known.refresh_card(session, now)

    async def _tell_readers(self, session: AsyncSession, known: KnownVisit, asker: Asker, now: datetime) -> None:
        """Tell those whom the host lets read; what told others before says that this is over."""
        visit, network = known.visit, known.network
        await settle_posts(session, network, (SHARED,), "visit", visit.id, now=now)
        if visit.shared_with == SharedWith.NETWORK:
            post_in_channel(session, network, SHARED, {"visit": visit.id}, now=now)
        elif visit.shared_with == SharedWith.LEADERS:
            for person in await chair_and_seils(session, network.id):
                if person not in known.people:
                    post_to_people(session, network, SHARED, {"visit": visit.id}, [person], now=now)


def _follow_up_day(known: KnownVisit, now: datetime) -> date | None:
    """When the reviewing school is reminded to come back to the host; None where the calendar ends before."""
    today = local_day(now, known.network_ctx.zone)
    try:
        return known.network_ctx.calendar.add_school_days(today, FOLLOW_UP_SCHOOL_DAYS)
    except UnknownDate:
        return None
