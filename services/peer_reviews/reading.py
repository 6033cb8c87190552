"""Where reviews stand, for one reader."""

from __future__ import annotations

from domain.peer_reviews import may_read_findings
from domain.policies import (
    CHAIR_AND_SEIL,
    Actor,
    Allowed,
    can_propose_review_round,
    can_record_review,
    can_record_review_findings,
    can_see_network,
    can_see_review_findings,
)
from facts.peer_reviews import ReviewOverview, VisitLine
from services.access import Asker, actor_of, require
from services.context import AppContext
from services.peer_reviews.schools import ReviewSchools, review_schools
from storage import networks as network_rows
from storage import peer_reviews as rows
from storage.models import ReviewVisit


class OverviewService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def look(self, asker: Asker, network_id: int) -> ReviewOverview:
        """The latest round, and what of earlier rounds the reader may read."""
        async with self._app.database.read() as session:
            actor = await actor_of(self._app, session, asker)
            network = await network_rows.network(session, asker.workspace_id, network_id)
            require(can_see_network(actor, network.id, network.area))
            schools = await review_schools(session, network.id)
            approved = await rows.rounds(session, network.id, "approved")
            groups = await rows.groups(session, [one.id for one in approved])
            latest = approved[-1] if approved else None
            current = {group.id for group in groups if latest is not None and group.round_id == latest.id}
            visits = await rows.visits(session, [group.id for group in groups])
            lines = {visit.id: line_of(visit, schools, actor, network.id) for visit in visits}
            may_start = isinstance(can_propose_review_round(actor, network.id), Allowed)
            return ReviewOverview(
                network_id=network.id,
                network=network.name,
                number=latest.number if latest else None,
                due_on=latest.due_on if latest else None,
                visits=[lines[visit.id] for visit in visits if visit.group_id in current],
                proposal_waits=may_start and await rows.proposed(session, network.id) is not None,
                may_start=may_start,
                earlier=[lines[v.id] for v in reversed(visits) if v.group_id not in current and lines[v.id].readable],
            )


def line_of(visit: ReviewVisit, schools: ReviewSchools, actor: Actor | None, network_id: int) -> VisitLine:
    """The visit as one reader sees it; without a reader, as the group's message shows it to both schools."""
    both, hosts = schools.of_visit(visit), schools.hosts_of(visit)
    mine = is_host = readable = True
    if actor is not None:
        shared = may_read_findings(visit.shared_with, actor.has(network_id, CHAIR_AND_SEIL))
        mine = isinstance(can_record_review(actor, network_id, both), Allowed)
        is_host = isinstance(can_record_review_findings(actor, network_id, hosts), Allowed)
        readable = isinstance(can_see_review_findings(actor, network_id, both, shared), Allowed)
    return VisitLine(
        visit_id=visit.id,
        host=schools.name(visit.host_school_id),
        reviewer=schools.name(visit.reviewer_school_id),
        status=visit.status,
        visit_on=visit.visit_on,
        mine=mine,
        is_host=is_host,
        findings_agreed=visit.findings_agreed and readable,
        readable=visit.findings_agreed and readable,
    )
