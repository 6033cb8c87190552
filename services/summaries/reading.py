"""Gathers where a network stands in one half-year, as far as one reader may see it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from sqlalchemy.ext.asyncio import AsyncSession

from domain.assessments import AssessmentStanding
from domain.calendar import HalfYear, Term, local_day, local_moment
from domain.disclosure import Participation, participation, score_threshold
from domain.policies import (
    Actor,
    can_agree_levels,
    can_book_meeting,
    can_propose_review_round,
    can_rate_assessment,
    can_record_minutes,
    can_see_whole_summary,
    can_share_summary,
)
from domain.summaries import Step, next_steps, stretch
from facts.summaries import (
    AssessmentMarks,
    ItemMark,
    MeetingAttendance,
    MeetingCounts,
    PillarMarks,
    PulseMark,
    ReviewCounts,
    Summary,
    TermMeetings,
)
from services.assessments import standing_of
from services.context import AppContext, NetworkContext
from services.pulses import published
from storage import summaries as rows
from storage.models import Meeting


async def read_summary(
    app: AppContext,
    session: AsyncSession,
    network_ctx: NetworkContext,
    actor: Actor,
    half_year: HalfYear,
    now: datetime,
) -> Summary:
    """The summary of a half-year that has begun and that the calendar knows, with what this reader can do next."""
    network, today = network_ctx.network, local_day(now, network_ctx.zone)
    since, until = _moments(network_ctx, half_year)
    is_now = _is_now(network_ctx, half_year, now)
    meetings = await _meetings(session, network_ctx, half_year, now)
    assessed, before = await _assessed(session, network_ctx, half_year, now)
    rating = await rows.open_assessment(session, network.id, now) if is_now else None
    reviews = await _reviews(session, network_ctx, until, now)
    introduced, met = await rows.introductions(session, network.id, since, until)
    open_, overdue, done = await rows.actions(session, network.id, today, since, until)
    waiting = _waiting(meetings, reviews, overdue)
    if rating is not None:
        waiting.add(Step.RATE)
    if assessed is not None and assessed.half_year == half_year.key and not assessed.is_agreed:
        waiting.add(Step.AGREE)
    return Summary(
        network_id=network.id,
        network=network.name,
        half_year=half_year.key,
        is_now=is_now,
        zone=network_ctx.zone,
        meetings=meetings,
        assessment=_assessment_facts(assessed, before) if assessed else None,
        assessment_open_until=local_day(rating.closes_at, network_ctx.zone) if rating else None,
        pulses=await _pulses(app, session, network_ctx, since, until, now),
        reviews=reviews,
        introduced=introduced,
        met=met,
        actions_open=open_,
        actions_overdue=overdue,
        actions_done=done,
        steps=next_steps(waiting, _may(actor, network.id)) if is_now else (),
        may_share=bool(can_share_summary(actor, network.id)) and network.channel_id is not None,
    )


def _is_now(network_ctx: NetworkContext, half_year: HalfYear, now: datetime) -> bool:
    since, until = _moments(network_ctx, half_year)
    return since <= now < until


def _moments(network_ctx: NetworkContext, half_year: HalfYear) -> tuple[datetime, datetime]:
    first, after = stretch(network_ctx.calendar, half_year)
    return local_moment(first, time(0), network_ctx.zone), local_moment(after, time(0), network_ctx.zone)


def _may(actor: Actor, network_id: int) -> set[Step]:
    """What this reader could do, whether or not it waits."""
    answers = {
        Step.MINUTES: can_record_minutes(actor, network_id),
        Step.BOOK: can_book_meeting(actor, network_id),
        Step.RATE: can_rate_assessment(actor, network_id),
        Step.AGREE: can_agree_levels(actor, network_id),
        Step.OVERDUE: can_see_whole_summary(actor, network_id),
        Step.VISITS: can_see_whole_summary(actor, network_id),
        Step.ROUND: can_propose_review_round(actor, network_id),
    }
    return {step for step, answer in answers.items() if answer}


def _waiting(meetings: MeetingCounts, reviews: ReviewCounts | None, overdue: int) -> set[Step]:
    found = set()
    if meetings.unrecorded:
        found.add(Step.MINUTES)
    if meetings.to_book:
        found.add(Step.BOOK)
    if overdue:
        found.add(Step.OVERDUE)
    if reviews is None:
        found.add(Step.ROUND)
    elif reviews.late:
        found.add(Step.VISITS)
    return found


async def _meetings(
    session: AsyncSession, network_ctx: NetworkContext, half_year: HalfYear, now: datetime
) -> MeetingCounts:
    """Meetings by term. A term that was over before the network came to the bot asks for none."""
    network, today = network_ctx.network, local_day(now, network_ctx.zone)
    all_terms = network_ctx.calendar.terms_of(half_year)
    found = await rows.meetings(session, network.id, [term.key for term in all_terms])
    joined = local_day(network.created_at, network_ctx.zone)
    over = {meeting.term for meeting in found if meeting.status == "held" or meeting.ends_at <= now}
    terms = [term for term in all_terms if term.end >= joined or term.key in over]
    held = [meeting for meeting in found if meeting.status == "held"]
    present = await rows.schools_present(session, [meeting.id for meeting in held])
    schools = await rows.number_of_schools(session, network.id)
    attendance = tuple(
        MeetingAttendance(local_day(meeting.starts_at, network_ctx.zone), min(present[meeting.id], schools), schools)
        for meeting in held
        if meeting.id in present
    )
    coming = await rows.next_meeting(session, network.id, now) if _is_now(network_ctx, half_year, now) else None
    running = next((term for term in terms if today in term), None)
    counted = sum(meeting.term == running.key for meeting in found) if running else 0
    return MeetingCounts(
        terms=tuple(
            _term_meetings(network_ctx, term, found, now)
            for term in terms
            if term.staff_start <= today or term.key in over  # in the holidays before it
        ),
        minimum=network.min_meetings * len(terms),
        attendance=attendance,
        present=_present(attendance),
        to_book=max(network.min_meetings - counted, 0) if running else 0,
        next_at=coming.starts_at if coming else None,
        next_place=coming.place if coming else "",
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


def _present(attendance: Sequence[MeetingAttendance]) -> Participation | None:
    """The share of schools at meetings, so coarse that it points at none; a school is about its principal."""
    came, could = sum(a.schools for a in attendance), sum(a.of for a in attendance)
    return participation(came, could, score_threshold())


async def _assessed(
    session: AsyncSession, network_ctx: NetworkContext, half_year: HalfYear, now: datetime
) -> tuple[AssessmentStanding | None, AssessmentStanding | None]:
    """The newest result up to the half-year, once its raters were told, and the one it is compared with."""
    revealed = await rows.revealed_rounds(session, network_ctx.network.id, half_year.key)
    told = [found for found in revealed if _is_told(network_ctx, found.closed_at, now)]
    standings = [await standing_of(session, found) for found in told[:2]]
    return (standings[0] if standings else None), (standings[1] if len(standings) > 1 else None)


def _assessment_facts(now: AssessmentStanding, before: AssessmentStanding | None) -> AssessmentMarks:
    medians = {item.key: item.median for item in before.items} if before else {}
    return AssessmentMarks(
        half_year=now.half_year,
        before=before.half_year if before else None,
        pillars=tuple(
            PillarMarks(
                pillar.title,
                pillar.median,
                tuple(ItemMark(item.title, item.median, medians.get(item.key)) for item in pillar.items),
                pillar.change,
            )
            for pillar in now.pillars
        ),
    )


async def _pulses(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime, now: datetime
) -> tuple[PulseMark, ...]:
    """The results that the channel has seen, oldest first."""
    return tuple(
        PulseMark(app.instrument.title_of(found.item_key), found.median, found.participation)
        for found in await published(session, network_ctx.network.id, since)
        if found.closed_at < until and _is_told(network_ctx, found.closed_at, now)
    )


async def _reviews(
    session: AsyncSession, network_ctx: NetworkContext, until: datetime, now: datetime
) -> ReviewCounts | None:
    newest = await rows.newest_review_round(session, network_ctx.network.id, until)
    if newest is None:
        return None
    done, total, late = await rows.visits(session, newest.id, local_day(now, network_ctx.zone))
    return ReviewCounts(newest.number, done, total, late)


def _is_told(network_ctx: NetworkContext, closed_at: datetime | None, now: datetime) -> bool:
    """Whether a result that was counted at that moment has been posted by now: nobody reads it before the others."""
    return closed_at is not None and network_ctx.next_post(closed_at) <= now
