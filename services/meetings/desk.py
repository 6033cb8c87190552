"""What of meetings stands on a SEIL's desk."""

from __future__ import annotations

from collections import Counter

from domain.calendar import Term, UnknownDate
from domain.desk import Weight
from prompts.catalog import say
from prompts.desks.lines import Need, Waiting
from prompts.todo import Todo
from prompts.wording import day, meeting_when, term_name
from services.desk import DeskContext, DeskPart
from services.meetings.facts import day_of, facts_of
from storage import meetings as rows
from storage.models.meetings import Meeting


async def desk(context: DeskContext) -> DeskPart:
    """Minutes and invitations that wait, and terms that lack a meeting."""
    running = _running(context)
    found = await rows.of_networks(context.session, context.ids, {term.key for term in running.values()})
    booked = Counter((meeting.network_id, meeting.term) for meeting in found)
    needs = [
        Need(id_, Weight.MISSING, say("meetings.desk_missing", term=term_name(term.key)))
        for id_, term in running.items()
        if booked[(id_, term.key)] < context.networks[id_].network.min_meetings
    ]
    to_come = _next(context, found)
    answered = await rows.answered(context.session, [meeting.id for meeting in to_come], context.actor.user_id)
    invited = [_invited(context, meeting) for meeting in to_come if meeting.id not in answered]
    return DeskPart([*_unrecorded(context, found), *invited], needs)


def _running(context: DeskContext) -> dict[int, Term]:
    """The term that is running in each network; none in the holidays, nor past the calendar's end."""
    found = {}
    for id_, network_ctx in context.networks.items():
        today = context.today(id_)
        try:
            term = network_ctx.calendar.term_at_or_after(today)
        except UnknownDate:
            continue
        if today in term:
            found[id_] = term
    return found


def _next(context: DeskContext, found: list[Meeting]) -> list[Meeting]:
    """The meeting that each network has next."""
    to_come = [meeting for meeting in found if meeting.status == "booked" and meeting.starts_at > context.now]
    return list({meeting.network_id: meeting for meeting in reversed(to_come)}.values())


def _invited(context: DeskContext, meeting: Meeting) -> Waiting:
    network = context.networks[meeting.network_id].network
    sentence = say("meetings.waiting_answer", when=meeting_when(facts_of(meeting, network)))
    todo = Todo(sentence, say("meetings.waiting_answer_button"), "/cop-meeting")
    return Waiting(meeting.network_id, context.day(meeting.network_id, meeting.booked_at), todo)


def _unrecorded(context: DeskContext, found: list[Meeting]) -> list[Waiting]:
    """The oldest meeting of each network of which nothing was recorded."""
    over = [meeting for meeting in found if meeting.status == "booked" and meeting.ends_at <= context.now]
    oldest = {meeting.network_id: meeting for meeting in reversed(over)}
    waiting = []
    for id_, meeting in oldest.items():
        on = day_of(meeting, context.networks[id_].network)
        sentence = say("meetings.waiting_minutes", day=day(on))
        button = say("meetings.waiting_minutes_button")
        waiting.append(Waiting(id_, on, Todo(sentence, button, "/cop-meeting", "minutes")))
    return waiting
