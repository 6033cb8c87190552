"""Words beside an answer: written, masked and sealed at once, and shown only where enough people wrote."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import local_day
from domain.disclosure import may_comment
from domain.errors import Gone, Invalid
from domain.masking import known_names, mask
from domain.names import tidy_name
from facts.pulses import CommentForm, KeptComment
from prompts.catalog import say
from prompts.wording import day
from services.access import Asker
from services.context import AppContext, network_context
from services.pulses.asking import check_asked
from services.pulses.wording import title_of
from storage import comments as rows
from storage import networks as network_rows
from storage import people as people_rows
from storage import pulses as pulse_rows
from storage import schools as school_rows
from storage import sealed_answers
from storage.models import Network
from storage.models.pulses import Pulse

LONGEST = 300
"""Characters of a comment."""
PATIENCE_SECONDS = 1.5
"""How long the chat is asked for names while somebody waits."""


class PulseComments:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def form(self, asker: Asker, pulse_id: int, now: datetime) -> CommentForm:
        """What the form begins with: what the person has written before, as it would be shown."""
        async with self._app.database.read() as session:
            pulse, network = await self._open(session, asker, pulse_id, now)
            network_ctx = await network_context(self._app, session, network)
            return CommentForm(
                pulse.id,
                pulse.question,
                local_day(pulse.closes_at, network_ctx.zone),
                pulse.threshold,
                await rows.own(session, pulse, asker.user_id),
            )

    async def save(self, asker: Asker, pulse_id: int, words: str, field: str, now: datetime) -> KeptComment:
        """Keep the words with names masked, in the place of earlier ones; without words, take them back.

        Raises Invalid at the field where they are too long, Refused or Gone as an answer does. What the person typed
        is kept nowhere: not in the database either.
        """
        tidy = tidy_name(words)
        if len(tidy) > LONGEST:
            raise Invalid("pulses.comment_too_long", field, most=LONGEST)
        async with self._app.database.read() as session:
            pulse, network = await self._open(session, asker, pulse_id, now)
            held = await network_rows.memberships(session, network.id)
            people = {one.person_id for one in held} | set(await pulse_rows.asked_people(session, pulse) or {})
            led = await school_rows.by_ids(session, {one.school_id for one in held if one.school_id is not None})
            schools = {school.name for school in [*await network_rows.schools(session, network.id), *led]}
            kept = await people_rows.of_ids(session, asker.workspace_id, people)
        said = await self._app.profiles.of(asker.workspace_id, people, now, seconds=PATIENCE_SECONDS) if tidy else {}
        names = known_names([*(one.name for one in kept.values()), *(n for one in said.values() for n in one.names)])
        masked = mask(
            tidy, names, schools, name=str(say("pulses.masked_name")), school=str(say("pulses.masked_school"))
        )
        async with self._app.database.write(
            unseen=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            pulse, network = await self._open(session, asker, pulse_id, now)
            await rows.keep(session, pulse, asker.user_id, masked)
            closes = local_day(pulse.closes_at, (await network_context(self._app, session, network)).zone)
            return KeptComment(pulse.id, title_of(self._app.instrument_of(pulse.instrument_key), pulse), masked, closes)

    async def _open(self, session: AsyncSession, asker: Asker, pulse_id: int, now: datetime) -> tuple[Pulse, Network]:
        """The open pulse, held until the transaction ends, to somebody who may answer it. Raises Refused or Gone."""
        found = await pulse_rows.to_answer(session, asker.workspace_id, pulse_id)
        if found is None:
            raise Gone("pulses.gone")
        pulse, zone = found
        await check_asked(self._app, session, asker, pulse)
        network = await network_rows.network(session, asker.workspace_id, pulse.network_id)
        if pulse.status == "withdrawn":
            raise Gone("pulses.withdrawn_already")
        if pulse.status != "open" or now >= pulse.closes_at:
            raise Gone("pulses.closed_already", day=day(local_day(pulse.closes_at, ZoneInfo(zone))))
        if not pulse.comments or not may_comment(pulse.asked, pulse.threshold):
            raise Gone("pulses.no_comments")
        await sealed_answers.require_key(session, pulse)
        return pulse, network
