"""The worker: plans what falls due, sends what waits, and keeps hold of what it is sending."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.clock import Clock
from domain.progress import Progress, unseen
from services import Services
from services.delivery.engine import LEASE
from storage.wakeups import listen

if TYPE_CHECKING:
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = logging.getLogger(__name__)

TICK_SECONDS = 15
SENDERS = 4
"""Messages that one worker sends at a time; each conversation still reads in order."""
STOP_SECONDS = 10
FORGET_SECONDS = 30
"""How often it is looked whether another process has erased somebody whom this one remembers."""
NOT_ALONE_SECONDS = 0.05
ERASE_HOURS = 6
"""How often records that have been kept long enough are erased."""
SENDING = "Sending messages"
"""What a sender waits when others were quicker."""


class Worker:
    """Runs until stopped. Any number of workers may share one PostgreSQL.

    speed: how much faster than real time the clock runs, for trials.
    """

    def __init__(self, services: Services, clock: Clock, speed: float = 1.0) -> None:
        self._services = services
        self._clock = clock
        self._speed = speed
        self._woken = asyncio.Event()
        self._stopping = False
        self._working: set[asyncio.Task[None]] = set()
        self._holding: set[asyncio.Task[None]] = set()
        self._on_their_way: set[asyncio.Task[None]] = set()
        self._places = asyncio.Semaphore(SENDERS)
        self._scheduler: AsyncIOScheduler | None = None

    def start(self) -> None:
        """Begin to work: at once, then whenever something falls due, a commit leaves work, or TICK_SECONDS passed."""
        database = self._services.app.database
        # Imported here, since a process that only serves the web has no schedule.
        from apscheduler.schedulers.asyncio import AsyncIOScheduler

        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._scheduler.add_job(self._wake, "interval", seconds=TICK_SECONDS / self._speed, id="tick")
        seconds = FORGET_SECONDS / self._speed
        self._scheduler.add_job(self._forget, "interval", seconds=seconds, id="forget")
        self._scheduler.add_job(self._erase, "interval", hours=ERASE_HOURS / self._speed, id="retention")
        self._scheduler.start()
        database.on_new_work(self._wake)
        self._working = {_start(self._work(self._plan), "planner"), _start(self._work(self._send), "sender")}
        self._holding = {_start(self._keep_claims(), "claims")}
        if not database.is_sqlite:
            self._holding.add(_start(listen(database, self._wake), "listener"))

    async def stop(self) -> None:
        """Finish what is being sent, at most STOP_SECONDS, and claim nothing more."""
        self._stopping = True
        self._wake()
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None
        busy = self._working | self._on_their_way
        if busy:
            _, pending = await asyncio.wait(busy, timeout=STOP_SECONDS)
            if pending:
                log.warning("stopped while a message was being sent; it is looked up before it is sent again")
            await _cancel(pending)
        await _cancel(self._holding)

    def _wake(self) -> None:
        woken, self._woken = self._woken, asyncio.Event()
        woken.set()

    async def _work(self, step: Callable[[datetime], Awaitable[float]]) -> None:
        """Do `step` again and again, pausing as many seconds as it says, or until woken."""
        while not self._stopping:
            woken = self._woken
            try:
                pause = await step(self._clock())
            except Exception:
                # The database may be away for a moment; the next tick tries again.
                log.exception("a step of the worker failed")
                pause, woken = TICK_SECONDS, self._woken
            if pause > 0 and not self._stopping:
                await self._sleep(pause, woken)

    async def _plan(self, now: datetime) -> float:
        await self._services.schedule.tick(now)
        return self._seconds_until(await self._services.schedule.next_check())

    async def _forget(self) -> None:
        try:
            await self._services.app.forget_erased()
        except Exception:
            # The database may be away for a moment; half a minute later it is looked again.
            log.warning("could not look whether somebody was erased", exc_info=True)

    async def _erase(self) -> None:
        try:
            await self._services.retention.erase(self._clock())
        except Exception:
            log.exception("records that were kept long enough could not be erased; it is tried again in some hours")

    async def _send(self, now: datetime) -> float:
        """Claim one row after another, each sent beside the others, as long as something may go out."""
        due = await self._services.delivery.next_due()
        if due is None or due > now:
            return self._seconds_until(due)
        while not self._stopping:
            await self._places.acquire()
            now = self._clock()
            try:
                row = await self._services.delivery.claim(now)
            except BaseException:
                self._places.release()
                raise
            if row is None:
                self._places.release()
                break
            task = _start(self._services.delivery.send(row, now), f"delivery {row.number}")
            self._on_their_way.add(task)
            task.add_done_callback(self._arrived)
        return NOT_ALONE_SECONDS * self._speed

    def _arrived(self, task: asyncio.Task[None]) -> None:
        self._on_their_way.discard(task)
        self._places.release()
        if not task.cancelled() and task.exception() is not None:
            # It could not be recorded. The claim runs out, and then it is looked up.
            log.error("a delivery broke off", exc_info=task.exception())

    async def _keep_claims(self) -> None:
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3 / self._speed)
            try:
                await self._services.delivery.renew(self._clock())
            except Exception:
                log.exception("could not renew the claims")

    def _seconds_until(self, due: datetime | None) -> float:
        if due is None:
            return TICK_SECONDS
        return min(max((due - self._clock()).total_seconds(), NOT_ALONE_SECONDS), TICK_SECONDS)

    async def _sleep(self, seconds: float, woken: asyncio.Event) -> None:
        try:
            await asyncio.wait_for(woken.wait(), seconds / self._speed)
        except TimeoutError:
            return


def _start(work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
    return asyncio.create_task(work, name=name)


async def _cancel(tasks: set[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def settle(
    services: Services, now: datetime, patience: timedelta = timedelta(seconds=5), progress: Progress = unseen
) -> datetime:
    """Carry out and send all that is due at `now`, waiting as Slack's pace demands; returns the moment reached.

    Waits in real time between messages to one channel. What has to wait longer than `patience` (after trouble on
    Slack's side, say) stays queued.
    """
    loop = asyncio.get_running_loop()
    started, moment, sent = loop.time(), now, 0
    while True:
        await services.schedule.tick(moment)
        while await services.delivery.deliver_one(moment):
            sent += 1
            progress(SENDING, sent, None)
        due = await services.delivery.next_due()
        if due is None or due > moment + patience:
            return moment
        elapsed = timedelta(seconds=loop.time() - started)
        wait = (due - (now + elapsed)).total_seconds()
        await asyncio.sleep(max(wait, 0))
        moment = max(due, now + timedelta(seconds=loop.time() - started))
