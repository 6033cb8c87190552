"""One worker process of the fault harness: the real bot's worker, on the shared clock, until it is killed.

Another sender can take its place (`Sender`), to see what that would lose, double and cost.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.shared_clock import SharedClock
from bot.app import build, worker_name
from bot.scheduler import Worker
from bot.settings import Settings
from prompts import elements
from prompts.message import Message
from services import gather
from services.delivery.engine import DeliveryService, RenderContext
from storage import rate_limits as gates
from storage.models import Delivery

LINE = "faults.line"


@dataclass(frozen=True)
class Waiting:
    """What is not sent yet: when some of it may go out (None: nothing waits), and the workers that hold some."""

    due: datetime | None
    holders: Collection[str] = ()


@dataclass(frozen=True)
class Sender:
    """Who sends what the outbox holds.

    work: what a worker process does, with the settings, the clock, and the name of the place that it takes over.
    prepare: makes this process, which queues lines, ready for the database of that URL. waiting: what is not sent yet.
    takes_places: a worker that follows a dead one has its name; else each has a name of its own.
    """

    work: Callable[[dict[str, Any], SharedClock, str], None]
    prepare: Callable[[str, SharedClock], None]
    waiting: Callable[[AsyncSession], Awaitable[Waiting]]
    takes_places: bool = True


async def say_line(context: RenderContext) -> Message:
    """A numbered line, to see the order in a conversation."""
    text = f"line {context.delivery.payload['word']}"
    return Message(text, [elements.Section(text)])


def work(values: dict[str, Any], clock: SharedClock, _name: str) -> None:
    """Work until SIGTERM, or for as long as nobody kills the process. values: the settings; the name of the place that
    it takes says nothing to ours."""
    logging.disable(logging.CRITICAL)
    asyncio.run(_work(Settings(_env_file=None, **values), clock))


async def _work(settings: Settings, clock: SharedClock) -> None:
    async def pause(seconds: float) -> None:
        await asyncio.sleep(seconds / clock.speed)

    bot = build(settings, clock.moment, pause)
    context = bot.services.app
    delivery = DeliveryService(context, {**gather().announcements, LINE: say_line}, worker_name())
    worker = Worker(replace(bot.services, delivery=delivery), clock.moment, clock.speed)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    worker.start()
    await stop.wait()
    await worker.stop()
    await bot.close()


async def _waiting(session: AsyncSession) -> Waiting:
    claims = (await session.scalars(select(Delivery.claimed_by).where(Delivery.status == "claimed"))).all()
    return Waiting(await gates.next_passage(session), claims)


OURS = Sender(work, lambda _url, _clock: None, _waiting)
