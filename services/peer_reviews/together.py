"""What both schools of a visit write: a draft of the findings, and a line each with which they close it."""

from __future__ import annotations

from datetime import datetime

from domain.errors import Gone, Invalid
from domain.peer_reviews import VisitStatus
from domain.policies import can_record_review
from facts.peer_reviews import VisitRecord
from prompts.peer_reviews import together as fields
from services.access import Asker, require
from services.context import AppContext
from services.peer_reviews.known import KnownVisit, known_visit
from services.peer_reviews.schools import written_at

DRAFTED, CLOSED = "peer_reviews.drafted", "peer_reviews.closed"


class TogetherService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def form(self, asker: Asker, visit_id: int, now: datetime) -> VisitRecord:
        """The draft as it stands, for both schools. Raises Gone once the host has agreed to findings."""
        async with self._app.database.read() as session:
            known = await known_visit(self._app, session, asker, visit_id)
            require(can_record_review(known.actor, known.network.id, known.people, known.schools.beside))
            _check_open(known)
            return known.shown(evidence=True, draft=True, now=now)

    async def draft(self, asker: Asker, visit_id: int, text: str, now: datetime) -> None:
        """Keep the draft; both schools are told of the first. It is nobody's findings until the host agrees."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            known = await known_visit(self._app, session, asker, visit_id, lock=True)
            require(can_record_review(known.actor, known.network.id, known.people, known.schools.beside))
            _check_open(known)
            if not text:
                raise Invalid("peer_reviews.draft_empty", fields.DRAFT)
            if not known.visit.findings_draft:
                known.tell(session, DRAFTED, now)
            known.visit.written_at = written_at(known.visit) or now
            known.visit.findings_draft = text

    async def closing_form(self, asker: Asker, visit_id: int, now: datetime) -> VisitRecord:
        """What the asker's school has said to close the review."""
        async with self._app.database.read() as session:
            known = await known_visit(self._app, session, asker, visit_id)
            require(can_record_review(known.actor, known.network.id, known.people, known.schools.beside))
            _check_checked_back(known)
            shown = known.shown(evidence=False, now=now)
            own = known.visit.closing_host if asker.user_id in known.hosts else known.visit.closing_reviewer
            return shown.with_line(own)

    async def close(self, asker: Asker, visit_id: int, line: str, now: datetime) -> bool:
        """Close the review for the asker's school, with one line; True once both schools have. Both are told then."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            known = await known_visit(self._app, session, asker, visit_id, lock=True)
            require(can_record_review(known.actor, known.network.id, known.people, known.schools.beside))
            _check_checked_back(known)
            said = " ".join(line.split())
            if not said:
                raise Invalid("peer_reviews.closing_empty", fields.LINE)
            visit = known.visit
            before = bool(visit.closing_host and visit.closing_reviewer)
            if asker.user_id in known.hosts:
                visit.closing_host = said
            else:
                visit.closing_reviewer = said
            closed = bool(visit.closing_host and visit.closing_reviewer)
            if closed and not before:
                known.tell(session, CLOSED, now)
            known.refresh_card(session, now)
            return closed


def _check_open(known: KnownVisit) -> None:
    if known.visit.findings_agreed:
        raise Gone("peer_reviews.agreed_already")
    if known.visit.status != VisitStatus.DONE:
        raise Gone("peer_reviews.draft_after_visit")


def _check_checked_back(known: KnownVisit) -> None:
    if known.visit.came_of_it_at is None:
        raise Gone("peer_reviews.close_after_check_back")
