"""Reviews in which nothing moves after the visit's day: nobody has said whether it took place, nobody has written its
findings, or a close is still to come.

Whoever's turn it is hears of it, and not for ever; see check_ins.py for how often, and for groups that asked for quiet.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from domain.calendar import UnknownDate, local_day, local_moment
from domain.peer_reviews import NUDGE_SCHOOL_DAYS, VisitStatus
from prompts.catalog import say
from services.context import NetworkContext
from services.delivery.engine import Skip
from services.delivery.outbox import post_to_people
from services.peer_reviews.known import NOT_RECORDED
from services.peer_reviews.schools import SchoolNames, review_schools
from services.schedule import Due, OccasionContext
from storage import peer_reviews as rows
from storage.models.peer_reviews import ReviewVisit

NO_FINDINGS, NOT_CLOSED = "peer_reviews.no_findings", "peer_reviews.not_closed"
MOST_ABOUT_FINDINGS, MOST_ABOUT_RECORDS = 3, 2
STILL_USEFUL = timedelta(days=9)
"""Less than a fortnight, so that two of them never come together after an outage."""


def dues_of(network_ctx: NetworkContext, visit: ReviewVisit, schools: SchoolNames) -> Iterator[Due]:
    """What falls due of one visit while nothing moves."""
    if visit.status == VisitStatus.DATED and visit.visit_on is not None:
        yield from _not_recorded(network_ctx, visit, visit.visit_on, schools)
    if visit.status != VisitStatus.DONE:
        return
    host = schools.name(visit.host_school_id)
    if not visit.findings_agreed and visit.done_at is not None:
        for number in range(1, MOST_ABOUT_FINDINGS + 1):
            at = _after(network_ctx, visit.done_at, NUDGE_SCHOOL_DAYS * number)
            if at is None:
                return
            what = str(say("peer_reviews.agenda_no_findings", host=host))
            data = {"visit": visit.id, "group": visit.group_id}
            yield Due(NO_FINDINGS, f"visit-{visit.id}:{number}", at, at + STILL_USEFUL, what, data)
    elif visit.came_of_it_at is not None and not (visit.closing_host and visit.closing_reviewer):
        at = _after(network_ctx, visit.came_of_it_at, NUDGE_SCHOOL_DAYS)
        if at is not None:
            what = str(say("peer_reviews.agenda_not_closed", host=host))
            data = {"visit": visit.id, "group": visit.group_id}
            yield Due(NOT_CLOSED, f"visit-{visit.id}", at, at + STILL_USEFUL, what, data)


def _not_recorded(network_ctx: NetworkContext, visit: ReviewVisit, on: date, schools: SchoolNames) -> Iterator[Due]:
    """The question whether it took place, again."""
    names = {"host": schools.name(visit.host_school_id), "reviewer": schools.name(visit.reviewer_school_id)}
    of_day = local_moment(on, network_ctx.network.posting_time, network_ctx.zone)
    for number in range(1, MOST_ABOUT_RECORDS + 1):
        at = _after(network_ctx, of_day, NUDGE_SCHOOL_DAYS * number)
        if at is None:
            return
        what = str(say("peer_reviews.agenda_not_recorded", **names))
        data = {"visit": visit.id, "group": visit.group_id, "on": on.isoformat()}
        yield Due(NOT_RECORDED, f"visit-{visit.id}:{on.isoformat()}:{number}", at, at + STILL_USEFUL, what, data)


async def fire(occasion: OccasionContext) -> Skip | None:
    """Tell whoever's turn it is."""
    session, network = occasion.session, occasion.network_ctx.network
    visit = await rows.visit_by_id(session, network.workspace_id, int(occasion.due.data["visit"]))
    group = await rows.group_by_id(session, network.workspace_id, visit.group_id) if visit else None
    if visit is None or group is None:
        return Skip("the visit is gone")
    if group.quiet_until is not None and local_day(occasion.now, occasion.network_ctx.zone) < group.quiet_until:
        return Skip("the group has asked for quiet")
    waits_for = [visit.host_school_id]
    if occasion.due.kind == NOT_CLOSED:
        lines = ((visit.host_school_id, visit.closing_host), (visit.reviewer_school_id, visit.closing_reviewer))
        waits_for = [school for school, line in lines if not line]
    if occasion.due.kind == NOT_RECORDED:
        waits_for = [visit.host_school_id, visit.reviewer_school_id]
    people = (await review_schools(session, network.id)).conversation(waits_for)
    if not people:
        return Skip("nobody in the chat leads these schools")
    post_to_people(
        session,
        network,
        occasion.due.kind,
        {name: value for name, value in occasion.due.data.items() if name in ("visit", "on")},
        people,
        now=occasion.now,
        due_at=occasion.network_ctx.next_post(occasion.now),
        expires_at=occasion.due.expires_at,
    )
    return None


def _after(network_ctx: NetworkContext, moment: datetime, days: int) -> datetime | None:
    """The posting time so many school days later; None where the calendar does not reach that far."""
    try:
        day = network_ctx.calendar.add_school_days(local_day(moment, network_ctx.zone), days)
    except UnknownDate:
        return None
    return local_moment(day, network_ctx.network.posting_time, network_ctx.zone)
