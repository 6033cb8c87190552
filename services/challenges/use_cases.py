"""A SEIL brings one of the questions up, on the meeting's agenda or in the channel."""

from __future__ import annotations

from datetime import datetime

from domain.errors import Gone, Refused
from domain.policies import can_bring_challenge
from facts.challenges import Challenges
from prompts.challenges.cards import question_words
from services.access import Asker, actor_of, require
from services.challenges.posts import BROUGHT
from services.challenges.reading import challenges_of, facts_of
from services.challenging import QUESTIONS
from services.context import AppContext, network_context
from services.delivery.outbox import post_in_channel, settle_posts
from services.meetings import add_to_agenda
from storage import challenges as rows
from storage import meetings as meeting_rows
from storage import networks as network_rows

AGENDA, CHANNEL = "agenda", "channel"


class ChallengeService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def bring(self, asker: Asker, challenge_id: int, where: str, now: datetime) -> Challenges:
        """Put it on the agenda, or ask it in the channel at the next posting hour; a second tap changes nothing.

        where: AGENDA or CHANNEL. Raises Refused, Gone once the meeting has begun, and Invalid where the agenda is full.
        """
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            found = await rows.by_id(session, asker.workspace_id, challenge_id)
            require(can_bring_challenge(await actor_of(self._app, session, asker), found.network_id))
            network = await network_rows.lock(session, asker.workspace_id, found.network_id)
            network_ctx = await network_context(self._app, session, network)
            meeting = await meeting_rows.by_id(session, asker.workspace_id, found.meeting_id, lock=True)
            found = await rows.by_id(session, asker.workspace_id, challenge_id)
            if meeting.status != "booked" or meeting.starts_at <= now:
                raise Gone("challenges.over")
            if not found.brought_to:
                if where == AGENDA:
                    await add_to_agenda(session, network, meeting, question_words(facts_of(found)).plain, now)
                else:
                    at = network_ctx.next_post(now)
                    if at >= meeting.starts_at:
                        raise Refused("challenges.too_late")
                    posted = post_in_channel(
                        session,
                        network,
                        BROUGHT,
                        {"challenge": found.id},
                        now=now,
                        due_at=at,
                        expires_at=meeting.starts_at,
                    )
                    if posted is None:
                        raise Refused("challenges.no_channel")
                found.brought_to, found.brought_by_id, found.brought_at = where, asker.user_id, now
                await settle_posts(session, network, (QUESTIONS,), "meeting", meeting.id, now=now)
            return await challenges_of(session, meeting, network_ctx, now)
