"""One visit: its day, its record, the findings that the host writes and shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from domain.actions import DUE, OWNER, WHAT
from domain.calendar import UnknownDate, local_day
from domain.errors import Faults, Gone, Invalid
from domain.peer_reviews import SharedWith, VisitStatus, may_read_findings
from domain.policies import (
    CHAIR_AND_SEIL,
    Actor,
    can_record_review,
    can_record_review_findings,
    can_see_review_findings,
)
from domain.typed import Doubt, read
from facts.peer_reviews import VisitRecord, VisitTyped
from prompts.peer_reviews import visits as fields
from prompts.peer_reviews.visits import numbered
from prompts.school_days import why_no_school
from services import actions
from services.access import Asker, actor_of, require
from services.context import AppContext, NetworkContext, network_context
from services.delivery.outbox import post_to_people, settle_posts, update_post
from services.peer_reviews.occasions import TOMORROW, UNDATED, WAS_IT_DONE
from services.peer_reviews.rounds import CARD
from services.peer_reviews.schools import ReviewSchools, review_schools, written_at
from storage import networks as network_rows
from storage import peer_reviews as rows
from storage.models import Network, ReviewGroup, ReviewVisit

ACTION_SCHOOL_DAYS = 10


@dataclass(frozen=True)
class SetDate:
    """A form that was sent: the day, the focus question, who leads."""

    visit_id: int
    visit_on: date | None
    focus: str
    lead_id: str | None


@dataclass(frozen=True)
class TakenOn:
    """One action of the form; `number` names its fields."""

    number: int
    what: str
    owner_id: str | None
    due_on: date | None


@dataclass(frozen=True)
class RecordVisit:
    """A form that was sent after a visit."""

    visit_id: int
    visit_on: date | None
    evidence: str
    check_back_on: date | None
    check_back_note: str
    actions: tuple[TakenOn, ...] = ()


@dataclass(frozen=True)
class _Known:
    """A visit with all that is needed to judge and change it."""

    actor: Actor
    network: Network
    network_ctx: NetworkContext
    schools: ReviewSchools
    group: ReviewGroup
    visit: ReviewVisit

    @property
    def people(self) -> frozenset[str]:
        return self.schools.of_visit(self.visit)

    @property
    def hosts(self) -> frozenset[str]:
        return self.schools.hosts_of(self.visit)


class VisitService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def record_of(self, asker: Asker, visit_id: int, now: datetime) -> VisitRecord:
        """What stands on record, for the schools of the visit to change. Findings are left out: host's alone."""
        async with self._app.database.read() as session:
            known = await self._known(session, asker, visit_id)
            require(can_record_review(known.actor, known.network.id, known.people))
            return _shown(known, evidence=True, now=now)

    async def typed_date(self, asker: Asker, network_id: int, text: str, now: datetime) -> VisitTyped | None:
        """A day that was typed for a visit: the one that the asker's school hosts, or the only one it takes part in.

        None where the words hold no day.
        """
        async with self._app.database.read() as session:
            network = await network_rows.network(session, asker.workspace_id, network_id)
            network_ctx = await network_context(self._app, session, network)
            said = read(text, now.astimezone(network_ctx.zone), network_ctx.calendar)
            if said.says_nothing or said.doubt is Doubt.NO_DATE:
                return None
            watched = await rows.visits_to_watch(session, network.id, date.max)
            known = [await self._known(session, asker, visit.id) for visit in watched]
            mine = [one for one in known if asker.user_id in one.people]
            mine = [one for one in mine if asker.user_id in one.hosts] or mine
        asked = tuple(one for one in said.asked if one.doubt is not Doubt.NO_TIME)
        if len(mine) != 1:
            return VisitTyped(None, asked)
        require(can_record_review(mine[0].actor, network_id, mine[0].people))
        return VisitTyped(replace(_shown(mine[0], evidence=True, now=now), visit_on=said.day), asked)

    async def findings_of(self, asker: Asker, visit_id: int, now: datetime) -> VisitRecord:
        """What the host has before them when they write the findings."""
        async with self._app.database.read() as session:
            known = await self._known(session, asker, visit_id)
            require(can_record_review_findings(known.actor, known.network.id, known.hosts))
            return _shown(known, evidence=True, findings=True, now=now)

    async def read(self, asker: Asker, visit_id: int, now: datetime) -> VisitRecord:
        """The findings, for whoever may read them; what was seen only for the two schools."""
        async with self._app.database.read() as session:
            known = await self._known(session, asker, visit_id)
            shared = may_read_findings(known.visit.shared_with, known.actor.has(known.network.id, CHAIR_AND_SEIL))
            require(can_see_review_findings(known.actor, known.network.id, known.people, shared))
            if not known.visit.findings_agreed:
                raise Gone("peer_reviews.not_agreed_yet")
            return _shown(known, evidence=asker.user_id in known.people, findings=True, now=now)

    async def set_date(self, wish: SetDate, asker: Asker, now: datetime) -> bool:
        """Set or move the day; True where both schools are told of it, False where the day stayed."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            known = await self._known(session, asker, wish.visit_id, lock=True)
            require(can_record_review(known.actor, known.network.id, known.people))
            visit = known.visit
            if visit.status == VisitStatus.DONE:
                raise Gone("peer_reviews.done_already")
            faults = Faults()
            when = faults.of(_good_day, wish.visit_on, known.network_ctx, now)
            reviewers = known.schools.people_of((visit.reviewer_school_id,))
            if wish.lead_id is not None and wish.lead_id not in reviewers:
                reviewer = known.schools.name(visit.reviewer_school_id)
                faults.note("peer_reviews.lead_elsewhere", fields.LEAD, reviewer=reviewer)
            faults.check()
            moved = when != visit.visit_on or visit.status != VisitStatus.DATED
            was = visit.visit_on if visit.status == VisitStatus.DATED else None
            visit.focus_question, visit.lead_id = wish.focus, wish.lead_id
            visit.visit_on, visit.status = when, VisitStatus.DATED
            if moved:
                visit.dated_at = now
                self._tell(session, known, "peer_reviews.dated", now, {"was": was.isoformat()} if was else None)
            await self._refresh(session, known, now)
            return moved

    async def record(self, wish: RecordVisit, asker: Asker, now: datetime) -> bool:
        """Record a visit that took place; True where this is its first record, of which the host hears."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            known = await self._known(session, asker, wish.visit_id, lock=True)
            require(can_record_review(known.actor, known.network.id, known.people))
            visit, today = known.visit, local_day(now, known.network_ctx.zone)
            faults = Faults()
            if wish.visit_on is None or wish.visit_on > today:
                faults.note("peer_reviews.still_to_come", fields.WHEN)
            if wish.check_back_on is not None and wish.check_back_on <= (wish.visit_on or today):
                faults.note("peer_reviews.check_back_later", fields.CHECK_BACK)
            first = not visit.evidence
            visit.written_at = written_at(visit) or now
            visit.visit_on, visit.evidence = wish.visit_on, wish.evidence
            visit.check_back_on, visit.check_back_note = wish.check_back_on, wish.check_back_note
            _mark_done(visit, asker, now)
            for taken in wish.actions:
                with faults.noted(partial(_in_row, taken.number)):
                    await _take_on(session, known, taken, asker, now)
            faults.check()
            if first:
                self._tell(session, known, "peer_reviews.recorded", now)
            await self._refresh(session, known, now)
            return first

    async def mark_done(self, asker: Asker, visit_id: int, now: datetime) -> VisitRecord:
        """Say that the visit took place; what was seen is recorded in the form that follows."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            known = await self._known(session, asker, visit_id, lock=True)
            require(can_record_review(known.actor, known.network.id, known.people))
            today = local_day(now, known.network_ctx.zone)
            if known.visit.visit_on is None or known.visit.visit_on > today:
                raise Gone("peer_reviews.still_to_come")
            if known.visit.status != VisitStatus.DONE:
                _mark_done(known.visit, asker, now)
                await self._refresh(session, known, now)
            return _shown(known, evidence=True, now=now)

    async def drop(self, asker: Asker, visit_id: int, now: datetime) -> None:
        """Give the visit up; setting a date takes it up again."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            known = await self._known(session, asker, visit_id, lock=True)
            require(can_record_review(known.actor, known.network.id, known.people))
            if known.visit.status == VisitStatus.DONE:
                raise Gone("peer_reviews.nothing_to_drop")
            known.visit.status = VisitStatus.DROPPED
            await self._refresh(session, known, now)

    async def write_findings(self, asker: Asker, visit_id: int, findings: str, shared_with: str, now: datetime) -> None:
        """Keep the findings that the host agrees to, and who may read them."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            known = await self._known(session, asker, visit_id, lock=True)
            require(can_record_review_findings(known.actor, known.network.id, known.hosts))
            faults = Faults()
            if not findings:
                faults.note("peer_reviews.findings_empty", fields.FINDINGS)
            if shared_with not in set(SharedWith):
                faults.note("peer_reviews.findings_empty", fields.SHARED)
            faults.check()
            first = not known.visit.findings_agreed
            known.visit.written_at = written_at(known.visit) or now
            known.visit.findings, known.visit.findings_agreed = findings, True
            known.visit.shared_with = shared_with
            if first:
                self._tell(session, known, "peer_reviews.agreed", now)
            self._refresh_card(session, known, now)

    async def _known(self, session: AsyncSession, asker: Asker, visit_id: int, *, lock: bool = False) -> _Known:
        """The visit and all around it; with `lock`, its network is held until the end of the transaction."""
        visit = await rows.visit_by_id(session, asker.workspace_id, visit_id)
        group = await rows.group_by_id(session, asker.workspace_id, visit.group_id) if visit else None
        if visit is None or group is None:
            raise Gone("peer_reviews.no_visit")
        find = network_rows.lock if lock else network_rows.network
        network = await find(session, asker.workspace_id, visit.network_id)
        if lock:
            await session.refresh(visit)
        return _Known(
            actor=await actor_of(self._app, session, asker),
            network=network,
            network_ctx=await network_context(self._app, session, network),
            schools=await review_schools(session, network.id),
            group=group,
            visit=visit,
        )

    def _tell(
        self, session: AsyncSession, known: _Known, kind: str, now: datetime, more: Mapping[str, str] | None = None
    ) -> None:
        people = known.schools.conversation(known.group.school_ids)
        if people:
            post_to_people(session, known.network, kind, {"visit": known.visit.id, **(more or {})}, people, now=now)

    async def _refresh(self, session: AsyncSession, known: _Known, now: datetime) -> None:
        """Let the group's card, and the reminders and questions about the visit, say where it stands now."""
        self._refresh_card(session, known, now)
        await settle_posts(session, known.network, (TOMORROW, WAS_IT_DONE), "visit", known.visit.id, now=now)
        await settle_posts(session, known.network, (UNDATED,), "group", known.group.id, now=now)

    def _refresh_card(self, session: AsyncSession, known: _Known, now: datetime) -> None:
        card = known.group.card_delivery_id
        if card is not None:
            update_post(session, known.network, CARD, {"group": known.group.id}, card, now=now)


def _mark_done(visit: ReviewVisit, asker: Asker, now: datetime) -> None:
    if visit.status != VisitStatus.DONE:
        visit.status, visit.done_at, visit.done_by = VisitStatus.DONE, now, asker.user_id


def _good_day(when: date | None, network_ctx: NetworkContext, now: datetime) -> date:
    """A school day that is not over. Raises Invalid at the field."""
    if when is None or when < local_day(now, network_ctx.zone):
        raise Invalid("peer_reviews.day_passed", fields.WHEN)
    try:
        off = network_ctx.calendar.day_off(when)
        if off is not None:
            raise Invalid("peer_reviews.no_school_day", fields.WHEN, no_school=why_no_school(when, off))
    except UnknownDate as error:
        raise Invalid("peer_reviews.day_unknown", fields.WHEN) from error
    return when


async def _take_on(session: AsyncSession, known: _Known, taken: TakenOn, asker: Asker, now: datetime) -> None:
    """Record one action of the form. Raises Invalid, naming an action's fields as they are everywhere."""
    if not taken.what and taken.owner_id is None:
        return  # the day stands there from the start
    await actions.record(
        session,
        known.network,
        what=taken.what,
        owner_id=taken.owner_id,
        due_on=taken.due_on,
        created_by=asker.user_id,
        now=now,
        source="review",
        source_id=known.visit.id,
        missing={
            WHAT: "peer_reviews.action_needs_what",
            OWNER: "peer_reviews.action_needs_owner",
            DUE: "peer_reviews.action_needs_day",
        },
    )


def _in_row(number: int, field: str | None) -> str:
    """The name of an action's field in its row of the form."""
    ours = {WHAT: fields.WHAT, OWNER: fields.OWNER, DUE: fields.OWNER_DUE}
    return numbered(ours.get(field or WHAT, fields.WHAT), number)


def _shown(known: _Known, *, evidence: bool, now: datetime, findings: bool = False) -> VisitRecord:
    visit = known.visit
    try:
        suggested = known.network_ctx.calendar.add_school_days(
            local_day(now, known.network_ctx.zone), ACTION_SCHOOL_DAYS
        )
    except UnknownDate:
        suggested = None
    return VisitRecord(
        visit_id=visit.id,
        host=known.schools.name(visit.host_school_id),
        reviewer=known.schools.name(visit.reviewer_school_id),
        focus=visit.focus_question,
        visit_on=visit.visit_on,
        lead_id=visit.lead_id,
        evidence=visit.evidence if evidence else "",
        check_back_on=visit.check_back_on,
        check_back_note=visit.check_back_note,
        findings=visit.findings if findings else "",
        shared_with=visit.shared_with,
        suggested_due=suggested,
    )
