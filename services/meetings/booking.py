"""Booking a meeting: understanding what was typed, and putting it into everybody's view."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import UnknownDate, local_day
from domain.errors import Gone, Invalid
from domain.meeting_times import USUAL_MINUTES
from domain.policies import can_book_meeting
from domain.typed import read
from domain.typed.examples import example_meeting
from domain.typed.shifts import again_in, day_again
from facts.meeting_wishes import Booked, Doubtful, FormStart, Understood, Warned, Wish
from facts.meetings import MeetingDraft, MeetingFacts
from prompts.meetings.cards import suggested_agenda
from prompts.meetings.forms import MOST_AGENDA, MOST_LINK, MOST_PLACE, USUAL_TIME
from prompts.text import shorten
from services.access import Asker, actor_of, require
from services.context import AppContext, NetworkContext, network_context
from services.delivery.outbox import settle_posts
from services.meetings.announcing import ASK, NUDGE, announce_booking, can_post
from services.meetings.facts import facts_of, term_of
from services.meetings.wishes import check, warned
from storage import meetings as meeting_rows
from storage import networks as network_rows
from storage.models.meetings import Meeting

if TYPE_CHECKING:
    from domain.typed.reading import Reading


class BookingService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def understand(self, asker: Asker, network_id: int, text: str, now: datetime) -> Understood | Doubtful:
        """Read "Thu 14 May 2pm at Coburg PS"; nothing is booked. Raises Refused."""
        async with self._app.database.read() as session:
            network_ctx = await self._place(session, asker, network_id)
            reading = await _read(session, network_ctx, text, now)
            if reading.asked or reading.day is None:
                return _doubtful(network_ctx, reading, now)
            wish = Wish(
                reading.day,
                reading.at,
                reading.minutes or USUAL_MINUTES,
                reading.place,
                reading.link,
                reading.agenda or None,
            )
            try:
                checked = await check(session, wish, network_ctx, now)
            except Invalid as error:
                return _doubtful(network_ctx, reading, now, wrong=error)
        network = network_ctx.network
        meeting = MeetingFacts(
            meeting_id=0,
            network=network.name,
            term=checked.term.key,
            starts_at=checked.starts_at,
            ends_at=checked.ends_at,
            zone=network_ctx.zone,
            place=checked.place,
            link=checked.link,
            agenda=wish.agenda or "",
            status="",
        )
        warning = warned(wish, checked.odd) if checked.odd else None
        today = local_day(now, network_ctx.zone)
        return Understood(network_id, uuid4().hex, wish, meeting, today, warning, reading.elsewhere)

    async def start_typed(self, asker: Asker, network_id: int, text: str, now: datetime) -> Doubtful:
        """What the form opens with for words in which no date was found. Raises Refused."""
        async with self._app.database.read() as session:
            network_ctx = await self._place(session, asker, network_id)
            reading = await _read(session, network_ctx, text, now)
        return _doubtful(network_ctx, reading, now)

    async def start(self, asker: Asker, network_id: int, now: datetime, wish: Wish | None = None) -> FormStart:
        """What the form opens with: empty, or a wish as understood. Raises Refused."""
        async with self._app.database.read() as session:
            place = await self._place(session, asker, network_id)
        wish = wish or Wish(None, USUAL_TIME)
        agenda = wish.agenda or _agenda(place, now, wish.day)
        draft = MeetingDraft(wish.day, wish.at, wish.minutes, wish.place, wish.link, agenda)
        return FormStart(network_id, uuid4().hex, draft)

    async def book(self, asker: Asker, network_id: int, uid: str, wish: Wish, now: datetime) -> Booked | Warned:
        """Book the meeting and tell the channel; or, where the time is unusual, only warn.

        uid: the same one again books nothing more. Raises Refused, or Invalid naming the form's field.
        """
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            network = await network_rows.lock(session, asker.workspace_id, network_id)
            place = await self._place(session, asker, network_id)
            found = await meeting_rows.by_uid(session, network_id, uid)
            if found is not None:
                return await self._booked(session, place, found, again=True)
            checked = await check(session, wish, place, now)
            if checked.odd:
                return warned(wish, checked.odd)
            meeting = Meeting(
                workspace_id=asker.workspace_id,
                network_id=network_id,
                term=checked.term.key,
                starts_at=checked.starts_at,
                ends_at=checked.ends_at,
                place=checked.place,
                link=checked.link,
                agenda=suggested_agenda(checked.term) if wish.agenda is None else wish.agenda.strip(),
                status="booked",
                uid=uid,
                sequence=0,
                booked_by=asker.user_id,
                booked_at=now,
            )
            session.add(meeting)
            await session.flush()
            announce_booking(session, network, meeting, now)
            booked = await self._booked(session, place, meeting, again=False)
            if not booked.more_wanted:
                await settle_posts(session, network, (ASK, NUDGE), "term", meeting.term, now=now)
            return booked

    async def _booked(
        self, session: AsyncSession, network_ctx: NetworkContext, meeting: Meeting, *, again: bool
    ) -> Booked:
        if again and meeting.status != "booked":
            raise Gone("meetings.wrong_cancelled")
        network = network_ctx.network
        return Booked(
            network_id=network.id,
            meeting=facts_of(meeting, network),
            again=again,
            in_channel=can_post(network),
            more_wanted=await meeting_rows.number_in_term(session, network.id, meeting.term) < network.min_meetings,
        )

    async def _place(self, session: AsyncSession, asker: Asker, network_id: int) -> NetworkContext:
        actor = await actor_of(self._app, session, asker)
        network = await network_rows.network(session, asker.workspace_id, network_id)
        require(can_book_meeting(actor, network.id))
        return await network_context(self._app, session, network)


async def _read(session: AsyncSession, network_ctx: NetworkContext, text: str, now: datetime) -> Reading:
    """What was typed; "same time next month" is as the last meeting was, or will be."""
    here, unit = now.astimezone(network_ctx.zone), again_in(text)
    last = await meeting_rows.newest(session, network_ctx.network.id) if unit is not None else None
    if unit is None or last is None:
        return read(text, here, network_ctx.calendar)
    from domain.typed import reading  # few type a day

    start = last.starts_at.astimezone(network_ctx.zone)
    day = day_again(unit, start.date(), here.date())
    minutes = int((last.ends_at - last.starts_at).total_seconds()) // 60
    return reading.Reading(day=day, at=start.time(), minutes=minutes, place=last.place, link=last.link)


def _doubtful(
    network_ctx: NetworkContext, reading: Reading, now: datetime, *, wrong: Invalid | None = None
) -> Doubtful:
    draft = MeetingDraft(
        day=reading.day,
        at=reading.at,
        minutes=reading.minutes if reading.minutes or reading.length_doubtful else USUAL_MINUTES,
        place=shorten(reading.place, MOST_PLACE),
        link=reading.link[:MOST_LINK],
        agenda=reading.agenda[:MOST_AGENDA] or _agenda(network_ctx, now, reading.day),
    )
    start = FormStart(network_ctx.network.id, uuid4().hex, draft)
    example = example_meeting(now.astimezone(network_ctx.zone).date(), network_ctx.calendar)
    return Doubtful(network_ctx.network.id, reading.asked, start, reading.says_nothing, wrong, example)


def _agenda(network_ctx: NetworkContext, now: datetime, on: date | None = None) -> str:
    """The suggestion for a meeting on that day (or soon), or nothing past the calendar's end."""
    try:
        return suggested_agenda(term_of(network_ctx.calendar, on or now.astimezone(network_ctx.zone).date()))
    except UnknownDate:
        return ""
