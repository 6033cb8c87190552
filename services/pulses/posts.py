"""The messages that go out about pulses, worded at the moment they are sent."""

from __future__ import annotations

import asyncio

from domain.calendar import local_day
from domain.disclosure import can_ask, participation, spread
from domain.ratings import Distribution, Level, Median
from prompts import pulses as prompts
from prompts.message import Message
from prompts.pulses import Result
from services.delivery import Saying, Skip
from services.ground import stand_on
from services.pulses.asking import people_who_may_answer, threshold_of
from services.pulses.wording import open_pulse, title_of
from storage import networks as network_rows
from storage import pulses as pulse_rows
from storage.models import Pulse


async def say_card(saying: Saying) -> Message | Skip:
    """The question with its buttons."""
    pulse = await _pulse(saying)
    if pulse is None or pulse.status != "open" or saying.now >= pulse.closes_at:
        return Skip("the pulse is closed")
    network = await network_rows.network(saying.session, pulse.workspace_id, pulse.network_id)
    place = await stand_on(saying.ground, saying.session, network)
    return prompts.card(
        open_pulse(saying.ground.instrument, pulse, place.zone),
        notify=network.notify_channel and saying.delivery.operation == "post",
    )


async def say_closed_card(saying: Saying) -> Message | Skip:
    """The question without buttons, after its close or when it was withdrawn."""
    pulse = await _pulse(saying)
    if pulse is None:
        return Skip("the pulse is gone")
    network = await network_rows.network(saying.session, pulse.workspace_id, pulse.network_id)
    place = await stand_on(saying.ground, saying.session, network)
    shown = open_pulse(saying.ground.instrument, pulse, place.zone)
    if pulse.status == "withdrawn":
        return prompts.withdrawn_card(shown, local_day(pulse.closed_at or saying.now, place.zone))
    return prompts.closed_card(shown)


async def say_lost(saying: Saying) -> Message | Skip:
    """Why a question was taken back by the bot itself."""
    pulse = await _pulse(saying)
    if pulse is None or pulse.status != "withdrawn":
        return Skip("the pulse was not taken back")
    return prompts.lost_message(title_of(saying.ground.instrument, pulse.item_key))


async def say_result(saying: Saying) -> Message | Skip:
    """The result, or that too few answered."""
    pulse = await _pulse(saying)
    if pulse is None or pulse.status in ("open", "withdrawn"):
        return Skip("the pulse has no result")
    title = title_of(saying.ground.instrument, pulse.item_key)
    if pulse.status != "published" or pulse.answered is None:
        return prompts.result_message(Result(title, pulse.question, pulse.threshold))
    counts = (await pulse_rows.results(saying.session, [pulse.id])).get(pulse.id, {})
    one, two, three, four = (counts.get(level, 0) for level in Level)
    distribution = Distribution((one, two, three, four))
    result = Result(
        title,
        pulse.question,
        pulse.threshold,
        distribution.median,
        spread(distribution.counts, pulse.asked, pulse.threshold),
        participation(pulse.answered, pulse.asked, pulse.threshold),
        _next_level(saying, pulse.item_key, distribution.median),
    )
    # Drawing takes a few tenths of a second of CPU.
    return await asyncio.to_thread(prompts.result_message, result)


async def say_too_few(saying: Saying) -> Message | Skip:
    """Why no weekly questions are asked."""
    network = await network_rows.network(saying.session, saying.delivery.workspace_id, saying.id("network"))
    people = len(await people_who_may_answer(saying.session, network))
    threshold = threshold_of(network)
    if not network.weekly_pulse or can_ask(people, threshold):
        return Skip("enough people can answer by now, or no weekly questions are wanted")
    return prompts.too_few_message(network.name, network.id, people, threshold)


async def _pulse(saying: Saying) -> Pulse | None:
    return await pulse_rows.by_id(saying.session, saying.delivery.workspace_id, saying.id("pulse"))


def _next_level(saying: Saying, item_key: str, median: Median | None) -> tuple[str, str] | None:
    items = {item.key: item for item in saying.ground.instrument.items}
    if item_key not in items or median is None or median.low is Level.EXCELLING:
        return None
    level = Level(median.low + 1)
    return level.label, items[item_key].descriptor(level)
