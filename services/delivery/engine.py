"""Getting each message out once: claim, re-check, word, send, record.

A claim is a short transaction of its own; sending happens outside any transaction. A claim that was never
recorded is in doubt: before sending again, the conversation is searched for the message's delivery id, and nothing
is sent while that search itself fails.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncSession

from domain.moments import utc
from services.audit import COMMAND_LINE, record
from services.context import AppContext
from services.delivery import doubles
from services.delivery.dividing import divide
from services.delivery.pausing import pause, tell_asker
from services.delivery.speaking import Announcement, Outcome, RenderContext, Skip, Speaker, ToEach
from services.delivery.trouble import Later, Moved, put_back
from services.ports import ChannelUnusable, DeliveryProblem, Posted, Rejected, Unsure
from storage import deliveries, lanes
from storage import rate_limits as gates
from storage.models import Delivery, Network

log = logging.getLogger(__name__)

__all__ = ["LEASE", "Announcement", "DeliveryService", "Later", "RenderContext", "Skip"]

LEASE = timedelta(seconds=60)
"""How long a claim holds unless it is renewed; well over the messenger's time-out."""


class _ClaimLost(Exception):
    """Another worker has taken the row over meanwhile."""


@dataclass
class _Sending:
    """A claim of this process whose message is on its way."""

    row: Delivery
    lease_until: datetime
    task: asyncio.Task[Outcome]


def _never(_kind: str) -> bool:
    return False


class DeliveryService:
    """Sends what the outbox holds. Any number of these may run against one PostgreSQL."""

    def __init__(
        self,
        app: AppContext,
        announcements: Mapping[str, Announcement],
        name: str,
        is_discreet: Callable[[str], bool] = _never,
    ) -> None:
        """name: tells this worker from others in the claims. is_discreet: whether a kind is recorded as sent, the same
        in each column, whether it went out or was left out, since that would tell something about the person."""
        self._is_discreet = is_discreet
        self._app = app
        self._name = name
        self._speaker = Speaker(app, announcements, name)
        self._sending: dict[int, _Sending] = {}

    async def deliver_due(self, now: datetime, most: int = 1000) -> int:
        """Send what may go out at `now`; returns how many rows were worked on (at most `most`)."""
        done = 0
        while done < most and await self.deliver_one(now):
            done += 1
        return done

    async def deliver_one(self, now: datetime) -> bool:
        """Work on one row; False where there was none to claim."""
        row = await self.claim(now)
        if row is not None:
            await self.send(row, now)
        return row is not None

    async def claim(self, now: datetime) -> Delivery | None:
        """A row that may go out at `now`, and is this worker's to send; None where there is none."""
        async with self._app.database.write() as session:
            return await deliveries.claim_next(session, utc(now), self._name, LEASE, self._app.look_up_pace)

    async def send(self, row: Delivery, now: datetime) -> None:
        """Send what was claimed at `now`, and record what came of it."""
        now = utc(now)
        try:
            outcome = await self._while_claimed(row, now)
        except DeliveryProblem as problem:
            await self._record_problem(row, problem, now)
        except (DBAPIError, PoolTimeoutError, OSError) as error:
            # The database was away for a moment, perhaps after the message had gone out.
            await self._record_problem(row, Unsure(f"the database: {type(error).__name__}"), now)
        except Exception as error:
            # A fault of ours (a missing text, a broken row) must not stop the other messages.
            log.exception("delivery failed", extra={"delivery": row.id, "kind": row.kind})
            await self._record_problem(row, Rejected(f"{type(error).__name__}: {error}"), now)
        else:
            if outcome is not None:
                await self._record(row, outcome, now)

    async def renew(self, now: datetime) -> None:
        """Hold on to what is being sent; to be called well within LEASE, again and again.

        What another worker has taken over, because this one could not renew it in time, is broken off.
        """
        now = utc(now)
        for number, sending in list(self._sending.items()):
            if sending.lease_until <= now or not await self._renew(sending, now):
                log.warning("lost the claim on a delivery", extra={"delivery": sending.row.id})
                if number in self._sending:
                    sending.task.cancel()

    async def _renew(self, sending: _Sending, now: datetime) -> bool:
        row = sending.row
        async with self._app.database.write() as session:
            lane, held = await lanes.lock_held(session, row.number, self._name, row.attempts)
            if lane is None or held is None:
                return row.number not in self._sending  # it may have been recorded meanwhile
            held.lease_until = lane.ready_at = now + LEASE
        sending.lease_until = now + LEASE
        return True

    async def _while_claimed(self, row: Delivery, now: datetime) -> Outcome | None:
        """What came of the row; None where the claim was lost on the way."""
        task = asyncio.create_task(self._speaker.send(row, now))
        self._sending[row.number] = _Sending(row, now + LEASE, task)
        try:
            await asyncio.wait([task])
        finally:
            del self._sending[row.number]
            task.cancel()
        return None if task.cancelled() else task.result()

    async def next_due(self) -> datetime | None:
        """When there is something to send again, or None where nothing waits."""
        async with self._app.database.read() as session:
            return await gates.next_passage(session)

    async def counts(self) -> dict[str, int]:
        """How many deliveries there are by status."""
        async with self._app.database.read() as session:
            return await deliveries.counts(session)

    async def retry(self, delivery_id: str, now: datetime) -> bool:
        """Put a failed delivery back into the queue; False where there is no failed one of that id."""
        now = utc(now)
        async with self._app.database.write() as session:
            row = await deliveries.by_id(session, delivery_id)
            if row is None or row.status != "failed":
                return False
            row.status, row.attempts, row.reason, row.expires_at = "pending", 0, "", None
            row.due_at = min(row.due_at, now)
            row.finished_at = None
            # It may have gone out before it failed, so the search for it comes first.
            row.in_doubt = row.operation not in gates.REPEATABLE
            await lanes.settle(session, await lanes.lock(session, row), now)
            await record(
                session, row.workspace_id, COMMAND_LINE, "deliveries.retried", row.kind, {"id": row.id}, now=now
            )
        return True

    async def prove(self, workspace_id: int, delivery_id: str, seen: Posted, now: datetime) -> None:
        """Somebody clicked on the message of that delivery, which stands there: it has gone out, whatever was heard.

        What a click carries can be altered: it says nothing of a message that is another delivery's.
        """
        async with self._app.database.read() as session:
            row = await deliveries.by_id(session, delivery_id)
            if row is None or row.workspace_id != workspace_id or not doubles.is_news(row, seen):
                return
            if await deliveries.is_anothers(session, row, seen.channel_id, seen.ts):
                log.warning("a click named another message's delivery", extra={"delivery": row.id})
                return
        now = utc(now)
        async with self._app.database.write() as session:
            lane = await lanes.lock(session, row)
            current = await deliveries.lock_by_id(session, delivery_id)
            if current is not None and doubles.is_news(current, seen):
                await doubles.note(session, lane, current, seen, now)

    async def _record(self, row: Delivery, outcome: Outcome, now: datetime) -> None:
        with suppress(_ClaimLost):
            async with self._app.database.write() as session:
                if isinstance(outcome, ToEach):
                    await divide(session, row, now)
                await self._record_held(session, row, outcome, now)

    async def _record_held(self, session: AsyncSession, row: Delivery, outcome: Outcome, now: datetime) -> None:
        lane, held = await lanes.lock_held(session, row.number, self._name, row.attempts)
        if lane is None or held is None:
            raise _ClaimLost  # and nothing of what was divided stays
        discreet = paced = self._is_discreet(row.kind)
        conversation_id: str | None = None
        held.lease_until, held.finished_at = None, now
        held.status, held.reason = "sent", ""
        if isinstance(outcome, Skip) and not discreet:
            held.status, held.reason = "skipped", outcome.reason
        elif isinstance(outcome, Posted) and not discreet:
            await _record_place(session, held, outcome, now)
            conversation_id = held.posted_channel if held.people else None
            paced = held.operation not in gates.REPEATABLE
        paced_until = now + row.conversation_pace if paced else None
        await lanes.settle(session, lane, now, paced_until=paced_until, conversation_id=conversation_id)

    async def _record_problem(self, row: Delivery, problem: DeliveryProblem, now: datetime) -> None:
        async with self._app.database.write() as session:
            lane, held = await lanes.lock_held(session, row.number, self._name, row.attempts)
            if lane is None or held is None:
                return
            held.lease_until = None
            held.reason = problem.reason
            held.status = "pending"
            if isinstance(problem, ChannelUnusable) and held.channel_id != row.channel_id:
                problem = Moved(problem.reason)  # the channel got another id while the message was on its way
            await put_back(session, lane, held, problem, now)
            await lanes.settle(session, lane, now)
            if held.status == "failed":
                await tell_asker(session, held, problem.reason, now)
        if isinstance(problem, ChannelUnusable) and row.channel_id is not None:
            async with self._app.database.write() as session:
                await _pause(self._app, session, row, problem.reason, now)


async def _record_place(session: AsyncSession, held: Delivery, outcome: Posted, now: datetime) -> None:
    """Where the message stands; somebody may have clicked on it meanwhile, in another place."""
    if held.operation == gates.POST and held.posted_ts and outcome.ts not in ("", held.posted_ts):
        await doubles.remove(session, held, outcome, Posted(held.posted_channel or "", held.posted_ts), now=now)
        return
    held.posted_channel = outcome.channel_id
    held.posted_ts = outcome.ts or None


async def _pause(app: AppContext, session: AsyncSession, delivery: Delivery, reason: str, now: datetime) -> None:
    """Stop the schedule of a network whose channel cannot be posted to; joining it again resumes."""
    network = await session.get(Network, delivery.network_id) if delivery.network_id else None
    if network is not None and network.channel_id == delivery.channel_id:
        await pause(app, session, network, reason, now)
