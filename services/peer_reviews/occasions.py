"""What falls due between two schools: a date to agree on, the visit, its record, the check-back. Each once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import UnknownDate, local_day, local_moment
from domain.peer_reviews import NUDGE_SCHOOL_DAYS, VisitStatus
from prompts.catalog import say
from prompts.text import listing
from prompts.wording import day
from services.context import AppContext, NetworkContext
from services.delivery.engine import Skip
from services.delivery.outbox import post_to_people
from services.leaders import chair_and_seils
from services.peer_reviews import standing_still
from services.peer_reviews.check_ins import one_a_fortnight
from services.peer_reviews.ending import OVER, end_round
from services.peer_reviews.findings import CHECK_BACK
from services.peer_reviews.following_up import FOLLOW_UP
from services.peer_reviews.known import TOMORROW, UNDATED, WAS_IT_DONE
from services.peer_reviews.schools import SchoolNames, review_schools, school_names
from services.schedule import Due, OccasionContext, Planner, Where, of_each
from storage import peer_reviews as rows
from storage.models.peer_reviews import ReviewGroup, ReviewRound, ReviewVisit

STILL_USEFUL = timedelta(days=14)
MOST_NUDGES = 4
"""Reminders of a missing date at most; after that the round's last day has its own."""
LOOK_AROUND = timedelta(days=60)
"""A check-back day this long before the stretch asked about may still move into it, past holidays."""


async def plan(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """All that falls due for the visits of approved rounds, as their dates stand."""
    first_day = local_day(since, network_ctx.zone) - LOOK_AROUND
    latest = await rows.latest_approved(session, network_ctx.network.id)
    if latest is None:
        return []
    ends = list(_last_day(network_ctx, latest))
    visits = await rows.visits_to_watch(session, network_ctx.network.id, first_day)
    if not visits:
        return ends
    undated = await _without_date(session, latest, visits)
    told_of = [school for visit in visits for school in (visit.host_school_id, visit.reviewer_school_id)]
    schools = await school_names(session, [*told_of, *(school for group in undated for school in group.school_ids)])
    found = of_each(visits, lambda visit: _of_visit(network_ctx, visit, schools))
    found += _undated(network_ctx, latest, undated, schools)
    return [*await one_a_fortnight(session, network_ctx, found, since, latest.due_on), *ends]


async def fire_for_group(occasion: OccasionContext) -> Skip | None:
    """Tell the principals of a group."""
    group_id = int(occasion.due.data["group"])
    group = await rows.group_by_id(occasion.session, occasion.network_ctx.network.workspace_id, group_id)
    if group is None:
        return Skip("the group is gone")
    schools = await review_schools(occasion.session, occasion.network_ctx.network.id)
    return _post(occasion, schools.conversation(group.school_ids))


async def fire_for_leaders(occasion: OccasionContext) -> Skip | None:
    """The round's last day has passed: end it where nothing is left to come, and tell chair and SEIL either way."""
    session, network = occasion.session, occasion.network_ctx.network
    found = await rows.round_by_id(session, network.workspace_id, int(occasion.due.data["round"]))
    if found is None or found.closed_at is not None:
        return Skip("the round has ended")
    counts = await rows.counts(session, found.id, local_day(occasion.now, occasion.network_ctx.zone))
    if not counts.still_open:
        await end_round(session, network, found, None, occasion.now)
    people = await chair_and_seils(session, network.id)
    for person in people:
        post_to_people(
            session,
            network,
            occasion.due.kind,
            {"round": found.id},
            [person],
            now=occasion.now,
            due_at=occasion.network_ctx.next_post(occasion.now),
            expires_at=occasion.due.expires_at,
        )
    return None if people else Skip("the network has neither chair nor SEIL")


async def fire_for_host(occasion: OccasionContext) -> Skip | None:
    """Tell the host school's principals alone."""
    visit_id = int(occasion.due.data["visit"])
    visit = await rows.visit_by_id(occasion.session, occasion.network_ctx.network.workspace_id, visit_id)
    if visit is None:
        return Skip("the visit is gone")
    schools = await review_schools(occasion.session, occasion.network_ctx.network.id)
    return _post(occasion, schools.conversation((visit.host_school_id,)))


def _post(occasion: OccasionContext, people: Sequence[str]) -> Skip | None:
    if not people:
        return Skip("nobody in the chat leads these schools")
    payload = {name: value for name, value in occasion.due.data.items() if name in ("visit", "group", "on", "number")}
    post_to_people(
        occasion.session,
        occasion.network_ctx.network,
        occasion.due.kind,
        payload,
        people,
        now=occasion.now,
        due_at=occasion.network_ctx.next_post(occasion.now),
        expires_at=occasion.due.expires_at,
    )
    return None


def _of_visit(network_ctx: NetworkContext, visit: ReviewVisit, schools: SchoolNames) -> Iterator[Due]:
    names = {"host": schools.name(visit.host_school_id), "reviewer": schools.name(visit.reviewer_school_id)}
    calendar = network_ctx.calendar
    if visit.status == VisitStatus.DATED and visit.visit_on is not None:
        on = visit.visit_on
        data = {"group": visit.group_id, "visit": visit.id, "on": on.isoformat()}
        key = f"visit-{visit.id}:{on.isoformat()}"
        before = _posting(network_ctx, lambda: calendar.previous_school_day(on))
        end_of_day = local_moment(on, network_ctx.network.posting_time, network_ctx.zone) + timedelta(hours=4)
        # A reminder for a moment that was over when the day was chosen would only repeat what was just said.
        if before is not None and (visit.dated_at is None or before > visit.dated_at):
            what = str(say("peer_reviews.agenda_tomorrow", day=day(on), **names))
            yield Due(TOMORROW, key, before, end_of_day, what, data)
        after = _posting(network_ctx, lambda: calendar.next_school_day(on, including=False))
        if after is not None:
            what = str(say("peer_reviews.agenda_was_it_done", **names))
            yield Due(WAS_IT_DONE, key, after, after + STILL_USEFUL, what, data)
    if visit.follow_up_on is not None and visit.findings_agreed and visit.followed_up_at is None:
        follow = visit.follow_up_on
        at = _posting(network_ctx, lambda: network_ctx.calendar.next_school_day(follow))
        if at is not None:
            what = str(say("peer_reviews.agenda_follow_up", **names))
            data = {"group": visit.group_id, "visit": visit.id}
            yield Due(FOLLOW_UP, f"visit-{visit.id}:{follow.isoformat()}", at, at + STILL_USEFUL, what, data)
    if visit.status == VisitStatus.DONE and visit.check_back_on is not None:
        back = visit.check_back_on
        at = _posting(network_ctx, lambda: calendar.next_school_day(back))
        if at is not None:
            what = str(say("peer_reviews.agenda_check_back", host=names["host"]))
            yield Due(
                CHECK_BACK, f"visit-{visit.id}:{back.isoformat()}", at, at + STILL_USEFUL, what, {"visit": visit.id}
            )
    yield from standing_still.dues_of(network_ctx, visit, schools)


def _last_day(network_ctx: NetworkContext, latest: ReviewRound) -> Iterator[Due]:
    """The school day after the round's last day, while it runs."""
    due_on = latest.due_on
    if due_on is None or latest.closed_at is not None:
        return
    at = _posting(network_ctx, lambda: network_ctx.calendar.next_school_day(due_on, including=False))
    if at is not None:
        key = f"round-{latest.id}:{due_on.isoformat()}"
        yield Due(OVER, key, at, at + STILL_USEFUL, str(say("peer_reviews.agenda_over")), {"round": latest.id})


async def _without_date(
    session: AsyncSession, latest: ReviewRound, visits: Sequence[ReviewVisit]
) -> Sequence[ReviewGroup]:
    """The groups of the latest round in which a visit has no date, while the round runs."""
    waiting = {visit.group_id for visit in visits if visit.status == VisitStatus.PLANNED}
    if latest.approved_at is None or latest.closed_at is not None or not waiting:
        return []
    return [group for group in await rows.groups(session, [latest.id]) if group.id in waiting]


def _undated(
    network_ctx: NetworkContext, latest: ReviewRound, groups: Sequence[ReviewGroup], schools: SchoolNames
) -> list[Due]:
    """A nudge a fortnight for each of these groups, until the round's last day."""
    if latest.approved_at is None:
        return []
    approved = local_day(latest.approved_at, network_ctx.zone)
    found = []
    for number, at in _fortnights(network_ctx, approved, latest.due_on):
        on = local_day(at, network_ctx.zone)
        for group in groups:
            if group.quiet_until is None or group.quiet_until <= on:
                names = listing(schools.name(one) for one in group.school_ids)
                key = f"group-{group.id}" if number == 1 else f"group-{group.id}:{number}"
                what = str(say("peer_reviews.agenda_undated", schools=names))
                found.append(Due(UNDATED, key, at, at + STILL_USEFUL, what, {"group": group.id, "number": number}))
    return found


def _fortnights(network_ctx: NetworkContext, approved: date, last: date | None) -> Iterator[tuple[int, datetime]]:
    """When groups without a date are reminded: each two school weeks from the approval on, until the last day."""
    for number in range(1, MOST_NUDGES + 1):
        after = partial(network_ctx.calendar.add_school_days, approved, NUDGE_SCHOOL_DAYS * number)
        at = _posting(network_ctx, after)
        if at is None or (number > 1 and last is not None and local_day(at, network_ctx.zone) > last):
            return
        yield number, at


def _posting(network_ctx: NetworkContext, find_day: Callable[[], date]) -> datetime | None:
    """The posting time of a day to be worked out; None where the calendar does not reach that far."""
    try:
        return local_moment(find_day(), network_ctx.network.posting_time, network_ctx.zone)
    except (UnknownDate, OverflowError):
        return None


PLANNERS: list[Planner] = [Where(rows.ANY_APPROVED, plan)]
