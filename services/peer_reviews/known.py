"""A visit with all that is needed to judge it, change it and tell of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import UnknownDate, local_day
from domain.errors import Gone
from domain.peer_reviews import PARTS, SharedWith, VisitStatus
from domain.policies import Actor
from facts.peer_reviews import VisitRecord
from services.access import Asker, actor_of
from services.context import AppContext, NetworkContext, network_context
from services.delivery.outbox import post_to_people, settle_posts, share_file, update_post
from services.peer_reviews.beginning import CARD
from services.peer_reviews.schools import ReviewSchools, review_schools
from storage import networks as network_rows
from storage import peer_reviews as rows
from storage.models import Network
from storage.models.actions import Action
from storage.models.peer_reviews import ReviewGroup, ReviewRound, ReviewVisit

ACTION_SCHOOL_DAYS = 10
CALENDAR_FILE = "peer_reviews.calendar_file"
DAYS_PROPOSED = "peer_reviews.days_proposed"
UNDATED, TOMORROW, WAS_IT_DONE = "peer_reviews.undated", "peer_reviews.tomorrow", "peer_reviews.was_it_done"
NOT_RECORDED = "peer_reviews.not_recorded"


@dataclass(frozen=True)
class KnownVisit:
    actor: Actor
    network: Network
    network_ctx: NetworkContext
    schools: ReviewSchools
    found_round: ReviewRound
    group: ReviewGroup
    visit: ReviewVisit

    @property
    def people(self) -> frozenset[str]:
        return self.schools.of_visit(self.visit)

    @property
    def hosts(self) -> frozenset[str]:
        return self.schools.hosts_of(self.visit)

    def tell(
        self, session: AsyncSession, kind: str, now: datetime, more: Mapping[str, str | None] | None = None
    ) -> None:
        """Say something to the principals of the group's schools."""
        people = self.schools.conversation(self.group.school_ids)
        if people:
            payload = {"visit": self.visit.id, **(more or {})}
            post_to_people(session, self.network, kind, payload, people, now=now)

    def share_calendar_file(self, session: AsyncSession, now: datetime) -> None:
        """The visit's entry for calendars, as it stands now."""
        share_calendar_file(session, self.network, self.schools, self.group, self.visit, now)

    def refresh_card(self, session: AsyncSession, now: datetime) -> None:
        """Let the group's message say where its visits stand."""
        card = self.group.card_delivery_id
        if card is not None:
            update_post(session, self.network, CARD, {"group": self.group.id}, card, now=now)

    def shown(
        self,
        *,
        evidence: bool,
        now: datetime,
        findings: bool = False,
        focus: bool = True,
        draft: bool = False,
        closing: bool = False,
        actions: Sequence[Action] = (),
    ) -> VisitRecord:
        """The record, with the parts of it that the reader may see. draft, closing: for the schools of the visit."""
        visit = self.visit
        try:
            suggested = self.network_ctx.calendar.add_school_days(
                local_day(now, self.network_ctx.zone), ACTION_SCHOOL_DAYS
            )
        except UnknownDate:
            suggested = None
        return VisitRecord(
            visit_id=visit.id,
            host=self.schools.name(visit.host_school_id),
            reviewer=self.schools.name(visit.reviewer_school_id),
            focus=visit.focus_question if focus else "",
            visit_on=visit.visit_on,
            visit_time=visit.visit_time,
            lead_id=visit.lead_id,
            evidence=visit.evidence if evidence else "",
            links=tuple((str(url), str(name)) for url, name in visit.evidence_links or ()) if evidence else (),
            draft=visit.findings_draft if draft else "",
            actions=tuple((action.what, action.due_on, action.status) for action in actions),
            closing=(visit.closing_host, visit.closing_reviewer) if closing else ("", ""),
            sharing={part: level_of(visit, part) for part in PARTS},
            check_back_on=visit.check_back_on,
            check_back_note=visit.check_back_note,
            findings=visit.findings if findings else "",
            came_of_it=visit.came_of_it if findings else "",
            shared_with=visit.shared_with,
            self_review=visit.self_review or {},
            protocol=visit.protocol or "",
            prepared=visit.prepared_at is not None,
            follow_up_on=visit.follow_up_on,
            follow_up_kind=visit.follow_up_kind or "",
            follow_up_note=visit.follow_up_note,
            suggested_due=suggested,
        )


def level_of(visit: ReviewVisit, part: str) -> str:
    """With whom a part is shared. The focus goes with the findings until the host says otherwise."""
    if part == "findings":
        return visit.shared_with
    said = (visit.shared_parts or {}).get(part)
    return str(said) if said else visit.shared_with if part == "focus" else SharedWith.SCHOOLS


def share_calendar_file(
    session: AsyncSession,
    network: Network,
    schools: ReviewSchools,
    group: ReviewGroup,
    visit: ReviewVisit,
    now: datetime,
) -> None:
    """The visit's entry for calendars, to the principals of the group's schools."""
    people = schools.conversation(group.school_ids)
    if people:
        visit.sequence += 1
        payload = {"visit": visit.id, "sequence": visit.sequence}
        share_file(session, network, CALENDAR_FILE, payload, now=now, people=people)


async def settle_reminders(session: AsyncSession, network: Network, visit: ReviewVisit, now: datetime) -> None:
    """Let the reminders and questions about the visit say where it stands now."""
    await settle_posts(
        session, network, (TOMORROW, WAS_IT_DONE, NOT_RECORDED, DAYS_PROPOSED), "visit", visit.id, now=now
    )
    await settle_posts(session, network, (UNDATED,), "group", visit.group_id, now=now)


async def known_visit(
    app: AppContext, session: AsyncSession, asker: Asker, visit_id: int, *, lock: bool = False
) -> KnownVisit:
    """Raises Gone where there is none. lock: its network is held until the end of the transaction."""
    there = await rows.visit_there(session, asker.workspace_id, visit_id)
    if there is None:
        raise Gone("peer_reviews.no_visit")
    visit, group, found, network = there
    if lock:
        network = await network_rows.lock(session, asker.workspace_id, visit.network_id)
        await session.refresh(visit)
        await session.refresh(found)
        if visit.status == VisitStatus.REPLACED:
            raise Gone("peer_reviews.replaced")
    return KnownVisit(
        actor=await actor_of(app, session, asker),
        network=network,
        network_ctx=await network_context(app, session, network),
        schools=await review_schools(session, network.id),
        found_round=found,
        group=group,
        visit=visit,
    )


async def known_group(app: AppContext, session: AsyncSession, asker: Asker, group_id: int) -> KnownVisit:
    """A group by one of its visits that stands, its network held until the end of the transaction."""
    visits = [one for one in await rows.visits(session, [group_id]) if one.status != VisitStatus.REPLACED]
    if not visits:
        raise Gone("peer_reviews.no_visit")
    known = await known_visit(app, session, asker, visits[0].id, lock=True)
    await session.refresh(known.group)
    return known
