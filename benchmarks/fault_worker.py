"""One worker process of the fault harness: the real bot's worker, on the shared clock, until it is killed."""

from __future__ import annotations

import asyncio
import logging
import signal
from dataclasses import replace
from typing import Any

from benchmarks.shared_clock import SharedClock
from bot.app import build, worker_name
from bot.scheduler import Worker
from bot.settings import Settings
from prompts import elements
from prompts.message import Message
from services import FEATURES
from services.delivery.engine import DeliveryService, RenderContext
from services.feature import gather

LINE = "faults.line"


async def say_line(context: RenderContext) -> Message:
    """A numbered line, to see the order in a conversation."""
    text = f"line {context.delivery.payload['word']}"
    return Message(text, [elements.Section(text)])


def work(values: dict[str, Any], clock: SharedClock) -> None:
    """Work until SIGTERM, or for as long as nobody kills the process. values: the settings."""
    logging.disable(logging.CRITICAL)
    asyncio.run(_work(Settings(_env_file=None, **values), clock))


async def _work(settings: Settings, clock: SharedClock) -> None:
    async def pause(seconds: float) -> None:
        await asyncio.sleep(seconds / clock.speed)

    bot = build(settings, clock.moment, pause)
    context = bot.services.app
    delivery = DeliveryService(context, {**gather(FEATURES).announcements, LINE: say_line}, worker_name())
    worker = Worker(replace(bot.services, delivery=delivery), clock.moment, clock.speed)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    worker.start()
    await stop.wait()
    await worker.stop()
    await bot.close()
