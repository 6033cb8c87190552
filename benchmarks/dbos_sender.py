"""The outbox's messages, sent by DBOS in our engine's place: the anchor of decision 1.

Written as somebody would who knows DBOS: a workflow a message, put on a queue in the transaction that adds the row,
with the row's id as the workflow's; a partition a lane, one at a time in each; the chat's paces as limiters; the call
as a step with retries; and a name for each worker's place, so that whoever takes a place over recovers what was begun
there. Rows are worded by our announcements and spoken by our messenger, as ever.

Runs where `dbos` is installed: `make anchor`.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from dbos import DBOS, DBOSClient, DBOSConfig
from msgspec.structs import replace
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.fault_worker import LINE, Sender, Waiting, say_line
from benchmarks.shared_clock import SharedClock
from bot.app import Bot, build
from bot.scheduler import Worker
from bot.settings import Settings
from prompts.message import Message
from services import gather
from services.delivery.engine import Announcement, RenderContext, Skip
from services.ports import DeliveryProblem, Posted, RateLimited, Span, Unsure
from storage import deliveries
from storage.database import at_the_end, database_url
from storage.models import Delivery

NAME, QUEUE = "cop-bot", "messages"
A_MINUTE = 290
"""Posts in a workspace: a little fewer than Slack takes, as our own pace."""
POLLING = 1.0
"""Seconds between two looks at the queue, DBOS's own default."""
ATTEMPTS = 15
RESTART_SECONDS = 0.5
ADDED = "added"
UNFINISHED = text("SELECT count(*) FROM dbos.workflow_status WHERE status IN ('ENQUEUED', 'PENDING', 'DELAYED')")
CLOCKS_APART = timedelta(minutes=10)


@dataclass(frozen=True)
class Crewmate:
    """What the workflows of this process work with."""

    bot: Bot
    clock: SharedClock
    announcements: dict[str, Announcement]
    look_up: bool


@dataclass(frozen=True)
class Wait:
    """How long the chat asks to wait, and whether the message may be out already."""

    seconds: float
    in_doubt: bool


_me: Crewmate | None = None


def me() -> Crewmate:
    assert _me is not None
    return _me


@DBOS.workflow(name="deliver")
async def deliver(delivery_id: str) -> None:
    """Send one message, and record what came of it."""
    in_doubt = False
    while isinstance(outcome := await send(delivery_id, in_doubt), Wait):
        await DBOS.sleep_async(outcome.seconds / me().clock.speed)
        in_doubt = outcome.in_doubt
    await remember(delivery_id, outcome)


def _is_worth_another(error: BaseException) -> bool:
    return isinstance(error, (Unsure, DBAPIError, OSError))


@DBOS.step(
    name="send",
    retries_allowed=True,
    interval_seconds=0.3,
    max_attempts=ATTEMPTS,
    backoff_rate=1.5,
    should_retry=_is_worth_another,
)
async def send(delivery_id: str, in_doubt: bool) -> Posted | Wait | None:
    """Word the message as of now and post it: where it stands then, None where it no longer makes sense, or how long
    the chat asks to wait.

    in_doubt: it may have been sent, as may whatever this step tries again. Only with `look_up` is it searched for.
    """
    app, now = me().bot.services.app, me().clock.moment()
    if me().look_up and not in_doubt:
        # Asked within the step: asked in the workflow, the answer would be remembered from before the crash.
        status = await DBOS.get_workflow_status_async(delivery_id)
        recovered = status is not None and (status.recovery_attempts or 0) > 1
        in_doubt = recovered or DBOS.step_status.current_attempt > 0
    async with app.database.read() as session:
        row = await deliveries.by_id(session, delivery_id)
        assert row is not None
        target = await deliveries.by_id(session, row.target_id) if row.target_id else None
        content = await me().announcements[row.kind](RenderContext(session, row, now, app))
    if isinstance(content, Skip):
        return None
    assert isinstance(content, Message), "no files here"
    messenger = await app.messenger(row.workspace_id)
    try:
        if row.operation == "update":
            if target is None or target.posted_ts is None:
                return None
            posted = Posted(str(target.posted_channel), target.posted_ts)
            await messenger.update(posted, content, target.id)
            return posted
        place = row.channel_id or row.people[0]
        if me().look_up and in_doubt:
            where = row.channel_id or await messenger.open_conversation(row.people)
            span = Span(row.created_at - CLOCKS_APART, now + CLOCKS_APART, now + CLOCKS_APART)
            found = await messenger.find_post(where, row.id, None, span)
            if found is not None:
                return found
        return await messenger.post(place, content, row.id, target.posted_ts if target and row.in_thread else None)
    except RateLimited as problem:
        return Wait(problem.retry_after, in_doubt)


@DBOS.step(name="remember", retries_allowed=True, interval_seconds=0.3, max_attempts=ATTEMPTS, backoff_rate=1.5)
async def remember(delivery_id: str, posted: Posted | None) -> None:
    """What came of the message, for whatever answers in its thread or changes it later."""
    async with me().bot.database.write() as session:
        row = await deliveries.by_id(session, delivery_id)
        assert row is not None
        row.status = "skipped" if posted is None else "sent"
        row.finished_at = me().clock.moment()
        if posted is not None:
            row.posted_channel, row.posted_ts = posted.channel_id, posted.ts


def _enqueue_with(client: DBOSClient, clock: SharedClock) -> None:
    """From now on, a row that this process adds to the outbox is DBOS's to send, from the same commit on."""

    def add(session: AsyncSession, delivery: Delivery) -> None:
        session.add(delivery)
        session.info.setdefault(ADDED, []).append(delivery)
        at_the_end(session, enqueue)

    async def enqueue(session: AsyncSession) -> None:
        await session.flush()
        for row in session.info.pop(ADDED, ()):
            wait = (row.due_at - clock.moment()).total_seconds() / clock.speed
            options: Any = {
                "workflow_name": "deliver",
                "queue_name": QUEUE,
                "workflow_id": row.id,
                "queue_partition_key": row.lane,
                # In one transaction all rows have one moment: only so do they keep their order.
                "priority": row.number,
                **({"delay_seconds": wait} if wait > 0 else {}),
            }
            await session.run_sync(client.enqueue_in_transaction, options, row.id)

    deliveries.add = add


def _url(url: str) -> str:
    return database_url(url).render_as_string(hide_password=False)


def prepare(url: str, clock: SharedClock) -> None:
    """DBOS's tables, empty, in the same database; and lines of the harness go to DBOS as well."""
    engine = create_engine(_url(url))
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA IF EXISTS dbos CASCADE"))
    engine.dispose()
    logging.getLogger("dbos").setLevel(logging.CRITICAL)
    DBOS(config=_config(url, "harness"))
    DBOS.launch()
    speed = clock.speed
    DBOS.register_queue(
        QUEUE,
        partition_concurrency=1,
        partition_limiter={"limit": 1, "period": 1 / speed},
        limiter={"limit": A_MINUTE, "period": 60 / speed},
        polling_interval_sec=POLLING / speed,
    )
    DBOS.destroy()
    _enqueue_with(_client(url), clock)


def _client(url: str) -> DBOSClient:
    return DBOSClient(system_database_url=_url(url), application_name=NAME)


def _config(url: str, place: str) -> DBOSConfig:
    return {
        "name": NAME,
        "system_database_url": _url(url),
        "executor_id": place,
        "application_version": "1",
        # As our own connections: a server may be set to forget the last commits in a crash.
        "db_engine_kwargs": {"connect_args": {"options": "-c synchronous_commit=on"}},
        "log_level": "CRITICAL",
    }


async def waiting(session: AsyncSession) -> Waiting:
    """Whether any workflow is not at its end; DBOS waits in real time, so the clock is not moved on for it."""
    return Waiting(datetime.fromtimestamp(0, UTC) if await session.scalar(UNFINISHED) else None)


class _SendsNothing:
    """In the place of our engine, so that our worker plans and carries out as ever, and sends nothing."""

    async def next_due(self) -> None:
        return None

    async def claim(self, _now: datetime) -> None:
        return None

    async def renew(self, _now: datetime) -> None:
        return None


def work(values: dict[str, Any], clock: SharedClock, place: str, *, look_up: bool = False) -> None:
    logging.disable(logging.CRITICAL)
    settings = Settings(_env_file=None, **values)
    while True:
        try:
            return asyncio.run(_run(settings, clock, place, look_up))
        except DBAPIError:
            # It does not start while PostgreSQL is away; what looks after processes starts it again.
            DBOS.destroy()
            time.sleep(RESTART_SECONDS)


def work_and_look_up(values: dict[str, Any], clock: SharedClock, place: str) -> None:
    work(values, clock, place, look_up=True)


async def _run(settings: Settings, clock: SharedClock, place: str, look_up: bool) -> None:
    global _me

    async def pause(seconds: float) -> None:
        await asyncio.sleep(seconds / clock.speed)

    bot = build(settings, clock.moment, pause)
    _me = Crewmate(bot, clock, {**gather().announcements, LINE: say_line}, look_up)
    _enqueue_with(_client(settings.database_url), clock)
    DBOS(config=_config(settings.database_url, place))
    DBOS.launch()
    worker = Worker(replace(bot.services, delivery=_SendsNothing()), clock.moment, clock.speed)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    worker.start()
    await stop.wait()
    await worker.stop()
    with suppress(DeliveryProblem):
        await bot.close()
    DBOS.destroy()


ALONE = Sender(work, prepare, waiting)
WITH_LOOK_UP = Sender(work_and_look_up, prepare, waiting)
NAMES_OF_THEIR_OWN = Sender(work_and_look_up, prepare, waiting, takes_places=False)
