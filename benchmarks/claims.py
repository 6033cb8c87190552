"""What a claim costs with little and with much waiting: `python -m benchmarks.claims`.

500, 5,000 and 50,000 rows wait, each in a lane of its own, or all in one lane; then 200 messages are sent through a
messenger that costs nothing.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from benchmarks import statewide
from benchmarks.faults import postgres
from benchmarks.quick_messenger import QuickMessenger
from benchmarks.tables import circumstances, table
from practice.clock import VirtualClock
from prompts.instrument import load_instruments
from services.context import AppContext
from services.delivery.engine import DeliveryService
from services.delivery.outbox import post_in_channel, post_to_people
from services.directory import Directory
from storage.calendars import load_calendar
from storage.database import Database
from storage.models import Network
from tests.house import build_template
from tests.services.announcing import ANNOUNCEMENTS

NOW = datetime(2026, 5, 18, 22, 30, tzinfo=UTC)
WAITING = (500, 5_000, 50_000)
SENT = 200
FLAT = 1.5
"""How much dearer the longest queue may be than the shortest."""
HEADINGS = ("database", "lanes", *(f"{waiting:,} waiting (ms)" for waiting in WAITING), "ratio")


@dataclass
class Queue:
    """An empty database, filled and emptied step by step."""

    database: Database
    network: Network
    clock: VirtualClock

    async def fill(self, waiting: int, lanes: int) -> None:
        for start in range(0, waiting, 1000):
            async with self.database.write() as session:
                for number in range(start, start + min(1000, waiting)):
                    if lanes == 1:
                        post_in_channel(session, self.network, "test.words", {"word": number}, now=NOW)
                    else:
                        people = [f"U{number}"]
                        post_to_people(session, self.network, "test.words", {"word": number}, people, now=NOW)
        async with self.database.engine.begin() as connection:
            await connection.execute(text("ANALYZE"))

    async def cost(self) -> float:
        """Milliseconds from claim to record, the database included: what the quickest tenth took at most.

        The others say more about what else the machine does.
        """
        messenger = QuickMessenger(self.clock)
        directory = Directory(self.database)
        context = AppContext(self.database, messenger, load_instruments, load_calendar, directory)
        service = DeliveryService(context, ANNOUNCEMENTS, "bench")
        costs: list[float] = []
        while len(costs) < SENT:
            started = time.perf_counter()
            now = datetime.fromtimestamp(self.clock.now(), UTC)
            if await service.deliver_one(now):
                costs.append((time.perf_counter() - started) * 1000)
            else:
                due = await service.next_due()
                self.clock.set((due or now + timedelta(seconds=1)).timestamp())
        return sorted(costs)[SENT // 10]


async def _measure(url: str, waiting: int, lanes: int) -> float:
    database = Database(url)
    try:
        [network] = await statewide.load(database, 1, NOW)
        queue = Queue(database, network, VirtualClock(NOW.timestamp()))
        await queue.fill(waiting, lanes)
        return await queue.cost()
    finally:
        await database.close()


@contextmanager
def _sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as directory:
        url = f"sqlite:///{Path(directory) / 'claims.db'}"
        build_template(url)
        yield url


def report() -> tuple[str, bool]:
    """(the table, whether a claim costs about the same however many rows wait)"""
    rows, flat = [], True
    with postgres() as server:
        for name, fresh in (("SQLite", _sqlite), ("PostgreSQL", server.fresh_database)):
            for lanes in ("one each", "one for all"):
                found = []
                for waiting in WAITING:
                    with fresh() as url:
                        found.append(asyncio.run(_measure(url, waiting, 1 if lanes == "one for all" else waiting)))
                flat = flat and found[-1] <= FLAT * found[0]
                rows.append([name, lanes, *(f"{each:.1f}" for each in found), f"{found[-1] / found[0]:.2f}"])
    return table(HEADINGS, rows), flat


def main() -> int:
    print(circumstances() + "\n")
    found, flat = report()
    print(found)
    return 0 if flat else 1


if __name__ == "__main__":
    sys.exit(main())
