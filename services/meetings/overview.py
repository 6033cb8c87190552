"""What is booked in a network, for the one who asks."""

from __future__ import annotations

from datetime import datetime

from domain.calendar import UnknownDate, local_day
from domain.errors import Invalid
from domain.policies import can_answer_rsvp, can_book_meeting, can_record_minutes, can_see_network
from facts.meetings import ListedMeeting, MeetingOverview
from services.access import Asker, actor_of, require
from services.context import AppContext, context_of
from services.meetings.facts import facts_of, term_of
from storage import meetings as meeting_rows


class OverviewService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def show(self, asker: Asker, network_id: int, now: datetime) -> MeetingOverview:
        """The meetings of this term (in holidays the next one's), and what the asker may do. Raises Refused."""
        async with self._app.database.read() as session:
            actor = await actor_of(self._app, session, asker)
            network_ctx = await context_of(self._app, session, asker.workspace_id, network_id)
            network = network_ctx.network
            require(can_see_network(actor, network.id, network.seen_from))
            today = local_day(now, network_ctx.zone)
            try:
                term = term_of(network_ctx.calendar, today)
            except UnknownDate as error:
                raise Invalid("meetings.calendar_ends", **error.values) from error
            booked = await meeting_rows.number_in_term(session, network.id, term.key)
            meetings = await meeting_rows.to_show(session, network.id, term.key, now)
            next_to_come = next((m.id for m in meetings if m.status == "booked" and m.starts_at > now), None)
            answer = await meeting_rows.answer_of(session, next_to_come, asker.user_id) if next_to_come else None
        may_answer, may_book = bool(can_answer_rsvp(actor, network.id)), bool(can_book_meeting(actor, network.id))
        return MeetingOverview(
            network_id=network.id,
            network=network.name,
            term=term.key,
            in_term=today in term,
            booked=booked,
            minimum=network.min_meetings,
            meetings=[
                ListedMeeting(
                    facts=facts_of(meeting, network),
                    over=meeting.starts_at <= now,
                    may_change=may_book,
                    may_write_minutes=bool(can_record_minutes(actor, network.id)),
                    may_answer=may_answer and meeting.id == next_to_come,
                    answer=(answer or "") if meeting.id == next_to_come else "",
                )
                for meeting in meetings
            ],
            may_book=may_book,
        )
