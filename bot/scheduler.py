"""The worker: APScheduler's tick reads the clock, carries out what fell due, and sends what waits."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from services import Services

log = logging.getLogger(__name__)

TICK_SECONDS = 15
SENDERS = 4
"""Messages that one worker sends at a time; each channel still reads in order."""
STOP_SECONDS = 10


class Worker:
    """Runs until stopped. Any number of workers may share one PostgreSQL."""

    def __init__(self, services: Services, clock: Clock) -> None:
        self._services = services
        self._clock = clock
        self._wake = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    def start(self) -> None:
        """Begin to tick, at once and then every TICK_SECONDS, and whenever a commit leaves new work."""
        self._scheduler.add_job(self._wake.set, "interval", seconds=TICK_SECONDS, id="tick")
        self._scheduler.start()
        self._services.ground.database.on_new_work(self._wake.set)
        self._task = asyncio.create_task(self._run(), name="worker")

    async def stop(self) -> None:
        """Finish what is being sent, at most STOP_SECONDS, and claim nothing more."""
        self._stopping = True
        self._wake.set()
        self._scheduler.shutdown(wait=False)
        if self._task is not None:
            _, pending = await asyncio.wait([self._task], timeout=STOP_SECONDS)
            for task in pending:
                log.warning("stopped while a message was being sent; it is looked up before it is sent again")
                task.cancel()
            await asyncio.gather(*pending, return_exceptions=True)

    async def _run(self) -> None:
        while not self._stopping:
            self._wake.clear()
            try:
                await self._services.schedule.tick(self._clock())
                await asyncio.gather(*(self._send() for _ in range(SENDERS)))
                pause = await self._pause()
            except Exception:
                # The database may be away for a moment; the next tick tries again.
                log.exception("a tick failed")
                pause = float(TICK_SECONDS)
            if not self._wake.is_set() and not self._stopping:
                await self._sleep(pause)

    async def _send(self) -> None:
        while not self._stopping and await self._services.delivery.deliver_one(self._clock()):
            pass

    async def _pause(self) -> float:
        """Seconds until something may be sent again, at most until the next tick."""
        due = await self._services.delivery.next_due()
        if due is None:
            return float(TICK_SECONDS)
        return min(max((due - self._clock()).total_seconds(), 0.05), float(TICK_SECONDS))

    async def _sleep(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._wake.wait(), seconds)
        except TimeoutError:
            return


async def settle(services: Services, now: datetime, patience: timedelta = timedelta(seconds=5)) -> datetime:
    """Carry out and send all that is due at `now`, waiting as Slack's pace demands; returns the moment reached.

    Waits in real time between messages to one channel. What has to wait longer than `patience` (after trouble on
    Slack's side, say) stays queued.
    """
    loop = asyncio.get_running_loop()
    started, moment = loop.time(), now
    while True:
        await services.schedule.tick(moment)
        while await services.delivery.deliver_due(moment):
            pass
        due = await services.delivery.next_due()
        if due is None or due > moment + patience:
            return moment
        elapsed = timedelta(seconds=loop.time() - started)
        wait = (due - (now + elapsed)).total_seconds()
        await asyncio.sleep(max(wait, 0))
        moment = max(due, now + timedelta(seconds=loop.time() - started))
