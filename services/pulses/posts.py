"""The messages that go out about pulses, worded at the moment they are sent."""

from __future__ import annotations

import asyncio

from domain.calendar import local_day
from domain.disclosure import can_ask, participation
from domain.instrument import Instrument
from domain.policies import CHAIR_AND_SEIL
from domain.ratings import Distribution
from domain.voices import voices
from facts.pulses import PulseResult
from prompts.message import Message
from prompts.pulses import cards as prompts
from prompts.pulses.coarse import coarse_message
from prompts.pulses.comments import comments_message
from prompts.pulses.own import not_opened_message
from services.context import context_of
from services.delivery.engine import RenderContext, Skip
from services.delivery.offices import taken_away
from services.pulses.asking import threshold_of, who_is_asked
from services.pulses.following import step_and_talk
from services.pulses.wording import changed_people, counted, open_pulse, spread_of, title_of
from storage import comments as comment_rows
from storage import networks as network_rows
from storage import pulses as pulse_rows
from storage.models.pulses import Pulse


async def say_card(context: RenderContext) -> Message | Skip:
    """The question with its buttons."""
    pulse = await _pulse(context)
    if pulse is None or pulse.status != "open" or context.now >= pulse.closes_at:
        return Skip("the pulse is closed")
    network_ctx = await context_of(context.app, context.session, pulse.workspace_id, pulse.network_id)
    network = network_ctx.network
    return prompts.card(
        open_pulse(
            context.app.instrument_of(pulse.instrument_key),
            pulse,
            network_ctx.zone,
            await changed_people(context.session, network, pulse),
        ),
        notify=network.notify_channel and context.delivery.operation == "post",
    )


async def say_closed_card(context: RenderContext) -> Message | Skip:
    """The question without buttons, after its close or when it was withdrawn."""
    pulse = await _pulse(context)
    if pulse is None:
        return Skip("the pulse is gone")
    network_ctx = await context_of(context.app, context.session, pulse.workspace_id, pulse.network_id)
    shown = open_pulse(context.app.instrument_of(pulse.instrument_key), pulse, network_ctx.zone)
    if pulse.status == "withdrawn":
        return prompts.withdrawn_card(shown, local_day(pulse.closed_at or context.now, network_ctx.zone))
    return prompts.closed_card(shown, few=pulse.status == "withheld")


async def say_lost(context: RenderContext) -> Message | Skip:
    """Why a question was taken back by the bot itself."""
    pulse = await _pulse(context)
    if pulse is None or pulse.status != "withdrawn":
        return Skip("the pulse was not taken back")
    return prompts.lost_message(title_of(context.app.instrument_of(pulse.instrument_key), pulse))


async def say_result(context: RenderContext) -> Message | Skip:
    """The result, or that too few answered."""
    pulse = await _pulse(context)
    if pulse is None or pulse.status in ("open", "withdrawn"):
        return Skip("the pulse has no result")
    title = title_of(context.app.instrument_of(pulse.instrument_key), pulse)
    if pulse.status != "published":
        return prompts.result_message(PulseResult(title, pulse.question, pulse.threshold))
    counts = (await pulse_rows.results(context.session, [pulse.id])).get(pulse.id, {})
    distribution = counted(context.app.instrument_of(pulse.instrument_key), pulse, counts)
    if pulse.answered is None:
        return coarse_message(title, distribution.median)
    result = PulseResult(
        title,
        pulse.question,
        pulse.threshold,
        distribution.median,
        spread_of(pulse, distribution),
        participation(pulse.answered, pulse.asked, pulse.threshold),
        _next_level(context.app.instrument_of(pulse.instrument_key), pulse.item_key, distribution),
        distribution.scale,
        pulse.id,
        *step_and_talk(context.app.instrument_of(pulse.instrument_key), pulse, distribution),
    )
    # Drawing takes a few tenths of a second of CPU.
    return await asyncio.to_thread(prompts.result_message, result)


async def say_comments(context: RenderContext) -> Message | Skip:
    """What people wrote beside their answers, where enough did."""
    pulse = await _pulse(context)
    found = await comment_rows.shown(context.session, pulse) if pulse is not None else ()
    if pulse is None or not found:
        return Skip("too few people wrote something")
    return comments_message(title_of(context.app.instrument_of(pulse.instrument_key), pulse), found)


async def say_not_opened(context: RenderContext) -> Message | Skip:
    """To whoever planned a question: why it was not asked."""
    pulse = await _pulse(context)
    if pulse is None or pulse.status != "withdrawn":
        return Skip("the question was asked after all")
    return not_opened_message(pulse.question, str(context.delivery.payload["why"]), pulse.network_id)


async def say_too_few(context: RenderContext) -> Message | Skip:
    """Why no weekly questions are asked."""
    network = await network_rows.network(context.session, context.delivery.workspace_id, context.id("network"))
    schools = voices((await who_is_asked(context.session, network, context.now)).values())
    threshold = threshold_of(network)
    if context.delivery.operation == "update":
        return await taken_away(context, network.id, *CHAIR_AND_SEIL) or Skip("it still stands")
    if not network.weekly_pulse or can_ask(schools, threshold):
        return Skip("enough schools can answer by now, or no weekly questions are wanted")
    return prompts.too_few_message(network.name, network.id, schools, threshold)


async def _pulse(context: RenderContext) -> Pulse | None:
    return await pulse_rows.by_id(context.session, context.delivery.workspace_id, context.id("pulse"))


def _next_level(instrument: Instrument, item_key: str, answers: Distribution) -> tuple[str, str] | None:
    items, median, scale = {item.key: item for item in instrument.items}, answers.median, answers.scale
    if item_key not in items or median is None or median.low == len(scale):
        return None
    level = scale.level(median.low + 1)
    return level.label, items[item_key].descriptor(level)
