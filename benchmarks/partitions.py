"""How many workspaces one PostgreSQL carries, and several with the workspaces shared between them.

`python -m benchmarks.partitions`: measures what a message costs in CPU, here and in PostgreSQL, with one workspace
and with many in a database. With those costs it simulates the worst minute: every workspace is a state of 57 networks
and opens its self-assessments at the same moment. The simulation knows Slack's pace for each workspace, the workers'
cores and the databases' cores, each a queue served first come, first served; a workspace's database is found by a hash
of its team id, as a web process would find it, so that some databases get more than their share.

Left out: the disk, and the network between machines.
"""

from __future__ import annotations

import asyncio
import heapq
import sys
import time
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import text

from benchmarks import statewide
from benchmarks.fanout import START, least_seconds
from benchmarks.faults import postgres, postgres_seconds
from benchmarks.quick_messenger import QuickMessenger
from benchmarks.tables import circumstances, table
from practice.clock import VirtualClock
from prompts.instrument import load_instruments
from services.context import AppContext
from services.delivery.engine import DeliveryService
from services.directory import Directory
from storage import rate_limits as gates
from storage.calendars import load_calendar
from storage.database import Database
from storage.models import Workspace
from tests.postgres import PostgresServer
from tests.services.announcing import ANNOUNCEMENTS

SHAPES = ((1, 57, 0), (19, 3, 0), (1, 57, 1000))
"""(workspaces that open, networks in each, workspaces where nothing waits), with the same number of messages in all."""
MESSAGES = statewide.NETWORKS * (1 + len(statewide.LEADERS))
CORES = 4
"""Of each database's machine."""
DATABASES = (1, 2, 4, 8)
WITHIN = 1.1
"""How much longer than Slack's least time the last message may take."""


@dataclass(frozen=True)
class Cost:
    """CPU seconds a message."""

    ours: float
    database: float


class _Messengers:
    """A messenger for each workspace, whose limits are its own."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self._found: dict[int, QuickMessenger] = {}

    async def for_workspace(self, workspace_id: int) -> QuickMessenger:
        return self._found.setdefault(workspace_id, QuickMessenger(self._clock))


async def measure(server: PostgresServer, workspaces: int, networks: int, idle: int = 0) -> Cost:
    """Send an opening in each of the workspaces, one claim after another."""
    clock = VirtualClock(START.timestamp())
    with server.fresh_database() as url:
        database = Database(url)
        messengers = _Messengers(clock)
        context = AppContext(database, messengers, load_instruments, load_calendar, Directory(database))
        try:
            await _settle_in(context.database, idle)
            messages = 0
            for number in range(workspaces):
                found = await statewide.load(context.database, networks, START, team=f"T{number}")
                messages += await statewide.queue_opening(context.database, found, "test.words", START)
            service = DeliveryService(context, ANNOUNCEMENTS, "bench")
            before, ours = postgres_seconds(server), time.process_time()
            while (due := await service.next_due()) is not None:
                clock.set(max(clock.now(), due.timestamp()))
                await service.deliver_due(datetime.fromtimestamp(clock.now(), UTC), most=messages)
            spent = time.process_time() - ours
            return Cost(spent / messages, (postgres_seconds(server) - before) / messages)
        finally:
            await context.database.close()


async def _settle_in(database: Database, workspaces: int) -> None:
    """Workspaces that have all that a workspace has, and nothing that waits."""
    async with database.write() as session:
        found = [Workspace(slack_id=f"TIDLE{number}", name="Schools") for number in range(workspaces)]
        session.add_all(found)
        await session.flush()
        if found:
            await gates.ensure(session, [workspace.id for workspace in found], START)
    if workspaces:
        async with database.engine.begin() as connection:
            await connection.execute(text("ANALYZE"))


def simulate(workspaces: int, databases: int, worker_cores: int, cost: Cost) -> float:
    """Seconds until the last message of the openings is recorded."""
    pace, spent, releases = gates.PACES[gates.POST], None, []
    now = START
    for _ in range(MESSAGES):
        releases.append((now - START).total_seconds())
        spent, now = pace.after_call(spent, now)
    arrivals = heapq.merge(*([(at, number) for at in releases] for number in range(workspaces)))
    sent = _served(arrivals, worker_cores, cost.ours)
    shares: list[list[tuple[float, int]]] = [[] for _ in range(databases)]
    for at, number in sorted(sent):
        shares[zlib.crc32(f"T{number:08d}".encode()) % databases].append((at, number))
    return max(at for share in shares for at, _ in _served(share, CORES, cost.database))


def _served(arrivals: Iterable[tuple[float, int]], servers: int, seconds: float) -> list[tuple[float, int]]:
    """When each is done, in a queue before so many servers that take `seconds` each."""
    free, done = [0.0] * servers, []
    for at, number in arrivals:
        end = max(at, heapq.heappop(free)) + seconds
        heapq.heappush(free, end)
        done.append((end, number))
    return done


def most_workspaces(databases: int, cost: Cost) -> int:
    """How many can open at once within WITHIN of Slack's least time, with workers enough."""
    limit = WITHIN * least_seconds(MESSAGES, 1)
    low, high = 0, 16 * CORES * databases
    while simulate(high, databases, _workers(high, cost), cost) <= limit:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        fits = simulate(middle, databases, _workers(middle, cost), cost) <= limit
        low, high = (middle, high) if fits else (low, middle)
    return low


def _workers(workspaces: int, cost: Cost) -> int:
    """Cores that do all our work in three quarters of Slack's least time, so that the databases are the bound."""
    return max(1, round(workspaces * MESSAGES * cost.ours / (0.75 * least_seconds(MESSAGES, 1))))


def report(databases: Sequence[int] = DATABASES) -> tuple[str, bool]:
    """(the tables, whether a message costs the same however many workspaces share a database)"""
    with postgres() as server:
        asyncio.run(measure(server, 1, 5))  # the first messages load what is loaded late
        costs = [asyncio.run(measure(server, *shape)) for shape in SHAPES]
    measured = table(
        (
            "workspaces",
            "networks in each",
            "idle workspaces",
            "CPU ms a message, ours",
            "CPU ms a message, PostgreSQL",
            "ratio",
        ),
        [
            (*shape, f"{cost.ours * 1000:.1f}", f"{cost.database * 1000:.1f}", f"{_ratio(cost, costs[0]):.2f}")
            for shape, cost in zip(SHAPES, costs, strict=True)
        ],
    )
    found = {number: most_workspaces(number, costs[0]) for number in databases}
    simulated = table(
        (f"databases of {CORES} cores", "workspaces at once", "worker cores", "ratio to one database"),
        [(number, most, _workers(most, costs[0]), f"{most / found[1]:.2f}") for number, most in found.items()],
    )
    return f"{measured}\n\n{simulated}", all(_ratio(cost, costs[0]) < 1.5 for cost in costs)


def _ratio(cost: Cost, other: Cost) -> float:
    return (cost.ours + cost.database) / (other.ours + other.database)


def main() -> int:
    print(circumstances() + "\n")
    text, good = report()
    print(text)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
