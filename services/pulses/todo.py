"""What of pulses waits for a person: an open question that they have not answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import local_day
from domain.policies import Actor
from prompts.catalog import say
from prompts.todo import Todo
from prompts.wording import day
from services.context import AppContext, NetworkContext
from services.pulses.asking import is_asked
from services.pulses.wording import title_of
from storage import pulses as pulse_rows


async def waiting_answers(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, actor: Actor, now: datetime
) -> Sequence[Todo]:
    """The open question, until the person has answered it."""
    found = []
    for pulse in await pulse_rows.open_in(session, network_ctx.network.id):
        if not pulse.opens_at <= now < pulse.closes_at:
            continue
        if not await is_asked(session, pulse, actor) or await pulse_rows.has_answered(session, pulse, actor.user_id):
            continue
        until = day(local_day(pulse.closes_at, network_ctx.zone))
        sentence = say("pulses.waiting", title=title_of(app.instrument_of(pulse.instrument_key), pulse), day=until)
        found.append(Todo(sentence, str(say("pulses.waiting_button")), "/cop-pulse"))
    return found
