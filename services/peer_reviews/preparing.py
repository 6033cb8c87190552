"""Before a visit: what the host says of itself, what it asks, and how it wants to be visited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.errors import Faults, Gone
from domain.peer_reviews import PROTOCOLS, SELF_REVIEW, VisitStatus
from domain.policies import Allowed, can_record_review, can_record_review_findings
from facts.peer_reviews import VisitRecord
from prompts.peer_reviews import preparing as fields
from services.access import Asker, require
from services.context import AppContext
from services.peer_reviews.known import known_visit

PREPARED = "peer_reviews.prepared"


@dataclass(frozen=True)
class PrepareVisit:
    """A form that was sent: the host's answers by question, its focus question, and the way to visit it."""

    visit_id: int
    self_review: Mapping[str, str]
    focus: str
    protocol: str


class PreparingService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def look(self, asker: Asker, visit_id: int, now: datetime) -> tuple[VisitRecord, bool]:
        """The preparation, for the schools of the visit; and whether the asker may write it, as the host."""
        async with self._app.database.read() as session:
            known = await known_visit(self._app, session, asker, visit_id)
            require(can_record_review(known.actor, known.network.id, known.people, known.schools.beside))
            may_write = isinstance(can_record_review_findings(known.actor, known.network.id, known.hosts), Allowed)
            still_to_come = known.visit.status != VisitStatus.DONE
            return known.shown(evidence=False, now=now), may_write and still_to_come

    async def save(self, wish: PrepareVisit, asker: Asker, now: datetime) -> None:
        """Keep the preparation; the first one is told to the schools of the visit."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            known = await known_visit(self._app, session, asker, wish.visit_id, lock=True)
            require(can_record_review_findings(known.actor, known.network.id, known.hosts))
            visit = known.visit
            if visit.status == VisitStatus.DONE:
                raise Gone("peer_reviews.prepared_too_late")
            faults = Faults()
            if not wish.focus and not any(wish.self_review.values()):
                faults.note("peer_reviews.prepare_empty", fields.FOCUS)
            if wish.protocol and wish.protocol not in PROTOCOLS:
                faults.note("peer_reviews.prepare_empty", fields.PROTOCOL)
            faults.check()
            visit.self_review = {key: wish.self_review.get(key, "") for key in SELF_REVIEW}
            visit.focus_question, visit.protocol = wish.focus, wish.protocol or None
            if visit.prepared_at is None:
                visit.prepared_at = now
                known.tell(session, PREPARED, now)
            known.refresh_card(session, now)
