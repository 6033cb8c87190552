"""One visit: its day, and its record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from domain.actions import DUE, OWNER, WHAT
from domain.calendar import UnknownDate, local_day
from domain.errors import Faults, Gone, Invalid
from domain.evidence_links import WrongLink, read_links
from domain.peer_reviews import FURTHEST_AHEAD, QUIET_SCHOOL_DAYS, VisitStatus
from domain.policies import can_record_review
from domain.typed import Doubt, read
from facts.peer_reviews import VisitRecord, VisitTyped
from prompts.peer_reviews import visits as fields
from prompts.peer_reviews.visits import numbered
from prompts.school_days import why_no_school
from prompts.wording import day
from services import actions
from services.access import Asker, require
from services.context import AppContext, context_of
from services.peer_reviews.dropping_out import come_back
from services.peer_reviews.known import KnownVisit, known_group, known_visit, settle_reminders
from services.peer_reviews.schools import written_at
from storage import peer_reviews as rows
from storage.models.peer_reviews import ReviewVisit


@dataclass(frozen=True)
class SetDate:
    """A form that was sent: the day, the focus question, who leads, and the time of day."""

    visit_id: int
    visit_on: date | None
    focus: str
    lead_id: str | None
    at: time | None = None


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
    links: str = ""


class VisitService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def record_of(self, asker: Asker, visit_id: int, now: datetime) -> VisitRecord:
        """What stands on record, for the schools of the visit to change. Findings are left out: host's alone."""
        async with self._app.database.read() as session:
            known = await known_visit(self._app, session, asker, visit_id)
            require(can_record_review(known.actor, known.network.id, known.people, known.schools.beside))
            return known.shown(evidence=True, now=now)

    async def typed_date(self, asker: Asker, network_id: int, text: str, now: datetime) -> VisitTyped | None:
        """A day that was typed for a visit: the one that the asker's school hosts, or the only one it takes part in.

        None where the words hold no day.
        """
        async with self._app.database.read() as session:
            network_ctx = await context_of(self._app, session, asker.workspace_id, network_id)
            network = network_ctx.network
            said = read(text, now.astimezone(network_ctx.zone), network_ctx.calendar)
            if said.says_nothing or said.doubt is Doubt.NO_DATE:
                return None
            watched = await rows.visits_to_watch(session, network.id, date.max)
            known = [await known_visit(self._app, session, asker, visit.id) for visit in watched]
            mine = [one for one in known if asker.user_id in one.people]
            mine = [one for one in mine if asker.user_id in one.hosts] or mine
        asked = tuple(one for one in said.asked if one.doubt is not Doubt.NO_TIME)
        if len(mine) != 1:
            return VisitTyped(None, asked)
        require(can_record_review(mine[0].actor, network_id, mine[0].people, mine[0].schools.beside))
        return VisitTyped(replace(mine[0].shown(evidence=True, now=now), visit_on=said.day, visit_time=said.at), asked)

    async def set_date(self, wish: SetDate, asker: Asker, now: datetime) -> int:
        """Set or move the day and time; returns how many schools are told of it, 0 where they stayed."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            known = await known_visit(self._app, session, asker, wish.visit_id, lock=True)
            require(can_record_review(known.actor, known.network.id, known.people, known.schools.beside))
            visit = known.visit
            if visit.status == VisitStatus.DONE:
                raise Gone("peer_reviews.done_already")
            faults = Faults()
            when = faults.of(good_day, wish.visit_on, known, now)
            reviewers = known.schools.people_of((visit.reviewer_school_id,))
            if wish.lead_id is not None and wish.lead_id not in reviewers:
                reviewer = known.schools.name(visit.reviewer_school_id)
                faults.note("peer_reviews.lead_elsewhere", fields.LEAD, reviewer=reviewer)
            faults.check()
            before = (visit.visit_on, visit.visit_time) if visit.status == VisitStatus.DATED else None
            if visit.status == VisitStatus.DROPPED:
                await come_back(session, known.network, known.group, now)
            visit.focus_question, visit.lead_id = wish.focus, wish.lead_id
            visit.visit_on, visit.visit_time, visit.status = when, wish.at, VisitStatus.DATED
            moved = before != (visit.visit_on, visit.visit_time)
            if moved:
                visit.dated_at = now
                known.tell(session, "peer_reviews.dated", now, _was(before))
                known.share_calendar_file(session, now)
            await self._refresh(session, known, now)
            return len(known.group.school_ids) if moved else 0

    async def record(self, wish: RecordVisit, asker: Asker, now: datetime) -> bool:
        """Record a visit that took place; True where this is its first record, of which the host hears."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            known = await known_visit(self._app, session, asker, wish.visit_id, lock=True)
            require(can_record_review(known.actor, known.network.id, known.people, known.schools.beside))
            visit, today = known.visit, local_day(now, known.network_ctx.zone)
            faults = Faults()
            if wish.visit_on is None or wish.visit_on > today:
                faults.note("peer_reviews.still_to_come", fields.WHEN)
            back = wish.check_back_on
            if back is not None and (back <= (wish.visit_on or today) or back > today + FURTHEST_AHEAD):
                faults.note("peer_reviews.check_back_later", fields.CHECK_BACK)
            links: tuple[tuple[str, str], ...] = ()
            try:
                links = read_links(wish.links)
            except WrongLink as error:
                faults.note("peer_reviews.wrong_link", fields.LINKS, text=error.line[:80])
            first = not visit.evidence
            visit.written_at = written_at(visit) or now
            visit.visit_on, visit.evidence = wish.visit_on, wish.evidence
            visit.evidence_links = [list(one) for one in links]
            visit.check_back_on, visit.check_back_note = wish.check_back_on, wish.check_back_note
            _mark_done(visit, asker, now)
            for taken in wish.actions:
                with faults.noted(partial(_in_row, taken.number)):
                    await _take_on(session, known, taken, asker, now)
            faults.check()
            if first:
                known.tell(session, "peer_reviews.recorded", now)
            await self._refresh(session, known, now)
            return first

    async def mark_done(self, asker: Asker, visit_id: int, now: datetime) -> VisitRecord:
        """Say that the visit took place; what was seen is recorded in the form that follows."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            known = await known_visit(self._app, session, asker, visit_id, lock=True)
            require(can_record_review(known.actor, known.network.id, known.people, known.schools.beside))
            today = local_day(now, known.network_ctx.zone)
            if known.visit.visit_on is None or known.visit.visit_on > today:
                raise Gone("peer_reviews.still_to_come")
            if known.visit.status != VisitStatus.DONE:
                _mark_done(known.visit, asker, now)
                await self._refresh(session, known, now)
            return known.shown(evidence=True, now=now)

    async def drop(self, asker: Asker, visit_id: int, now: datetime) -> None:
        """Give the visit up; setting a date takes it up again."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            known = await known_visit(self._app, session, asker, visit_id, lock=True)
            require(can_record_review(known.actor, known.network.id, known.people, known.schools.beside))
            if known.visit.status == VisitStatus.DONE:
                raise Gone("peer_reviews.nothing_to_drop")
            if known.visit.status != VisitStatus.DROPPED:
                known.tell(session, "peer_reviews.dropped", now)
                if known.visit.sequence:
                    known.share_calendar_file(session, now)
            known.visit.status = VisitStatus.DROPPED
            await self._refresh(session, known, now)

    async def keep_quiet(self, asker: Asker, group_id: int, now: datetime) -> date:
        """Remind the group's schools of nothing for a while; returns until when."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            known = await known_group(self._app, session, asker, group_id)
            group, people = known.group, known.schools.people_of(known.group.school_ids)
            require(can_record_review(known.actor, known.network.id, people, known.schools.beside))
            today = local_day(now, known.network_ctx.zone)
            try:
                group.quiet_until = known.network_ctx.calendar.add_school_days(today, QUIET_SCHOOL_DAYS)
            except UnknownDate:
                group.quiet_until = today + timedelta(weeks=4)
            return group.quiet_until

    async def _refresh(self, session: AsyncSession, known: KnownVisit, now: datetime) -> None:
        """Let the group's card, and the reminders and questions about the visit, say where it stands now."""
        known.refresh_card(session, now)
        await settle_reminders(session, known.network, known.visit, now)


def _mark_done(visit: ReviewVisit, asker: Asker, now: datetime) -> None:
    if visit.status != VisitStatus.DONE:
        visit.status, visit.done_at, visit.done_by = VisitStatus.DONE, now, asker.user_id


def _was(before: tuple[date | None, time | None] | None) -> dict[str, str | None] | None:
    """When the visit was to be, for the message that it has moved."""
    if before is None or before[0] is None:
        return None
    return {"was": before[0].isoformat(), "was_at": before[1].isoformat() if before[1] else None}


def good_day(when: date | None, known: KnownVisit, now: datetime, field: str = fields.WHEN) -> date:
    """A school day that is not over, within the round while that lasts. Raises Invalid at the field."""
    calendar, today = known.network_ctx.calendar, local_day(now, known.network_ctx.zone)
    if when is None or when < today:
        raise Invalid("peer_reviews.day_passed", field)
    try:
        off = calendar.day_off(when)
        if off is not None:
            raise Invalid("peer_reviews.no_school_day", field, no_school=why_no_school(when, off))
    except UnknownDate as error:
        raise Invalid("peer_reviews.day_unknown", field) from error
    last = known.found_round.due_on
    if last is not None and known.found_round.closed_at is None and today <= last < when:
        raise Invalid("peer_reviews.after_last_day", field, day=day(last))
    return when


async def _take_on(session: AsyncSession, known: KnownVisit, taken: TakenOn, asker: Asker, now: datetime) -> None:
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
