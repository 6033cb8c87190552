"""What falls due around meetings: asking for one, nudging, reminding, and asking for minutes.

In week 6 the chair and the SEIL are written to apart, not together: the SEIL also has a part in the chair's
performance review, so a reproach in front of both would be neither kind nor useful. Each is told of the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import Term, UnknownDate, local_day, local_moment
from domain.meeting_times import day_before, week_before
from domain.policies import NETWORK_PEOPLE, Role
from prompts.wording import day as day_text
from prompts.wording import term_name
from services.context import AppContext, NetworkContext
from services.delivery.engine import Skip
from services.delivery.outbox import post_in_channel, post_to_people
from services.leaders import chair_or_executive
from services.meetings.announcing import (
    ASK,
    DAY_BEFORE,
    MINUTES_AGAIN,
    MINUTES_DUE,
    NUDGE,
    WEEK_BEFORE,
    close_invitation,
)
from services.meetings.facts import day_of
from services.schedule import Due, Fire, OccasionContext, Planner, Where, of_each, shared
from storage import meetings as meeting_rows
from storage import networks as network_rows
from storage.models.meetings import Meeting

STARTED = "meetings.started"

FIRST_NUDGE_WEEK, SECOND_NUDGE_WEEK = 3, 6
BOOKED_WELL_AHEAD = timedelta(days=8)
"""A meeting booked later than this is fresh in everybody's mind a week before it."""
A_DAY = timedelta(days=1)
"""So late, after an outage, a meeting is still about a week away; later, the reminder of the last day will do."""
STILL_OPEN = timedelta(days=21)
"""However late, buttons that lead nowhere are better taken off."""
MINUTES_WAIT = timedelta(days=7)
MINUTES_EXPIRE = timedelta(days=21)
LONGEST_BREAK = timedelta(days=70)
"""From a meeting on the last day of a year's last term to the last question about it."""
ANY_MEETING = meeting_rows.any_booked(LONGEST_BREAK)
"""That there are meetings of which something may fall due."""


async def minute_takers(session: AsyncSession, meeting: Meeting) -> list[str]:
    """Who is asked for the minutes: those who lead, or whoever booked the meeting."""
    return await chair_or_executive(session, meeting.network_id) or [meeting.booked_by]


def no_longer_to_come(meeting: Meeting, payload: Mapping[str, Any], now: datetime) -> str | None:
    """Why a reminder makes no sense any more, or None where it does."""
    if meeting.status != "booked":
        return f"the meeting is {meeting.status} by now"
    if meeting.starts_at <= now:
        return "the meeting has started"
    if meeting.starts_at.isoformat() != payload["starts"]:
        return "the meeting was moved"
    return None


async def plan_asking(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """Asking at the start of each term, and the nudges of weeks 3 and 6; each judged again when it comes."""
    if network_ctx.network.min_meetings < 1:
        return []
    first, last = local_day(since, network_ctx.zone) - timedelta(days=90), local_day(until, network_ctx.zone)
    return of_each(network_ctx.calendar.terms_between(first, last), lambda term: _asking_in(term, network_ctx))


def _asking_in(term: Term, network_ctx: NetworkContext) -> list[Due]:
    network, name = network_ctx.network, term_name(term.key)
    opening = network_ctx.calendar.next_school_day(term.student_start)
    weeks = {week: _week_start(network_ctx, term, week) for week in (FIRST_NUDGE_WEEK, SECOND_NUDGE_WEEK)}
    third, sixth = weeks[FIRST_NUDGE_WEEK], weeks[SECOND_NUDGE_WEEK]
    end = local_moment(term.end + timedelta(days=1), network.posting_time, network_ctx.zone)
    found = []
    asked_at = _posting_time(network_ctx, opening)
    if asked_at < network.created_at:  # set up during the term
        asked_at = network_ctx.next_post(network.created_at)
    too_late = third or sixth or end
    data: dict[str, Any] = {"term": term.key}
    few = "none is" if network.min_meetings == 1 else f"fewer than {network.min_meetings} are"
    if asked_at < too_late:
        what = f"The channel is asked for the {name} meeting, if {few} booked"
        found.append(Due(ASK, term.key, asked_at, too_late, what, data))
    for week, at, expires, whom in (
        (FIRST_NUDGE_WEEK, third, sixth or end, "The chair is"),
        (SECOND_NUDGE_WEEK, sixth, end, "The chair and the SEIL are"),
    ):
        if at is not None and at >= network.created_at:
            data = {"term": term.key, "week": week}
            what = f"{whom} reminded to book the {name} meeting, if {few} booked"
            found.append(Due(NUDGE, f"{term.key}-week-{week}", at, expires, what, data))
    return found


def _week_start(network_ctx: NetworkContext, term: Term, week: int) -> datetime | None:
    """The posting time on the first school day of the term's week; None where there is none."""
    if week > network_ctx.calendar.weeks_in(term):
        return None
    day = network_ctx.calendar.first_school_day_of_week(term, week)
    return None if day is None else _posting_time(network_ctx, day)


async def meetings_to_plan(
    session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Meeting]:
    """The meetings of which something may fall due in this stretch."""
    stretch = since - LONGEST_BREAK, until + LONGEST_BREAK
    return await shared(session, meeting_rows.booked_between, network_ctx.network.id, *stretch)


async def plan_meetings(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """What each meeting has coming: its reminders, the end of the invitation, the questions for its minutes."""
    meetings = await meetings_to_plan(session, network_ctx, since, until)
    return [
        *of_each(meetings, lambda meeting: _reminders_of(meeting, network_ctx)),
        *of_each(meetings, lambda meeting: [_start_of(meeting, network_ctx)]),
        *of_each(meetings, lambda meeting: minutes_questions(network_ctx, meeting)),
    ]


def _reminders_of(meeting: Meeting, network_ctx: NetworkContext) -> Iterator[Due]:
    """A week before (if it was booked well ahead) and on the school day before."""
    day = day_of(meeting, network_ctx.network)
    last = _posting_time(network_ctx, day_before(day, network_ctx.calendar))
    data = {"meeting": meeting.id}
    key = f"meeting-{meeting.id}:{day.isoformat()}"
    if meeting.booked_at < last < meeting.starts_at:
        what = f"The channel is reminded of the meeting on {day_text(day)}"
        yield Due(DAY_BEFORE, f"{key}:day", last, meeting.starts_at, what, data)
    week = week_before(day, network_ctx.calendar)
    if week is not None and meeting.starts_at - meeting.booked_at > BOOKED_WELL_AHEAD:
        at = _posting_time(network_ctx, week)
        what = f"The channel is reminded of the meeting on {day_text(day)}, a week ahead"
        if meeting.booked_at < at:
            yield Due(WEEK_BEFORE, f"{key}:week", at, min(last, at + A_DAY), what, data)


def _start_of(meeting: Meeting, network_ctx: NetworkContext) -> Due:
    """The end of the invitation, as the meeting starts."""
    return Due(
        STARTED,
        f"meeting-{meeting.id}:{meeting.starts_at.isoformat()}",
        meeting.starts_at,
        meeting.starts_at + STILL_OPEN,
        f"The invitation to the meeting on {day_text(day_of(meeting, network_ctx.network))} closes",
        {"meeting": meeting.id},
    )


def minutes_questions(network_ctx: NetworkContext, meeting: Meeting) -> list[Due]:
    """The two times that the chair is asked for a meeting's minutes: on the school day after it, and a week later.

    Past the calendar's end nobody is asked; the operator heard of it a year before.
    """
    day = day_of(meeting, network_ctx.network)
    try:
        first = network_ctx.calendar.next_school_day(day, including=False)
        again = network_ctx.calendar.next_school_day(first + MINUTES_WAIT)
    except UnknownDate:
        return []
    key = f"meeting-{meeting.id}:{day.isoformat()}"
    found = []
    for kind, on, what in (
        (MINUTES_DUE, first, f"The chair is asked for the minutes of {day_text(day)}"),
        (MINUTES_AGAIN, again, f"The chair is asked for the minutes of {day_text(day)} again, if they are missing"),
    ):
        at = _posting_time(network_ctx, on)
        expires = again if kind == MINUTES_DUE else on + MINUTES_EXPIRE
        found.append(Due(kind, key, at, _posting_time(network_ctx, expires), what, {"meeting": meeting.id}))
    return found


async def fire_ask(occasion: OccasionContext) -> Skip | None:
    network = occasion.network_ctx.network
    booked = await meeting_rows.number_in_term(occasion.session, network.id, occasion.due.data["term"])
    if booked >= network.min_meetings:
        return Skip("enough meetings are booked")
    payload = {"network": network.id, "term": occasion.due.data["term"]}
    return _post(occasion, ASK, payload)


async def fire_nudge(occasion: OccasionContext) -> Skip | None:
    network, data = occasion.network_ctx.network, occasion.due.data
    if network.channel_id is None:
        return Skip("it is still coming about, and has no channel")
    if await meeting_rows.number_in_term(occasion.session, network.id, data["term"]) >= network.min_meetings:
        return Skip("enough meetings are booked")
    told = {"chair": await chair_or_executive(occasion.session, network.id)}
    if data["week"] == SECOND_NUDGE_WEEK:
        told["seil"] = await network_rows.people_with_role(occasion.session, network.id, Role.SEIL)
    for to, people in told.items():
        for person in people:
            payload = {"network": network.id, "term": data["term"], "week": data["week"], "to": to}
            _tell(occasion, NUDGE, payload, person)
    return None if any(told.values()) else Skip("the network has nobody to ask")


async def fire_reminder(occasion: OccasionContext) -> Skip | None:
    meeting = await _meeting(occasion)
    payload = {"meeting": meeting.id, "starts": meeting.starts_at.isoformat()}
    if (reason := no_longer_to_come(meeting, payload, occasion.now)) is not None:
        return Skip(reason)
    if occasion.network_ctx.network.channel_id is None:
        return await _remind_each(occasion, meeting, payload)
    return _post(occasion, occasion.due.kind, payload)


async def _remind_each(occasion: OccasionContext, meeting: Meeting, payload: dict[str, Any]) -> Skip | None:
    """A joint group without a channel: whoever has not said no is reminded alone, the school day before. In the week
    before those are asked who have not answered, see invitations.py.
    """
    if occasion.due.kind == WEEK_BEFORE:
        return Skip("there is no channel, and each is asked alone")
    network = occasion.network_ctx.network
    declined = {
        rsvp.person_id for rsvp in await meeting_rows.answers(occasion.session, meeting.id) if rsvp.answer == "no"
    }
    invited = await network_rows.people_with_role(occasion.session, network.id, *sorted(NETWORK_PEOPLE))
    people = [person for person in invited if person not in declined]
    for person in people:
        _tell(occasion, occasion.due.kind, payload, person)
    return None if people else Skip("nobody is there who could come")


async def fire_start(occasion: OccasionContext) -> Skip | None:
    meeting = await _meeting(occasion)
    if meeting.status == "cancelled" or meeting.starts_at > occasion.now:
        return Skip("the meeting was cancelled or moved")
    await close_invitation(occasion.session, occasion.network_ctx.network, meeting, occasion.now)
    return None


async def fire_ask_minutes(occasion: OccasionContext) -> Skip | None:
    meeting = await _meeting(occasion)
    if meeting.status != "booked":
        return Skip(f"the meeting is {meeting.status} already")
    for person in await minute_takers(occasion.session, meeting):
        _tell(occasion, occasion.due.kind, {"meeting": meeting.id}, person)
    return None


async def _meeting(occasion: OccasionContext) -> Meeting:
    return await meeting_rows.by_id(
        occasion.session, occasion.network_ctx.network.workspace_id, occasion.due.data["meeting"]
    )


def _post(occasion: OccasionContext, kind: str, payload: dict[str, Any]) -> Skip | None:
    posted = post_in_channel(
        occasion.session,
        occasion.network_ctx.network,
        kind,
        payload,
        now=occasion.now,
        due_at=occasion.network_ctx.next_post(occasion.now),
        expires_at=occasion.due.expires_at,
    )
    return None if posted is not None else Skip("the network has no channel")


def _tell(occasion: OccasionContext, kind: str, payload: dict[str, Any], person: str) -> None:
    post_to_people(
        occasion.session,
        occasion.network_ctx.network,
        kind,
        payload,
        [person],
        now=occasion.now,
        due_at=occasion.network_ctx.next_post(occasion.now),
        expires_at=occasion.due.expires_at,
    )


def _posting_time(network_ctx: NetworkContext, day: date) -> datetime:
    return local_moment(day, network_ctx.network.posting_time, network_ctx.zone)


PLANNERS: list[Planner] = [plan_asking, Where(ANY_MEETING, plan_meetings)]
FIRES: dict[str, Fire] = {
    ASK: fire_ask,
    NUDGE: fire_nudge,
    WEEK_BEFORE: fire_reminder,
    DAY_BEFORE: fire_reminder,
    STARTED: fire_start,
    MINUTES_DUE: fire_ask_minutes,
    MINUTES_AGAIN: fire_ask_minutes,
}
