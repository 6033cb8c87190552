"""Queries that a month of the schedule costs one network: `python -m benchmarks.schedule`.

Counted on SQLite, in virtual time, from one moment that the schedule names to the next; nothing is delivered.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from datetime import UTC, datetime, timedelta

from sqlalchemy import event

from benchmarks import statewide
from benchmarks.quick_messenger import QuickMessenger
from benchmarks.tables import table
from practice.clock import VirtualClock
from prompts.instrument import load_instruments
from services import build
from services.context import AppContext
from services.directory import Directory
from storage import networks as network_rows
from storage import schools as school_rows
from storage.calendars import load_calendar
from storage.database import Database
from storage.migrate import upgrade
from storage.models import Membership, Network
from storage.people import ensure

START = datetime(2026, 5, 4, 0, 0, tzinfo=UTC)
"""In the midst of a term, with a pulse check each week."""
MONTH = timedelta(days=30)
SCHOOLS = 12
MOST = 380
"""Queries: a little more than it takes, so that a planner that asks for itself at each look is seen."""


async def _join(database: Database, network: Network) -> None:
    """Schools with somebody to ask: where there are few, nobody is asked anything."""
    async with database.write() as session:
        names = [{"name": f"School {number}", "school_type": ""} for number in range(SCHOOLS)]
        await school_rows.add(session, network, names, START)
        schools = await network_rows.schools(session, network.id)
        people = await ensure(session, network.workspace_id, [f"U0SCHOOL{school.id}" for school in schools])
        session.add_all(
            Membership(
                workspace_id=network.workspace_id,
                network_id=network.id,
                school_id=school.id,
                person_id=people[f"U0SCHOOL{school.id}"],
                role="delegate",
                since=START,
            )
            for school in schools
        )


async def _measure() -> tuple[int, int, int]:
    """(looks at the network, occasions recorded, queries)"""
    with tempfile.TemporaryDirectory() as directory:
        database = Database(f"sqlite:///{directory}/month.db")
        try:
            await upgrade(database)
            [network] = await statewide.load(database, 1, START)
            await _join(database, network)
            messenger = QuickMessenger(VirtualClock(START.timestamp()))
            context = AppContext(database, messenger, load_instruments, load_calendar, Directory(database))
            services = build(context, "bench")
            queries: list[str] = []
            event.listen(database.engine.sync_engine, "before_cursor_execute", lambda *told: queries.append(told[2]))
            looks, occasions, now = 0, 0, START
            while now < START + MONTH:
                occasions += await services.schedule.tick(now)
                looks += 1
                due = await services.schedule.next_check()
                now = max(due or START + MONTH, now + timedelta(minutes=1))
            return looks, occasions, len(queries)
        finally:
            await database.close()


def report() -> tuple[str, bool]:
    """The table, and whether a month costs no more than MOST queries."""
    looks, occasions, queries = asyncio.run(_measure())
    row = [looks, occasions, queries, f"{queries / looks:.0f}"]
    return table(("looks in 30 days", "occasions", "queries", "queries a look"), [row]), queries <= MOST


if __name__ == "__main__":
    words, sound = report()
    print(words)
    sys.exit(0 if sound else 1)
