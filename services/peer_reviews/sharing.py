"""Who may read which part of a visit's record: the host decides, and can take it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Faults
from domain.peer_reviews import PARTS, SharedWith, may_read
from domain.policies import Actor, Role, can_record_review_findings
from facts.peer_reviews import VisitRecord
from prompts.peer_reviews import sharing as fields
from services.access import Asker, require
from services.context import AppContext
from services.delivery.outbox import post_in_channel, post_to_people, settle_posts
from services.peer_reviews.known import KnownVisit, known_visit, level_of
from storage import networks as network_rows
from storage.models.peer_reviews import ReviewVisit

SHARED = "peer_reviews.shared"
AUDIENCES = (Role.CHAIR, Role.SEIL)
"""Who is told in person of what is shared with them; what the whole network may read is told in its channel."""


class SharingService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def form(self, asker: Asker, visit_id: int, now: datetime) -> VisitRecord:
        """Who may read what, for the host."""
        async with self._app.database.read() as session:
            known = await known_visit(self._app, session, asker, visit_id)
            require(can_record_review_findings(known.actor, known.network.id, known.hosts))
            return known.shown(evidence=False, now=now)

    async def save(self, asker: Asker, visit_id: int, sharing: Mapping[str, str], now: datetime) -> None:
        """Let others read, or no longer; those who may read something new are told of it."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            known = await known_visit(self._app, session, asker, visit_id, lock=True)
            require(can_record_review_findings(known.actor, known.network.id, known.hosts))
            faults = Faults()
            for part in PARTS:
                if sharing.get(part) not in set(SharedWith):
                    faults.note("peer_reviews.choose_readers", fields.field_of(part))
            faults.check()
            before = open_parts(known.visit)
            known.visit.shared_with = sharing["findings"]
            known.visit.shared_parts = {part: sharing[part] for part in PARTS if part != "findings"}
            await tell_readers(session, known, before, now)
            known.refresh_card(session, now)


def open_parts(visit: ReviewVisit) -> dict[str, frozenset[str]]:
    """For chair, SEIL and the whole network, the parts that they may read and that are there."""
    there = [part for part in PARTS if _is_there(visit, part)]

    def open_to(*, chair: bool, seil: bool) -> frozenset[str]:
        return frozenset(part for part in there if may_read(level_of(visit, part), chair=chair, seil=seil))

    return {
        Role.CHAIR: open_to(chair=True, seil=False),
        Role.SEIL: open_to(chair=False, seil=True),
        "network": open_to(chair=False, seil=False),
    }


def readable_parts(visit: ReviewVisit, actor: Actor, network_id: int) -> frozenset[str]:
    """The parts that the host has opened to this reader, apart from the schools of the visit."""
    roles = actor.roles_in(network_id)
    found = open_parts(visit)
    return found["network"].union(*(found[role] for role in AUDIENCES if role in roles))


async def tell_readers(
    session: AsyncSession, known: KnownVisit, before: Mapping[str, frozenset[str]], now: datetime
) -> None:
    """Tell those who may read something new; what told others before says what is left of it."""
    visit, network = known.visit, known.network
    after = open_parts(visit)
    if after == before:
        return
    await session.flush()
    await settle_posts(session, network, (SHARED,), "visit", visit.id, now=now)
    if after["network"] - before["network"]:
        post_in_channel(session, network, SHARED, {"visit": visit.id, "to": "network"}, now=now)
    for role in AUDIENCES:
        if after[role] - before[role] - after["network"]:
            for person in await network_rows.people_with_role(session, network.id, role):
                if person not in known.people:
                    payload = {"visit": visit.id, "to": str(role)}
                    post_to_people(session, network, SHARED, payload, [person], now=now)


def _is_there(visit: ReviewVisit, part: str) -> bool:
    return {
        "focus": bool(visit.focus_question),
        "evidence": bool(visit.evidence),
        "findings": visit.findings_agreed,
        "actions": visit.written_at is not None,
    }[part]
