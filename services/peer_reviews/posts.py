"""The messages to the schools of a review, worded at the moment they are sent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from domain.calendar import local_day
from domain.peer_reviews import VisitStatus
from facts.peer_reviews import GroupCard, VisitNews
from prompts.message import Message
from prompts.peer_reviews import cards as prompts
from prompts.peer_reviews import posts
from services.delivery.engine import RenderContext, Skip
from services.peer_reviews.reading import line_of
from services.peer_reviews.schools import ReviewSchools, review_schools
from storage import networks as network_rows
from storage import peer_reviews as rows
from storage.models import ReviewVisit


@dataclass(frozen=True)
class _Told:
    visit: ReviewVisit
    news: VisitNews


async def say_card(context: RenderContext) -> Message | Skip:
    """The group's message: who, until when, and where each visit stands."""
    group = await rows.group_by_id(context.session, context.delivery.workspace_id, context.id("group"))
    found = await rows.round_by_id(context.session, context.delivery.workspace_id, group.round_id) if group else None
    if group is None or found is None or found.status != "approved":
        return Skip("the round is not approved")
    network = await network_rows.network(context.session, group.workspace_id, group.network_id)
    schools = await review_schools(context.session, network.id)
    visits = await rows.visits(context.session, [group.id])
    return prompts.card(
        GroupCard(
            network=network.name,
            number=found.number,
            due_on=found.due_on,
            schools=[(schools.name(one), schools.principals.get(one, ())) for one in group.school_ids],
            visits=[line_of(visit, schools, None, network.id) for visit in visits],
            focus=[visit.focus_question for visit in visits],
        )
    )


async def say_dated(context: RenderContext) -> Message | Skip:
    was = context.delivery.payload.get("was")
    before = date.fromisoformat(str(was)) if was else None
    return await _about_visit(context, VisitStatus.DATED, lambda news: posts.dated_message(news, before))


async def say_tomorrow(context: RenderContext) -> Message | Skip:
    if context.delivery.operation == "update":
        return await _settled(context)
    network = await network_rows.network(
        context.session, context.delivery.workspace_id, context.delivery.network_id or 0
    )
    today = local_day(context.now, ZoneInfo(network.timezone))
    return await _about_visit(context, VisitStatus.DATED, lambda news: posts.tomorrow_message(news, today))


async def say_was_it_done(context: RenderContext) -> Message | Skip:
    if context.delivery.operation == "update":
        return await _settled(context)
    return await _about_visit(context, VisitStatus.DATED, posts.was_it_done_message)


async def _settled(context: RenderContext) -> Message | Skip:
    """What a reminder or question turns into once it is answered."""
    told = await _told(context)
    if told is None:
        return Skip("the visit is gone")
    status = VisitStatus(told.visit.status)
    if status == VisitStatus.DATED and str(told.visit.visit_on) == context.delivery.payload.get("on"):
        return Skip("it still stands")
    return posts.settled_message(told.news, status)


async def say_recorded(context: RenderContext) -> Message | Skip:
    told = await _told(context)
    if told is None or told.visit.findings_agreed:
        return Skip("the host has written the findings already")
    return posts.recorded_message(told.news)


async def say_agreed(context: RenderContext) -> Message | Skip:
    return await _about_visit(context, VisitStatus.DONE, posts.agreed_message)


async def say_check_back(context: RenderContext) -> Message | Skip:
    return await _about_visit(context, VisitStatus.DONE, posts.check_back_message)


async def say_undated(context: RenderContext) -> Message | Skip:
    """The visits of a group that still have no date."""
    group = await rows.group_by_id(context.session, context.delivery.workspace_id, context.id("group"))
    if group is None:
        return Skip("the group is gone")
    schools = await review_schools(context.session, group.network_id)
    visits = [v for v in await rows.visits(context.session, [group.id]) if v.status == VisitStatus.PLANNED]
    if not visits and context.delivery.operation == "post":
        return Skip("every visit has a date by now")
    return posts.undated_message([line_of(visit, schools, None, group.network_id) for visit in visits])


async def _about_visit(
    context: RenderContext, status: VisitStatus, message: Callable[[VisitNews], Message]
) -> Message | Skip:
    told = await _told(context)
    if told is None or told.visit.status != status:
        return Skip(f"the visit is no longer {status}")
    planned_for = context.delivery.payload.get("on")
    if planned_for is not None and str(told.visit.visit_on) != planned_for:
        return Skip("the visit has moved to another day")
    return message(told.news)


async def _told(context: RenderContext) -> _Told | None:
    visit = await rows.visit_by_id(context.session, context.delivery.workspace_id, context.id("visit"))
    if visit is None:
        return None
    schools = await review_schools(context.session, visit.network_id)
    in_sight = schools.hosts_of(visit).issuperset(context.delivery.people)
    return _Told(visit, _news(visit, schools, with_note=in_sight))


def _news(visit: ReviewVisit, schools: ReviewSchools, *, with_note: bool) -> VisitNews:
    """with_note: whether everybody who is told may read what the record says of the check-back."""
    return VisitNews(
        visit_id=visit.id,
        network_id=visit.network_id,
        host=schools.name(visit.host_school_id),
        reviewer=schools.name(visit.reviewer_school_id),
        visit_on=visit.visit_on,
        focus=visit.focus_question,
        hosts=tuple(schools.principals.get(visit.host_school_id, ())),
        check_back_note=visit.check_back_note if with_note else "",
    )


ANNOUNCEMENTS: dict[str, Callable[[RenderContext], Awaitable[Message | Skip]]] = {
    "peer_reviews.card": say_card,
    "peer_reviews.dated": say_dated,
    "peer_reviews.tomorrow": say_tomorrow,
    "peer_reviews.was_it_done": say_was_it_done,
    "peer_reviews.recorded": say_recorded,
    "peer_reviews.agreed": say_agreed,
    "peer_reviews.check_back": say_check_back,
    "peer_reviews.undated": say_undated,
}
