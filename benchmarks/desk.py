"""A SEIL's desk of 5 networks with 5 years behind them, against its bare SQL: `python -m benchmarks.desk`.

The desk is drawn once, its statements are noted, and then each is asked again as plain text through the same
engine: what is measured is what the desk adds to its SQL.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import TextClause, event, text

from benchmarks import statewide
from benchmarks.quick_messenger import QuickMessenger
from benchmarks.tables import circumstances, table
from domain.kept_instrument import instrument_as_data
from practice.clock import VirtualClock
from prompts.instrument import load_instruments
from services import build
from services.access import Asker
from services.context import AppContext
from services.directory import Directory
from storage.calendars import load_calendar
from storage.database import Database
from storage.migrate import upgrade
from storage.models import Membership, Network
from storage.models.actions import Action
from storage.models.assessments import AssessmentResult, AssessmentRound
from storage.models.help_requests import HelpRequest
from storage.models.meetings import Meeting
from storage.models.offers import Offer
from storage.models.pulses import Pulse
from storage.people import ensure

NOW = datetime(2026, 5, 13, 0, 0, tzinfo=UTC)
NETWORKS, YEARS, TIMES = 5, 5, 60
MOST = 3.0


async def _fill(database: Database) -> tuple[int, str]:
    """The workspace's id, and the SEIL's."""
    instrument = load_instruments()[0]
    async with database.write() as session:
        workspace_id = (await session.get_one(Network, 1)).workspace_id
        [seil, other] = (await ensure(session, workspace_id, ["U0SEIL", "U0OTHER"])).values()
        for network_id in range(1, NETWORKS + 1):
            own: dict[str, Any] = {"workspace_id": workspace_id, "network_id": network_id}
            session.add(Membership(**own, person_id=seil, role="seil", since=NOW - timedelta(days=900)))
            session.add(Membership(**own, person_id=other, role="member", since=NOW - timedelta(days=900)))
            for week in range(YEARS * 40):
                at = NOW - timedelta(days=7 * week + 3)
                session.add(
                    Pulse(
                        **own,
                        item_key="trust",
                        instrument_version="1",
                        question="?",
                        threshold=5,
                        asked=24,
                        answered=15,
                        opens_at=at - timedelta(days=3),
                        closes_at=at,
                        closed_at=at,
                        status="published",
                    )
                )
            for month in range(YEARS * 12):
                at = NOW - timedelta(days=30 * month - 20)
                meeting = {"starts_at": at, "ends_at": at + timedelta(hours=1), "booked_at": at - timedelta(days=20)}
                held = "booked" if at > NOW - timedelta(days=40) else "held"
                uid, term = f"{network_id}-{month}", f"{at.year}-T{1 + (at.month - 1) // 3}"
                session.add(Meeting(**own, **meeting, term=term, uid=uid, booked_by=seil, status=held))
                for number in range(4):
                    done = "open" if month < 2 else "done"
                    action = {"what": f"Action {number}", "due_on": at.date(), "due_set_at": at, "status": done}
                    session.add(Action(**own, **action, owner_id=other, created_by=seil, created_at=at))
            for half in range(YEARS * 2):
                at = NOW - timedelta(days=180 * half + 20)
                assessed = AssessmentRound(
                    **own,
                    half_year=f"{2026 - half // 2}-S{1 + half % 2}",
                    instrument_version="1",
                    instrument=instrument_as_data(instrument),
                    opens_at=at - timedelta(days=14),
                    closes_at=at,
                    closed_at=at,
                    status="revealed",
                )
                session.add(assessed)
                await session.flush()
                session.add_all(
                    AssessmentResult(
                        workspace_id=workspace_id, round_id=assessed.id, item_key=item.key, level=2, count=6
                    )
                    for item in instrument.items
                )
            asked = {"words": "Somebody who knows phonics", "asked_at": NOW - timedelta(days=4), "about": "data"}
            session.add(HelpRequest(**own, **asked, asked_by_id=other, status="waiting"))
            for side in ("need", "offer"):
                session.add(Offer(**own, person_id=other, side=side, words="Decoding groups", made_at=NOW))
    return workspace_id, seil


async def _median_seconds(do: Callable[[], Awaitable[object]]) -> float:
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        await do()
        taken.append(time.perf_counter() - began)
    return median(taken)


async def measure() -> tuple[float, float, int]:
    """(seconds for the desk, seconds for its bare SQL, how many statements)"""
    with tempfile.TemporaryDirectory() as directory:
        database = Database(f"sqlite:///{directory}/desk.db")
        await upgrade(database)
        await statewide.load(database, NETWORKS, NOW - timedelta(days=YEARS * 365))
        workspace_id, seil = await _fill(database)
        messenger = QuickMessenger(VirtualClock(NOW.timestamp()))
        app = AppContext(database, messenger, load_instruments, load_calendar, Directory(database))
        desks, asker = build(app, "bench").desks, Asker(workspace_id, seil)
        noted: list[tuple[TextClause, dict[str, Any]]] = []

        def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
            if statement.lstrip().upper().startswith(("SELECT", "WITH")):
                first, *parts = statement.split("?")
                asked = first + "".join(f":p{number}{part}" for number, part in enumerate(parts))
                noted.append((text(asked), {f"p{number}": value for number, value in enumerate(parameters)}))

        await desks.show(asker, NOW)
        event.listen(database.engine.sync_engine, "before_cursor_execute", note)
        await desks.show(asker, NOW)
        event.remove(database.engine.sync_engine, "before_cursor_execute", note)

        async def bare() -> None:
            async with database.read() as session:
                for statement, parameters in noted:
                    (await session.execute(statement, parameters)).all()

        ours, sql = await _median_seconds(lambda: desks.show(asker, NOW)), await _median_seconds(bare)
        await database.close()
        return ours, sql, len(noted)


def report() -> tuple[str, bool]:
    """The desk beside its statements."""
    ours, sql, number = asyncio.run(measure())
    rows = [(NETWORKS, YEARS, number, f"{1000 * ours:.1f} ms", f"{1000 * sql:.1f} ms", f"{ours / sql:.2f}")]
    return table(("networks", "years", "statements", "the desk", "its bare SQL", "ratio"), rows), ours / sql <= MOST


if __name__ == "__main__":
    print(circumstances())
    shown, good = report()
    print(f"\n{shown}")
    sys.exit(0 if good else 1)
