"""Moving a meeting, changing where it is, and cancelling it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Gone
from domain.policies import can_book_meeting
from domain.typed import Asked, Doubt, read
from domain.typed.shifts import shift_in
from facts.meeting_wishes import Changed, Warned, Wish
from facts.meetings import MeetingDraft
from prompts.meetings.forms import MOST_AGENDA, MOST_LINK, MOST_PLACE
from prompts.text import shorten
from services.access import Asker, actor_of, require
from services.context import AppContext, NetworkContext, context_of
from services.meetings.announcing import ALTERED, CANCELLED, MOVED, announce_change, can_post, refresh_card
from services.meetings.facts import facts_of, require_open
from services.meetings.wishes import check, warned
from storage import meetings as meeting_rows
from storage import networks as network_rows
from storage.models import Network
from storage.models.meetings import Meeting


@dataclass(frozen=True)
class ChangeTyped:
    """The form of a change with what was typed filled in, and what to ask about, if anything."""

    draft: MeetingDraft
    asked: Sequence[Asked]


class ChangingService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def start(self, asker: Asker, meeting_id: int, now: datetime) -> MeetingDraft:
        """What the form of a change opens with. Raises Refused, or Gone where it cannot be changed any more."""
        async with self._app.database.read() as session:
            meeting = await meeting_rows.by_id(session, asker.workspace_id, meeting_id)
            place = await self._place(session, asker, meeting)
        _require_to_come(meeting, now)
        return _draft(meeting, place)

    async def start_typed(self, asker: Asker, meeting_id: int, text: str, now: datetime) -> ChangeTyped:
        """The same with "Thu 21 May 3pm at Coburg PS" filled in; what was not said stays. Raises as `start` does."""
        async with self._app.database.read() as session:
            meeting = await meeting_rows.by_id(session, asker.workspace_id, meeting_id)
            network_ctx = await self._place(session, asker, meeting)
        _require_to_come(meeting, now)
        draft, said = _draft(meeting, network_ctx), read(text, now.astimezone(network_ctx.zone), network_ctx.calendar)
        shift = shift_in(text)
        if shift is not None:
            return ChangeTyped(replace(draft, day=draft.day + shift if draft.day is not None else None), ())
        # What was not spoken of stays as it is booked: another day at the same time, another time on the same day.
        unsaid = () if said.says_nothing and not (said.place or said.agenda) else (Doubt.NO_DATE, Doubt.NO_TIME)
        asked = [one for one in said.asked if one.doubt not in unsaid]
        draft = replace(
            draft,
            day=said.day or (None if said.day_doubtful else draft.day),
            at=said.at or (None if said.time_doubtful else draft.at),
            minutes=said.minutes or (None if said.length_doubtful else draft.minutes),
            place=shorten(said.place, MOST_PLACE) or draft.place,
            link=said.link[:MOST_LINK] or draft.link,
            agenda=said.agenda[:MOST_AGENDA] or draft.agenda,
        )
        return ChangeTyped(draft, asked)

    async def only_one(self, asker: Asker, network_id: int, now: datetime) -> int | None:
        """The id of the meeting to come where there is exactly one. Raises Gone where there is none."""
        async with self._app.database.read() as session:
            network = await network_rows.network(session, asker.workspace_id, network_id)
            require(can_book_meeting(await actor_of(self._app, session, asker), network.id))
            found = await meeting_rows.to_come(session, network.id, now)
        if not found:
            raise Gone("meetings.wrong_nothing_booked")
        return found[0].id if len(found) == 1 else None

    async def change(self, asker: Asker, meeting_id: int, wish: Wish, now: datetime) -> Changed | Warned:
        """Give the meeting what the form says, and tell the channel what matters to it.

        Another start asks everybody anew; another length or place leaves their answers.
        Raises Refused, Gone, or Invalid naming the form's field.
        """
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            meeting, network_ctx = await self._locked(session, asker, meeting_id)
            _require_to_come(meeting, now)
            checked = await check(session, wish, network_ctx, now, besides=meeting.id)
            was_start = meeting.starts_at
            moved, lasts_otherwise = checked.starts_at != meeting.starts_at, checked.ends_at != meeting.ends_at
            if (moved or lasts_otherwise) and checked.odd:
                return warned(wish, checked.odd)
            altered = lasts_otherwise or (checked.place, checked.link) != (meeting.place, meeting.link)
            agenda = (wish.agenda or "").strip()
            reworded = agenda != meeting.agenda
            meeting.starts_at, meeting.ends_at, meeting.term = checked.starts_at, checked.ends_at, checked.term.key
            meeting.place, meeting.link, meeting.agenda = checked.place, checked.link, agenda
            if moved:
                meeting.booked_by, meeting.booked_at = asker.user_id, now
                await meeting_rows.forget_answers(session, meeting.id)
                await announce_change(session, network_ctx.network, meeting, MOVED, now, was_start)
            elif altered:
                await announce_change(session, network_ctx.network, meeting, ALTERED, now)
            elif reworded:
                await refresh_card(session, network_ctx.network, meeting, now)
            what = "moved" if moved else "changed" if altered or reworded else "unchanged"
            return _changed(what, meeting, network_ctx)

    async def cancel(self, asker: Asker, meeting_id: int, now: datetime) -> Changed:
        """Cancel the meeting and tell the channel. Raises Refused or Gone."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            meeting, network_ctx = await self._locked(session, asker, meeting_id)
            _require_to_come(meeting, now)
            meeting.status = "cancelled"
            await announce_change(session, network_ctx.network, meeting, CANCELLED, now)
            return _changed("cancelled", meeting, network_ctx)

    async def _locked(self, session: AsyncSession, asker: Asker, meeting_id: int) -> tuple[Meeting, NetworkContext]:
        meeting = await meeting_rows.by_id(session, asker.workspace_id, meeting_id)
        place = await self._place(session, asker, meeting)
        await network_rows.lock(session, asker.workspace_id, meeting.network_id)
        return await meeting_rows.by_id(session, asker.workspace_id, meeting_id, lock=True), place

    async def _place(self, session: AsyncSession, asker: Asker, meeting: Meeting) -> NetworkContext:
        actor = await actor_of(self._app, session, asker)
        require(can_book_meeting(actor, meeting.network_id))
        return await context_of(self._app, session, asker.workspace_id, meeting.network_id)


async def cancel_coming(session: AsyncSession, network: Network, now: datetime) -> None:
    """Cancel every meeting that has not begun, since the network ends; its lock is held."""
    for meeting in await meeting_rows.to_come(session, network.id, now):
        meeting.status = "cancelled"
        await announce_change(session, network, meeting, CANCELLED, now)


def _require_to_come(meeting: Meeting, now: datetime) -> None:
    require_open(meeting)
    if meeting.starts_at <= now:
        raise Gone("meetings.wrong_over")


def _changed(what: str, meeting: Meeting, network_ctx: NetworkContext) -> Changed:
    network = network_ctx.network
    return Changed(what, network.id, facts_of(meeting, network), can_post(network))


def _draft(meeting: Meeting, network_ctx: NetworkContext) -> MeetingDraft:
    start = meeting.starts_at.astimezone(network_ctx.zone)
    minutes = int((meeting.ends_at - meeting.starts_at).total_seconds()) // 60
    return MeetingDraft(start.date(), start.time(), minutes, meeting.place, meeting.link, meeting.agenda)
