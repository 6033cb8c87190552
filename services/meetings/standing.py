"""Where a network's meetings stand, for whatever sums it up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.calendar import Term, local_day
from domain.disclosure import Participation, participation, score_threshold
from domain.policies import can_book_meeting, can_record_minutes
from facts.meetings import MeetingAttendance, MeetingStanding, TermMeetings
from prompts.meetings import standing as words
from prompts.sections import Section
from services.context import NetworkContext
from services.sections import SectionContext
from storage import meetings as rows
from storage import networks as network_rows
from storage.models.meetings import Meeting


async def section(context: SectionContext) -> Section:
    """The meetings' section, with the steps that this reader may take."""
    found = await standing(context)
    actor, steps = context.actor, []
    if found.unrecorded and can_record_minutes(actor, context.network_id):
        steps.append(words.minutes_step(found))
    if found.to_book and can_book_meeting(actor, context.network_id):
        steps.append(words.book_step(found))
    return words.section(found, context.network_ctx.zone, is_now=context.is_now, steps=steps)


async def standing(context: SectionContext) -> MeetingStanding:
    """Meetings by term. A term that was over before the network came to the bot asks for none."""
    session, network_ctx, now, today = context.session, context.network_ctx, context.now, context.today
    network, all_terms = network_ctx.network, network_ctx.calendar.terms_of(context.half_year)
    found = await rows.of_terms(session, network.id, [term.key for term in all_terms])
    joined = local_day(network.created_at, network_ctx.zone)
    over = {meeting.term for meeting in found if meeting.status == "held" or meeting.ends_at <= now}
    terms = [term for term in all_terms if term.end >= joined or term.key in over]
    attendance = await _attendance(context, [meeting for meeting in found if meeting.status == "held"])
    coming = await rows.to_come(session, network.id, now) if context.is_now else []
    running = next((term for term in terms if today in term), None)
    counted = sum(meeting.term == running.key for meeting in found) if running else 0
    return MeetingStanding(
        terms=tuple(
            _term_meetings(network_ctx, term, found, now)
            for term in terms
            if term.staff_start <= today or term.key in over  # in the holidays before it
        ),
        minimum=network.min_meetings * len(terms),
        attendance=attendance,
        present=_present(attendance),
        to_book=max(network.min_meetings - counted, 0) if running else 0,
        next_at=coming[0].starts_at if coming else None,
        next_place=coming[0].place if coming else "",
    )


def _term_meetings(network_ctx: NetworkContext, term: Term, found: Sequence[Meeting], now: datetime) -> TermMeetings:
    of_term = [meeting for meeting in found if meeting.term == term.key]
    return TermMeetings(
        term=term.key,
        held=sum(meeting.status == "held" for meeting in of_term),
        booked=sum(meeting.status == "booked" and meeting.ends_at > now for meeting in of_term),
        minimum=network_ctx.network.min_meetings,
        unrecorded=sum(meeting.status == "booked" and meeting.ends_at <= now for meeting in of_term),
    )


async def _attendance(context: SectionContext, held: Sequence[Meeting]) -> tuple[MeetingAttendance, ...]:
    present = await rows.schools_present(context.session, [meeting.id for meeting in held])
    schools = await network_rows.number_of_schools(context.session, context.network_id)
    return tuple(
        MeetingAttendance(
            local_day(meeting.starts_at, context.network_ctx.zone), min(present[meeting.id], schools), schools
        )
        for meeting in held
        if meeting.id in present
    )


def _present(attendance: Sequence[MeetingAttendance]) -> Participation | None:
    """The share of schools at meetings, so coarse that it points at none; a school is about its principal."""
    came, could = sum(a.schools for a in attendance), sum(a.of for a in attendance)
    return participation(came, could, score_threshold())
