"""The messages to the schools of a review, worded at the moment they are sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from zoneinfo import ZoneInfo

from domain.calendar import local_day
from domain.peer_reviews import PARTS, VisitStatus
from domain.policies import Role
from facts.peer_reviews import GroupCard, ProposedDay, VisitNews
from prompts.message import Message, SharedFile
from prompts.peer_reviews import cards as prompts
from prompts.peer_reviews import posts
from prompts.peer_reviews.agreeing import days_message
from prompts.peer_reviews.calendar_file import calendar_file
from services.delivery.engine import Announcement, RenderContext, Skip
from services.delivery.offices import taken_away, while_theirs
from services.peer_reviews.agreeing import proposed
from services.peer_reviews.known import DAYS_PROPOSED
from services.peer_reviews.reading import line_of
from services.peer_reviews.round_posts import ANNOUNCEMENTS as ROUND_ANNOUNCEMENTS
from services.peer_reviews.schools import ReviewSchools, review_schools
from services.peer_reviews.sharing import AUDIENCES, SHARED, open_parts
from services.peer_reviews.successors import SUCCESSOR
from storage import networks as network_rows
from storage import peer_reviews as rows
from storage.models import Network
from storage.models.peer_reviews import ReviewGroup, ReviewRound, ReviewVisit


@dataclass(frozen=True)
class _Told:
    visit: ReviewVisit
    news: VisitNews


async def say_card(context: RenderContext) -> Message | Skip:
    """The group's message: who, until when, and where each visit stands."""
    found = await _group_card(context)
    return found if isinstance(found, Skip) else prompts.card(found)


async def say_successor(context: RenderContext) -> Message | Skip:
    """The same, to whoever has come to lead one of its schools since it went out."""
    [person] = context.delivery.people
    found = await _group_card(context, person)
    if isinstance(found, Skip):
        return found
    names = [name for name, principals in found.schools if person in principals]
    return posts.successor_message(names[0], found) if names else Skip("they lead the school no longer")


async def _group_card(context: RenderContext, reader: str | None = None) -> GroupCard | Skip:
    """reader: whom it is for alone, with the visits whose record is in their sight; without one for the group."""
    there = await rows.group_there(context.session, context.delivery.workspace_id, context.id("group"))
    if there is None or there[1].status != "approved":
        return Skip("the round is not approved")
    group, found, network = there
    schools = await review_schools(context.session, network.id)
    of_group = await rows.visits(context.session, [group.id])
    visits = [one for one in of_group if one.status != VisitStatus.REPLACED] or of_group
    if reader is not None:
        visits = [one for one in visits if reader in schools.of_visit(one)]
        if not visits:
            return Skip("what there is was begun before they came")
    return GroupCard(
        network=network.name,
        number=found.number,
        due_on=found.due_on,
        schools=[(schools.name(one), schools.principals.get(one, ())) for one in group.school_ids],
        visits=[line_of(visit, schools, None, network.id) for visit in visits],
        focus=[visit.focus_question for visit in visits],
        group_id=group.id,
    )


async def say_dated(context: RenderContext) -> Message | Skip:
    was, at = context.delivery.payload.get("was"), context.delivery.payload.get("was_at")
    before = date.fromisoformat(str(was)) if was else None
    earlier = time.fromisoformat(str(at)) if at else None
    return await _about_visit(context, VisitStatus.DATED, lambda news: posts.dated_message(news, before, earlier))


async def say_calendar_file(context: RenderContext) -> SharedFile | Skip:
    told = await _told(context)
    if told is None or context.id("sequence") != told.visit.sequence:
        return Skip("a newer calendar file follows")
    cancelled = told.visit.status == VisitStatus.DROPPED
    return calendar_file(told.news, context.now, cancelled=cancelled) or Skip("the visit has no day")


async def say_shared(context: RenderContext) -> Message | Skip:
    """To those whom the host lets read parts of its record; once they may not any more, so."""
    told = await _told(context)
    if told is None:
        return Skip("there is no such visit")
    found = open_parts(told.visit)
    if context.delivery.operation == "update" and context.delivery.payload.get("to") not in (*found, None):
        # Worded anew for somebody who has lost a role: to whom it went is in the message that it updates.
        return await taken_away(context, told.visit.network_id, *AUDIENCES) or Skip("it still stands")
    # A row of the version before says nothing of whom it is for.
    to = context.delivery.payload.get("to") or (Role.CHAIR if context.delivery.people else "network")
    parts = [part for part in PARTS if part in found.get(str(to), frozenset())]
    if context.delivery.operation == "update":
        return posts.shared_message(told.news, parts) if parts else posts.unshared_message(told.news)
    if not parts or (to != "network" and found["network"].issuperset(parts)):
        return Skip("it is shared with others by now")
    return posts.shared_message(told.news, parts)


async def say_drafted(context: RenderContext) -> Message | Skip:
    told = await _told(context)
    if told is None or told.visit.findings_agreed:
        return Skip("the host has agreed to findings")
    return posts.drafted_message(told.news)


async def say_days_proposed(context: RenderContext) -> Message | Skip:
    """To the schools of a visit: which days are proposed; once it has one, or will not take place, so."""
    told = await _told(context)
    if told is None:
        return Skip("the visit is gone")
    status = VisitStatus(told.visit.status)
    if status != VisitStatus.PLANNED and context.delivery.operation == "post":
        return Skip("it has a day, or will not take place")
    if status != VisitStatus.PLANNED:
        return (
            posts.dated_message(told.news) if status == VisitStatus.DATED else posts.settled_message(told.news, status)
        )
    if context.delivery.operation == "update":
        return Skip("it still stands")
    schools = await review_schools(context.session, told.visit.network_id)
    return days_message(told.news, [ProposedDay(schools.name(by), on, at) for on, at, by in proposed(told.visit)])


async def say_no_findings(context: RenderContext) -> Message | Skip:
    """To the host: the findings are still to be written; once they are, so."""
    told = await _told(context)
    if told is None or told.visit.status != VisitStatus.DONE:
        return Skip("the visit has not taken place")
    if told.visit.findings_agreed:
        is_update = context.delivery.operation == "update"
        return posts.agreed_message(told.news) if is_update else Skip("the host has written the findings")
    return posts.no_findings_message(told.news) if context.delivery.operation == "post" else Skip("it still stands")


async def say_not_closed(context: RenderContext) -> Message | Skip:
    """To the schools whose closing line is still to come."""
    told = await _told(context)
    if told is None or (told.visit.closing_host and told.visit.closing_reviewer):
        return Skip("both have closed it")
    return posts.not_closed_message(told.news)


async def say_closed(context: RenderContext) -> Message | Skip:
    return await _about_visit(context, VisitStatus.DONE, posts.closed_message)


async def say_came_of_it(context: RenderContext) -> Message | Skip:
    return await _about_visit(context, VisitStatus.DONE, posts.came_of_it_message)


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
    told = await _told(context)
    if told is not None and told.visit.came_of_it_at is not None:
        if context.delivery.operation == "update":
            return posts.checked_back_message(told.news)
        return Skip("the host has said what came of it")
    if context.delivery.operation == "update":
        return Skip("it still stands")
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
    lines = [line_of(visit, schools, None, group.network_id) for visit in visits]
    return posts.undated_message(lines, group.id, int(context.delivery.payload.get("number", 1)))


async def say_prepared(context: RenderContext) -> Message | Skip:
    told = await _told(context)
    if told is None or told.visit.status not in (VisitStatus.PLANNED, VisitStatus.DATED):
        return Skip("the visit is not to come")
    return posts.prepared_message(told.news)


async def say_follow_up(context: RenderContext) -> Message | Skip:
    told = await _told(context)
    if told is None:
        return Skip("the visit is gone")
    if told.visit.followed_up_at is not None:
        is_update = context.delivery.operation == "update"
        return posts.followed_up_message(told.news) if is_update else Skip("it has been followed up")
    return Skip("it still stands") if context.delivery.operation == "update" else posts.follow_up_message(told.news)


async def say_followed_up(context: RenderContext) -> Message | Skip:
    return await _about_visit(context, VisitStatus.DONE, posts.followed_up_message)


async def say_dropped(context: RenderContext) -> Message | Skip:
    return await _about_visit(context, VisitStatus.DROPPED, posts.dropped_message)


async def say_longer(context: RenderContext) -> Message | Skip:
    """To a group with a visit that has no date: the round has a new last day."""
    found = await _round_of_group(context)
    if found is None or found.closed_at is not None or found.due_on is None:
        return Skip("the round has ended")
    return posts.longer_message(found.due_on)


async def say_not_held(context: RenderContext) -> Message | Skip:
    """To a group whose round ended before all its visits took place."""
    group = await rows.group_by_id(context.session, context.delivery.workspace_id, context.id("group"))
    if group is None:
        return Skip("the group is gone")
    schools = await review_schools(context.session, group.network_id)
    visits = [v for v in await rows.visits(context.session, [group.id]) if v.status == VisitStatus.DROPPED]
    if not visits:
        return Skip("every visit was taken up again")
    return posts.not_held_message([line_of(visit, schools, None, group.network_id) for visit in visits])


async def _round_of_group(context: RenderContext) -> ReviewRound | None:
    there = await rows.group_there(context.session, context.delivery.workspace_id, context.id("group"))
    return None if there is None else there[1]


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
    there = await rows.visit_there(context.session, context.delivery.workspace_id, context.id("visit"))
    if there is None:
        return None
    visit, group, _, network = there
    schools = await review_schools(context.session, visit.network_id)
    in_sight = schools.hosts_of(visit).issuperset(context.delivery.people)
    return _Told(visit, _news(visit, group, network, schools, with_note=in_sight))


def _news(
    visit: ReviewVisit, group: ReviewGroup, network: Network, schools: ReviewSchools, *, with_note: bool
) -> VisitNews:
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
        visit_time=visit.visit_time,
        network=network.name,
        uid=f"visit-{visit.id}-{group.card_delivery_id or group.id}@cop-bot.invalid",
        sequence=visit.sequence,
        schools=len(group.school_ids),
        zone=ZoneInfo(network.timezone),
        findings_agreed=visit.findings_agreed,
        group_id=group.id,
    )


async def _takes_part(context: RenderContext, person: str) -> bool:
    """Whether somebody is of the schools of the visit, or of the group, that a message is about."""
    if "visit" in context.delivery.payload:
        visit = await rows.visit_by_id(context.session, context.delivery.workspace_id, context.id("visit"))
        there = None if visit is None else (visit.network_id, [visit.host_school_id, visit.reviewer_school_id])
    else:
        group = await rows.group_by_id(context.session, context.delivery.workspace_id, context.id("group"))
        there = None if group is None else (group.network_id, [*group.school_ids])
    return there is not None and person in (await review_schools(context.session, there[0])).people_of(there[1])


_OF_SCHOOLS: dict[str, Announcement] = {
    "peer_reviews.came_of_it": say_came_of_it,
    "peer_reviews.card": say_card,
    "peer_reviews.dated": say_dated,
    "peer_reviews.tomorrow": say_tomorrow,
    "peer_reviews.was_it_done": say_was_it_done,
    "peer_reviews.not_recorded": say_was_it_done,
    "peer_reviews.recorded": say_recorded,
    "peer_reviews.agreed": say_agreed,
    "peer_reviews.check_back": say_check_back,
    "peer_reviews.undated": say_undated,
    "peer_reviews.prepared": say_prepared,
    "peer_reviews.follow_up": say_follow_up,
    "peer_reviews.followed_up": say_followed_up,
    "peer_reviews.dropped": say_dropped,
    "peer_reviews.longer": say_longer,
    "peer_reviews.not_held": say_not_held,
    "peer_reviews.drafted": say_drafted,
    "peer_reviews.closed": say_closed,
    DAYS_PROPOSED: say_days_proposed,
    "peer_reviews.no_findings": say_no_findings,
    "peer_reviews.not_closed": say_not_closed,
}
"""What schools are told of their visits."""
TO_SCHOOLS = frozenset((*_OF_SCHOOLS, SUCCESSOR))
ANNOUNCEMENTS: dict[str, Announcement] = {
    **ROUND_ANNOUNCEMENTS,
    "peer_reviews.calendar_file": say_calendar_file,
    SHARED: say_shared,
    **{kind: while_theirs(say_it, _takes_part) for kind, say_it in _OF_SCHOOLS.items()},
    SUCCESSOR: while_theirs(say_successor, _takes_part, settles=False),
}
