"""What the host makes of a visit: its findings, who may read them, and what came of them."""

from __future__ import annotations

from datetime import date, datetime

from domain.calendar import UnknownDate, local_day
from domain.errors import Faults, Gone, Invalid
from domain.peer_reviews import FOLLOW_UP_SCHOOL_DAYS, SharedWith, VisitStatus
from domain.policies import can_record_review_findings, can_see_review_findings
from facts.peer_reviews import VisitRecord
from prompts.peer_reviews import visits as fields
from services.access import Asker, require
from services.context import AppContext
from services.delivery.outbox import settle_posts
from services.peer_reviews.known import KnownVisit, known_visit
from services.peer_reviews.schools import written_at
from services.peer_reviews.sharing import open_parts, readable_parts, tell_readers
from services.peer_reviews.standing_still import NO_FINDINGS
from storage.actions import of_source

CAME_OF_IT, CHECK_BACK = "peer_reviews.came_of_it", "peer_reviews.check_back"


class FindingsService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def form(self, asker: Asker, visit_id: int, now: datetime) -> VisitRecord:
        """What the host has before them when they write the findings, or what came of them."""
        async with self._app.database.read() as session:
            known = await known_visit(self._app, session, asker, visit_id)
            require(can_record_review_findings(known.actor, known.network.id, known.hosts))
            return known.shown(evidence=True, findings=True, draft=True, now=now)

    async def read(self, asker: Asker, visit_id: int, now: datetime) -> VisitRecord:
        """The findings, for whoever may read them; what was seen only for the schools of the visit."""
        async with self._app.database.read() as session:
            known = await known_visit(self._app, session, asker, visit_id)
            parts = readable_parts(known.visit, known.actor, known.network.id)
            shared, of_visit = bool(parts), asker.user_id in known.people
            require(can_see_review_findings(known.actor, known.network.id, known.people, shared, known.schools.beside))
            if of_visit and not known.visit.findings_agreed:
                raise Gone("peer_reviews.not_agreed_yet")
            if of_visit:
                actions = await of_source(session, "review", known.visit.id)
                return known.shown(evidence=True, findings=True, now=now, actions=actions, closing=True)
            actions = await of_source(session, "review", known.visit.id) if "actions" in parts else []
            return known.shown(
                evidence="evidence" in parts,
                findings="findings" in parts,
                focus="focus" in parts,
                actions=actions,
                now=now,
            )

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
            first, before = not visit.findings_agreed, open_parts(visit)
            visit.written_at = written_at(visit) or now
            visit.findings, visit.findings_agreed, visit.shared_with = findings, True, shared_with
            if first:
                visit.follow_up_on = _follow_up_day(known, now)
                known.tell(session, "peer_reviews.agreed", now)
            await tell_readers(session, known, before, now)
            await settle_posts(session, known.network, (NO_FINDINGS,), "visit", visit.id, now=now)
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


def _follow_up_day(known: KnownVisit, now: datetime) -> date | None:
    """When the reviewing school is reminded to come back to the host; None where the calendar ends before."""
    today = local_day(now, known.network_ctx.zone)
    try:
        return known.network_ctx.calendar.add_school_days(today, FOLLOW_UP_SCHOOL_DAYS)
    except UnknownDate:
        return None
