"""After a result: one next step, an action made of it, and later what came of that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import local_day
from domain.errors import Gone
from domain.instrument import Instrument, Item
from domain.policies import can_add_action
from domain.pulses import Shape, shape
from domain.ratings import Distribution
from facts.pulses import Followed, NextStep
from prompts.catalog import say
from prompts.message import Message
from prompts.pulses.following import did_message
from services.access import Asker, actor_of, require
from services.context import AppContext, NetworkContext, context_of
from services.delivery.engine import RenderContext, Skip
from services.delivery.outbox import post_in_channel
from services.pulses.wording import counted, spread_of, title_of
from services.schedule import Due, OccasionContext, Planner, Where, of_each
from storage import actions as action_rows
from storage import pulses as pulse_rows
from storage.models.pulses import Pulse

DID = "pulses.did"
TOLD_WITHIN = timedelta(days=30)
"""How long after the last of its actions was done a network is told."""


class PulseFollowing:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def next_step(self, asker: Asker, pulse_id: int) -> NextStep:
        """What an action about a result starts with. Raises Gone where there is no result, Refused for strangers."""
        async with self._app.database.read() as session:
            pulse = await pulse_rows.by_id(session, asker.workspace_id, pulse_id)
            if pulse is None:
                raise Gone("pulses.gone")
            require(can_add_action(await actor_of(self._app, session, asker), pulse.network_id))
            if pulse.status != "published":
                raise Gone("pulses.gone")
            counts = (await pulse_rows.results(session, [pulse.id])).get(pulse.id, {})
            instrument = self._app.instrument_of(pulse.instrument_key)
            step, talk = step_and_talk(instrument, pulse, counted(instrument, pulse, counts))
            title = title_of(instrument, pulse)
            return NextStep(pulse.id, pulse.network_id, step or talk or str(say("pulses.take_up_words", title=title)))


def step_and_talk(instrument: Instrument, pulse: Pulse, answers: Distribution) -> tuple[str, str]:
    """What takes the network further, where its answers have a middle; and the question to talk about, where not.

    Judged by what is told of the result alone. Empty where the instrument says nothing.
    """
    item: Item | None = next((one for one in instrument.items if one.key == pulse.item_key), None)
    told = spread_of(pulse, answers)
    if item is None or answers.median is None or told is None:
        return "", ""
    if shape(answers.median, told) is Shape.MIDDLE:
        return item.next_step(int(answers.median.low)), ""
    return "", item.discussion


async def plan_did(
    app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
) -> Sequence[Due]:
    """Once for each result of which actions were made: when all of them are done or dropped, and one is done."""
    settled = await action_rows.settled_of_pulses(session, network_ctx.network.id, since - TOLD_WITHIN)

    def of(found: tuple[int, datetime]) -> list[Due]:
        pulse_id, done_at = found
        at = network_ctx.next_post(done_at)
        return [Due(DID, f"pulse-{pulse_id}", at, at + TOLD_WITHIN, str(say("pulses.agenda_did")), {"pulse": pulse_id})]

    return of_each(sorted(settled.items()), of)


async def fire_did(occasion: OccasionContext) -> Skip | None:
    network, payload = occasion.network_ctx.network, {"pulse": int(occasion.due.data["pulse"])}
    due_at = occasion.network_ctx.next_post(occasion.now)
    post_in_channel(occasion.session, network, DID, payload, now=occasion.now, due_at=due_at)
    return None


async def say_did(context: RenderContext) -> Message | Skip:
    """ "You said, we did": the result, and what was done about it."""
    pulse = await pulse_rows.by_id(context.session, context.delivery.workspace_id, context.id("pulse"))
    if pulse is None or pulse.status != "published" or pulse.closed_at is None:
        return Skip("there is no result")
    done = await action_rows.done_of_pulse(context.session, pulse.network_id, pulse.id)
    if not done:
        return Skip("nothing of it is done")
    network_ctx = await context_of(context.app, context.session, pulse.workspace_id, pulse.network_id)
    counts = (await pulse_rows.results(context.session, [pulse.id])).get(pulse.id, {})
    instrument = context.app.instrument_of(pulse.instrument_key)
    answers = counted(instrument, pulse, counts)
    told = spread_of(pulse, answers)
    middle = answers.median if answers.median and told and shape(answers.median, told) is Shape.MIDDLE else None
    asked_on = local_day(pulse.closed_at, network_ctx.zone)
    return did_message(Followed(title_of(instrument, pulse), asked_on, middle, [action.what for action in done]))


PLANNERS: list[Planner] = [Where(action_rows.any_done_of_pulses(TOLD_WITHIN), plan_did)]
