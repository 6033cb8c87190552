"""Saying whether one comes to a meeting: a small, frequent click, so one short transaction."""

from __future__ import annotations

from datetime import datetime

from domain.errors import Gone, OldButton
from domain.policies import can_answer_rsvp
from facts.meeting_wishes import Answered
from services.access import Asker, actor_of, require
from services.context import AppContext
from services.meetings.announcing import refresh_card
from services.meetings.facts import facts_of, require_open
from storage import meetings as meeting_rows
from storage import networks as network_rows

ANSWERS = ("yes", "maybe", "no")


class AnsweringService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def answer(self, asker: Asker, meeting_id: int, answer: str, now: datetime) -> Answered:
        """Keep the answer in place of an earlier one, and show it on the card. Raises Refused or Gone."""
        if answer not in ANSWERS:
            raise OldButton("/cop-meeting")
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            actor = await actor_of(self._app, session, asker)
            meeting = await meeting_rows.by_id(session, asker.workspace_id, meeting_id, lock=True)
            require(can_answer_rsvp(actor, meeting.network_id))
            if meeting.status in ("held", "not_held") or (meeting.status == "booked" and meeting.starts_at <= now):
                raise Gone("meetings.wrong_answer_late")
            require_open(meeting)
            network = await network_rows.network(session, asker.workspace_id, meeting.network_id)
            earlier = await meeting_rows.put_answer(session, meeting, asker.user_id, answer, now)
            if earlier != answer:
                await refresh_card(session, network, meeting, now)
            return Answered(answer, facts_of(meeting, network), earlier not in (None, answer))
