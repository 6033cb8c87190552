"""After the findings: the reviewing school's improvement champion comes back to the host, by a workshop or a call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from domain.calendar import local_day
from domain.errors import Faults, Gone
from domain.peer_reviews import FOLLOW_UPS
from domain.policies import can_record_review
from facts.peer_reviews import VisitRecord
from prompts.peer_reviews import following_up as fields
from services.access import Asker, require
from services.context import AppContext
from services.delivery.outbox import settle_posts
from services.peer_reviews.known import known_visit

FOLLOW_UP, FOLLOWED_UP = "peer_reviews.follow_up", "peer_reviews.followed_up"


@dataclass(frozen=True)
class FollowUp:
    """A form that was sent: how and when the reviewing school came back to the host, and what they worked on."""

    visit_id: int
    kind: str
    on: date | None
    note: str


class FollowingUpService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def form(self, asker: Asker, visit_id: int, now: datetime) -> VisitRecord:
        """What stands there already, for the schools of the visit."""
        async with self._app.database.read() as session:
            known = await known_visit(self._app, session, asker, visit_id)
            require(can_record_review(known.actor, known.network.id, known.people, known.schools.beside))
            if not known.visit.findings_agreed:
                raise Gone("peer_reviews.not_agreed_yet")
            return known.shown(evidence=False, now=now)

    async def save(self, wish: FollowUp, asker: Asker, now: datetime) -> None:
        """Keep how the follow-up went; the first time the schools of the visit are told that it took place."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            known = await known_visit(self._app, session, asker, wish.visit_id, lock=True)
            require(can_record_review(known.actor, known.network.id, known.people, known.schools.beside))
            visit = known.visit
            if not visit.findings_agreed:
                raise Gone("peer_reviews.not_agreed_yet")
            faults = Faults()
            if wish.kind not in FOLLOW_UPS:
                faults.note("peer_reviews.follow_up_how", fields.KIND)
            if wish.on is None or wish.on > local_day(now, known.network_ctx.zone):
                faults.note("peer_reviews.follow_up_when", fields.ON)
            faults.check()
            visit.follow_up_kind, visit.follow_up_on, visit.follow_up_note = wish.kind, wish.on, wish.note
            if visit.followed_up_at is None:
                visit.followed_up_at = now
                known.tell(session, FOLLOWED_UP, now)
            await settle_posts(session, known.network, (FOLLOW_UP,), "visit", visit.id, now=now)
            known.refresh_card(session, now)
