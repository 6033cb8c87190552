"""What sealing costs a tap and a close: `python -m benchmarks.sealing`.

The same pulse checks are answered and closed in turns: sealed, and with each answer in a plain row under the pulse's
own secret, as they were kept before, and who is asked beside them in plain words.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks import statewide
from benchmarks.faults import postgres
from benchmarks.quick_messenger import QuickMessenger
from benchmarks.tables import circumstances, table
from bot.vault import new_key
from domain.disclosure import voter_key
from domain.voices import Voice, one_each
from practice.clock import VirtualClock
from prompts.instrument import load_instruments
from services.access import Asker
from services.context import AppContext, network_context
from services.directory import Directory
from services.pulses.closing import close
from services.pulses.use_cases import PulseService
from storage import networks as network_rows
from storage import pulses as pulse_rows
from storage import sealed_answers
from storage.calendars import load_calendar
from storage.database import ERASED, Database
from storage.models import Membership, Network, School
from storage.models.pulses import Pulse, PulseAnswer
from tests.house import build_template

NOW = datetime(2026, 5, 17, 23, 30, tzinfo=UTC)
QUESTIONS = 40
ANSWERERS = (0, 2, 3, 4, 5, 6, 7)
MOST = 1.2
"""How much dearer than the plain way a tap or a close may be."""
SECRET = b"s" * 32
HEADINGS = ("database", "what", "plain (ms)", "sealed (ms)", "ratio")


async def _keep(session: AsyncSession, pulse: Pulse, person: str, level: int) -> None:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    key = voter_key(SECRET, person)
    keeping = insert(PulseAnswer).values(pulse_id=pulse.id, voter_key=key, workspace_id=pulse.workspace_id, level=level)
    await session.execute(
        keeping.on_conflict_do_update(index_elements=["pulse_id", "voter_key"], set_={"level": level})
    )


async def _keep_asked(_session: AsyncSession, pulse: Pulse, people: Mapping[str, Voice]) -> None:
    pulse.people = json.dumps({who: [voice.school, voice.leads] for who, voice in people.items()}).encode()


async def _asked(_session: AsyncSession, pulse: Pulse) -> dict[str, Voice]:
    return {who: Voice(school, leads) for who, (school, leads) in json.loads(pulse.people or b"{}").items()}


async def _count(session: AsyncSession, pulse: Pulse) -> dict[int, int]:
    filed = {voter_key(SECRET, who): voice for who, voice in (await _asked(session, pulse)).items()}
    answers = await session.execute(
        select(PulseAnswer.voter_key, PulseAnswer.level).where(PulseAnswer.pulse_id == pulse.id)
    )
    return dict(Counter(one_each((filed[voter], level) for voter, level in answers)))


async def _forget(session: AsyncSession, pulse: Pulse) -> None:
    await session.execute(delete(PulseAnswer).where(PulseAnswer.pulse_id == pulse.id))
    pulse.secret = pulse.people = None
    session.info[ERASED] = True


async def _begin(_session: AsyncSession, pulse: Pulse, _secret: bytes | None = None) -> None:
    pulse.sealed, pulse.secret = True, SECRET


async def _clear(database: Database, *_what: object, **_more: object) -> bool:
    async with database.engine.connect() as connection:
        if database.is_sqlite:
            await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await alone.exec_driver_sql("VACUUM pulse_answers, pulses, draft_ratings, assessment_raters")
    return True


@contextlib.contextmanager
def _plain() -> Iterator[None]:
    """Answers as they were kept before they were sealed."""
    with contextlib.ExitStack() as stack:
        for where, name, instead in (
            (pulse_rows, "keep_answer", _keep),
            (pulse_rows, "keep_asked", _keep_asked),
            (pulse_rows, "asked_people", _asked),
            (pulse_rows, "count_answers", _count),
            (pulse_rows, "forget_answers", _forget),
            (sealed_answers, "begin", _begin),
            (Database, "clear_remains", _clear),
        ):
            stack.enter_context(mock.patch.object(where, name, instead))
        yield


class Costs:
    """Milliseconds of single taps and closes."""

    def __init__(self) -> None:
        self.taps: list[float] = []
        self.closes: list[float] = []


async def _one(context: AppContext, network: Network, number: int, costs: Costs) -> None:
    """Ask the network's question, answer it, and close it."""
    service, database = PulseService(context), context.database

    def asker(place: int) -> Asker:
        return Asker(network.workspace_id, statewide.person_of(number, place))

    item = context.instrument.items[0].key
    pulse_id = (await service.start(asker(0), network.id, item, NOW)).pulse_id
    for place in ANSWERERS:
        started = time.perf_counter()
        await service.answer(asker(place), pulse_id, 1 + place % 4, NOW + timedelta(hours=1))
        costs.taps.append((time.perf_counter() - started) * 1000)
    started = time.perf_counter()
    async with database.write(routine=True) as session:
        locked = await network_rows.lock(session, network.workspace_id, network.id)
        place_ = await network_context(context, session, locked)
        pulse = await pulse_rows.to_close(session, network.id, pulse_id)
        assert pulse is not None
        await close(session, place_, context.instrument, pulse, NOW + timedelta(days=6))
    costs.closes.append((time.perf_counter() - started) * 1000)
    assert pulse.status == "published"


async def _give_schools(database: Database) -> None:
    """A school for each leader, since a school is heard once."""
    async with database.write() as session:
        for held in (await session.scalars(select(Membership))).all():
            school = School(workspace_id=held.workspace_id, name=f"School {held.id}")
            session.add(school)
            await session.flush()
            held.school_id = school.id


async def _measure(url: str) -> tuple[Costs, Costs]:
    """(plain, sealed)"""
    async with _opened(url) as context:
        networks = await statewide.load(context.database, 2 * QUESTIONS, NOW)
        await _give_schools(context.database)
        plain, sealed = Costs(), Costs()
        for number, network in enumerate(networks):
            with _plain() if number % 2 == 0 else contextlib.nullcontext():
                await _one(context, network, number, plain if number % 2 == 0 else sealed)
    return plain, sealed


@contextlib.asynccontextmanager
async def _opened(url: str) -> AsyncIterator[AppContext]:
    database = Database(url, answer_keys=[new_key()])
    messenger = QuickMessenger(VirtualClock(NOW.timestamp()))
    try:
        yield AppContext(database, messenger, load_instruments, load_calendar, Directory(database))
    finally:
        await database.close()


@contextlib.contextmanager
def _sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as directory:
        url = f"sqlite:///{Path(directory) / 'sealing.db'}"
        build_template(url)
        yield url


def _middle(costs: Sequence[float]) -> float:
    """What the quickest tenth took at most: the others say more about what else the machine does."""
    return sorted(costs)[len(costs) // 10]


def report() -> tuple[str, bool]:
    """(the table, whether tap and close cost at most MOST times what they cost without sealing)"""
    rows, within = [], True
    with postgres() as server:
        for name, fresh in (("SQLite", _sqlite), ("PostgreSQL", server.fresh_database)):
            with fresh() as url:
                plain, sealed = asyncio.run(_measure(url))
            for what, before, after in (("tap", plain.taps, sealed.taps), ("close", plain.closes, sealed.closes)):
                ratio = _middle(after) / _middle(before)
                within = within and ratio <= MOST
                rows.append((name, what, f"{_middle(before):.1f}", f"{_middle(after):.1f}", f"{ratio:.2f}"))
    return table(HEADINGS, rows), within


if __name__ == "__main__":
    print(circumstances())
    text, good = report()
    print(f"\n{text}")
    sys.exit(0 if good else 1)
