"""Where reviews stand, for one reader."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import local_day
from domain.peer_reviews import STEPS, Step, VisitStatus, next_step
from domain.policies import (
    Actor,
    Allowed,
    Answer,
    can_describe_school,
    can_propose_review_round,
    can_record_review,
    can_record_review_findings,
    can_see_network,
    can_see_review_findings,
    can_see_where_schools_stand,
)
from facts.peer_reviews import GroupLine, ReviewOverview, RoundCounts, VisitLine
from services.access import Asker, actor_of, require
from services.context import AppContext
from services.leaders import chair_and_seils
from services.peer_reviews.proposals import is_drawn
from services.peer_reviews.schools import ReviewSchools, review_schools
from services.peer_reviews.sharing import readable_parts
from storage import networks as network_rows
from storage import peer_reviews as rows
from storage.models.peer_reviews import ReviewGroup, ReviewRound, ReviewVisit


class OverviewService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def look(self, asker: Asker, network_id: int, now: datetime) -> ReviewOverview:
        """The latest round, and what of earlier rounds the reader may read."""
        async with self._app.database.read() as session:
            actor = await actor_of(self._app, session, asker)
            network = await network_rows.network(session, asker.workspace_id, network_id)
            require(can_see_network(actor, network.id, network.seen_from))
            schools = await review_schools(session, network.id)
            approved = await rows.rounds(session, network.id, "approved")
            groups = await rows.groups(session, [one.id for one in approved])
            latest = approved[-1] if approved else None
            current = [group for group in groups if latest is not None and group.round_id == latest.id]
            visits = await rows.visits(session, [group.id for group in groups])
            lines = {visit.id: line_of(visit, schools, actor, network.id) for visit in visits}
            ids = {group.id for group in current}
            current_visits = [v for v in visits if v.group_id in ids and v.status != VisitStatus.REPLACED]
            mine = [visit for visit in current_visits if lines[visit.id].mine]
            sees_schools = isinstance(can_see_where_schools_stand(actor, network.id), Allowed)
            may_start = isinstance(can_propose_review_round(actor, network.id), Allowed)
            waiting = await rows.not_begun(session, network.id) if may_start else None
            if waiting is not None and waiting.status == rows.DRAWING and not is_drawn(waiting, now):
                waiting = None
            today = local_day(now, ZoneInfo(network.timezone))
            brought = await brought_along(session, actor, network.id)
            return ReviewOverview(
                network_id=network.id,
                network=network.name,
                number=latest.number if latest else None,
                due_on=latest.due_on if latest else None,
                counts=await rows.counts(session, latest.id, today) if latest else RoundCounts(),
                visits=[*(lines[visit.id] for visit in mine), *(line for visit, line in brought if _is_open(visit))],
                proposed=waiting.number if waiting and waiting.status == "proposed" else None,
                invitations=await _invitations(session, asker, network.id) if may_start else (),
                joint=await _joint(session, asker, waiting),
                not_begun_id=waiting.id if waiting else None,
                may_start=may_start,
                is_closed=latest is not None and latest.closed_at is not None,
                is_over=latest is not None and latest.due_on is not None and latest.due_on < today,
                round_id=latest.id if latest else None,
                replacing=may_start and latest is not None and await _asks(session, latest),
                rests=_rests(latest, schools, asker.user_id, sees_schools=sees_schools),
                has_school=any(
                    isinstance(_describes(actor, network.id, schools, one), Allowed) for one in schools.active
                ),
                my_groups=_could_leave(mine, latest, schools, asker.user_id),
                groups=_groups(current, visits, {visit.group_id for visit in mine}, schools) if sees_schools else (),
                sees_schools=sees_schools,
                shared=[
                    *(lines[one.id] for one in reversed(visits) if one not in mine and lines[one.id].readable),
                    *(line for visit, line in reversed(brought) if line.readable and not _is_open(visit)),
                ],
            )


async def brought_along(session: AsyncSession, actor: Actor, network_id: int) -> list[tuple[ReviewVisit, VisitLine]]:
    """The reader's own visits in other networks, oldest first: those from which their school moved to this one, and
    those with which this one has rounds in common.
    """
    found = []
    for before in sorted(actor.before(network_id) | await _reviewed_with(session, network_id)):
        schools = await review_schools(session, before)
        groups = await rows.groups(session, [one.id for one in await rows.rounds(session, before, "approved")])
        visits = await rows.visits(session, [group.id for group in groups])
        lines = [(visit, line_of(visit, schools, actor, before)) for visit in visits]
        found += [(visit, line) for visit, line in lines if line.mine]
    return found


async def _reviewed_with(session: AsyncSession, network_id: int) -> frozenset[int]:
    return frozenset(other for other, _ in await rows.with_others(session, network_id))


def _describes(actor: Actor, network_id: int, schools: ReviewSchools, school_id: int) -> Answer:
    return can_describe_school(actor, network_id, schools.people.get(school_id, frozenset()))


async def _invitations(session: AsyncSession, asker: Asker, network_id: int) -> list[tuple[int, str]]:
    """The networks that have asked for a round across both, and wait for an answer."""
    found = await rows.invitations(session, [network_id])
    return [(one.id, (await network_rows.network(session, asker.workspace_id, one.network_id)).name) for one in found]


async def _joint(session: AsyncSession, asker: Asker, waiting: ReviewRound | None) -> tuple[str, str]:
    """What a round waits for that is no proposal yet, and the other network's name; empty where nothing does."""
    if waiting is None or waiting.status == "proposed":
        return "", ""
    if waiting.joint_network_id is None:
        return waiting.status, ""
    other = await network_rows.network(session, asker.workspace_id, waiting.joint_network_id)
    if waiting.status == "invited" and not await chair_and_seils(session, other.id):
        return "vacant", other.name
    return waiting.status, other.name


def _rests(latest: ReviewRound | None, schools: ReviewSchools, person: str, *, sees_schools: bool) -> str:
    """The name of the school that rests in the round, for its own people and for the chair."""
    if latest is None or latest.rests_id is None or latest.closed_at is not None:
        return ""
    return schools.name(latest.rests_id) if sees_schools or person in schools.people_of((latest.rests_id,)) else ""


async def _asks(session: AsyncSession, latest: ReviewRound) -> bool:
    """Whether it is to be decided who takes a school's place."""
    return latest.closed_at is None and bool(await rows.drop_outs(session, latest.id))


def _could_leave(
    visits: Sequence[ReviewVisit], latest: ReviewRound | None, schools: ReviewSchools, person: str
) -> list[int]:
    """The groups that the person's school has a visit to come in, while the round runs."""
    if latest is None or latest.closed_at is not None:
        return []
    theirs = [v for v in visits if person in schools.people_of((v.host_school_id, v.reviewer_school_id))]
    return list(dict.fromkeys(visit.group_id for visit in theirs if _is_open(visit)))


def _is_open(visit: ReviewVisit) -> bool:
    return visit.status in (VisitStatus.PLANNED, VisitStatus.DATED)


def _groups(
    groups: Sequence[ReviewGroup], visits: Sequence[ReviewVisit], besides: Collection[int], schools: ReviewSchools
) -> list[GroupLine]:
    """How far each group is, but for those `besides`, which the reader sees visit by visit."""
    found = []
    for group in groups:
        of_group = [v for v in visits if v.group_id == group.id and v.status != VisitStatus.REPLACED]
        days = [one.visit_on for one in of_group if one.status == VisitStatus.DATED and one.visit_on is not None]
        if of_group and group.id not in besides:
            found.append(
                GroupLine(
                    schools=[schools.name(one) for one in group.school_ids],
                    done=sum(one.status == VisitStatus.DONE for one in of_group),
                    total=len(of_group),
                    given_up=sum(one.status == VisitStatus.DROPPED for one in of_group),
                    next_on=min(days, default=None),
                )
            )
    return found


def steps_done(visit: ReviewVisit) -> frozenset[Step]:
    """What of the steps of a review is done."""
    done = {
        Step.PREPARE: visit.prepared_at is not None,
        Step.DATE: visit.status in (VisitStatus.DATED, VisitStatus.DONE),
        Step.VISIT: visit.status == VisitStatus.DONE,
        Step.FINDINGS: visit.findings_agreed,
        Step.FOLLOW_UP: visit.followed_up_at is not None,
        Step.CHECK_BACK: visit.came_of_it_at is not None,
        Step.CLOSE: bool(visit.closing_host and visit.closing_reviewer),
    }
    return frozenset(step for step, is_done in done.items() if is_done)


def line_of(visit: ReviewVisit, schools: ReviewSchools, actor: Actor | None, network_id: int) -> VisitLine:
    """The visit as one reader sees it; without a reader, as the group's message shows it to both schools."""
    both, hosts = schools.of_visit(visit), schools.hosts_of(visit)
    mine = is_host = readable = True
    if actor is not None:
        parts = readable_parts(visit, actor, network_id)
        shared = bool(parts)
        mine = isinstance(can_record_review(actor, network_id, both, schools.beside), Allowed)
        is_host = isinstance(can_record_review_findings(actor, network_id, hosts), Allowed)
        readable = isinstance(can_see_review_findings(actor, network_id, both, shared, schools.beside), Allowed)
    step = next_step(steps_done(visit))
    return VisitLine(
        visit_id=visit.id,
        host=schools.name(visit.host_school_id),
        reviewer=schools.name(visit.reviewer_school_id),
        status=visit.status,
        visit_on=visit.visit_on,
        visit_time=visit.visit_time,
        checked_back=visit.came_of_it_at is not None,
        prepared=visit.prepared_at is not None,
        followed_up=visit.followed_up_at is not None,
        step=step or "",
        step_number=STEPS.index(step) + 1 if step else 0,
        protocol=visit.protocol or "",
        mine=mine,
        is_host=is_host,
        findings_agreed=visit.findings_agreed and readable,
        readable=readable and (visit.findings_agreed or not mine),
        recorded=bool(visit.evidence),
        closed_by=(bool(visit.closing_host), bool(visit.closing_reviewer)),
    )
