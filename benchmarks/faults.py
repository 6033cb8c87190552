"""The statewide opening of a self-assessment under fire: `python -m benchmarks.faults [--seeds 100] [--first 1]`.

Three worker processes share one PostgreSQL and speak over HTTP with the practice workspace (or, with `--chat teams`,
the practice tenant), while a dice kills workers (SIGKILL) and starts others, breaks connections before and after the
chat accepted, answers 429, 500 and half a document, and restarts PostgreSQL. The clock runs through 3 am on 4 April
2027, when daylight saving ends, and on to 8:30 am on 12 April, when 57 networks open their self-assessments by
themselves: a channel post and eight direct messages each. On both days each channel and some direct conversations get
numbered lines, to see their order.

Teams shows a bot no history, so what is in doubt is sent again (docs/operations.md, "What may stand twice"). There
somebody clicks on each message that stands twice and has a button, as people do sooner or later; such a one counts as
healed when the younger is gone then. Those without a button stand twice for good, and count as promised where the bot
was in doubt about them, and no more often than it tried.

Prints a line a seed; exits 1 where a message was lost, came twice without that, or came out of order (or before its
time).
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import multiprocessing
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import or_, select, text, update
from sqlalchemy.exc import DBAPIError

from benchmarks import statewide
from benchmarks.fault_chats import STORMS, UNHEARD, Ground, ground, place_of
from benchmarks.fault_outcome import HEADINGS, MELBOURNE, OPENS, Cost, Outcome, each_once, judge_conversation
from benchmarks.fault_worker import LINE, OURS, Sender
from benchmarks.shared_clock import SharedClock
from services.delivery.outbox import post_in_channel, post_to_people
from storage import occasions
from storage.database import NEW_WORK, Database
from storage.models import Delivery, Network
from tests.postgres import PostgresServer

CLOCKS_GO_BACK = datetime(2027, 4, 4, 2, 59, 59, tzinfo=MELBOURNE).astimezone(UTC) + timedelta(seconds=1)
HORIZON = OPENS + timedelta(hours=8)
"""What falls due later (reminders, say) is not waited for."""
WORKERS = 3
SPEED = 6.0
"""How much faster than real time the clock runs; a lease of 60 s is then 10 real ones."""
LINES = 3
DIRECT_LINES = 2
MOST_SECONDS = 180.0
"""Real seconds without a new message after which a seed counts as stuck: what is not there by then is lost."""
OPENED, ASKED = "assessments.opened", "assessments.ask"
JUDGED = {OPENED, ASKED, LINE}
"""Kinds of messages that each conversation is held to; of the others it is enough that they were shown."""
FORKS = multiprocessing.get_context("forkserver")


@dataclass
class Crew:
    """The worker processes, of which some die."""

    values: dict[str, Any]
    clock: SharedClock
    sender: Sender
    processes: list[BaseProcess] = field(default_factory=list)
    kills: int = 0
    restarts: int = 0
    numbers: Iterator[int] = field(default_factory=count)

    def hire(self, name: str | None = None) -> None:
        """name: the place that the worker takes over; without one it takes a new place."""
        name = name or f"worker-{next(self.numbers)}"
        process = FORKS.Process(target=self.sender.work, args=(self.values, self.clock, name), name=name, daemon=True)
        process.start()
        self.processes.append(process)

    def kill_one(self, dice: random.Random) -> None:
        """A power cut for one of them; another takes its place."""
        victim = dice.choice(self.processes)
        victim.kill()
        victim.join()
        self.processes.remove(victim)
        self.kills += 1
        self.hire(victim.name if self.sender.takes_places else None)

    def alive(self, name: str) -> bool:
        """Whether the worker of that name in a claim is one of the living."""
        return any(f":{process.pid}:" in name for process in self.processes)

    def dismiss(self) -> None:
        for process in self.processes:
            process.kill()
            process.join()


async def run_seed(
    seed: int,
    server: PostgresServer,
    networks: int = statewide.NETWORKS,
    sender: Sender = OURS,
    *,
    calm: bool = False,
    chat: str = "slack",
) -> Outcome:
    """One run, from an empty database to silence. calm: nothing goes wrong, and the clock runs in real time."""
    outcome, dice, started = Outcome(seed), random.Random(seed), time.monotonic()
    clock = SharedClock((CLOCKS_GO_BACK - timedelta(seconds=10)).timestamp(), 1.0 if calm else SPEED)
    with server.fresh_database() as url:
        async with ground(chat, clock, networks, url) as chats, _database(url) as database:
            await asyncio.to_thread(sender.prepare, url, clock)
            await _prepare(database, networks, chat)
            crew = Crew({"database_url": url, **chats.settings}, clock, sender)
            for _ in range(WORKERS):
                await asyncio.to_thread(crew.hire)
            if not calm:
                chats.faults.storm(seed, **STORMS[chat])
            try:
                await _talk(database, networks, range(1), dice, clock)
                await _under_fire(server, database, crew, dice, 0 if calm else 2)
                # An hour early a bot would open that had forgotten the change.
                clock.set((OPENS - timedelta(hours=1, seconds=5)).timestamp())
                await _look_at_all(database)
                await asyncio.sleep(10 / clock.speed)
                before = await _spent(database, server, crew, chats)
                clock.set((OPENS - timedelta(seconds=5)).timestamp())
                await _talk(database, networks, range(1, LINES), dice, clock)
                await _under_fire(server, database, crew, dice, 0 if calm else dice.randint(5, 9))
                await _until_silent(database, crew, chats)
                outcome.healed = await chats.heal(await _known(database))
                if outcome.healed:
                    await _until_silent(database, crew, chats)
                if calm:
                    outcome.cost = (await _spent(database, server, crew, chats)).since(before)
            finally:
                await asyncio.to_thread(crew.dismiss)
            outcome.kills, outcome.faults, outcome.restarts = crew.kills, len(chats.faults.struck), crew.restarts
            outcome.unheard = sum(kind in UNHEARD for _, kind in chats.faults.struck)
            await _judge(database, chats, networks, outcome)
    outcome.seconds = round(time.monotonic() - started, 1)
    return outcome


@contextlib.asynccontextmanager
async def _database(url: str) -> AsyncIterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        await database.close()


async def _prepare(database: Database, networks: int, chat: str) -> None:
    """Networks that open on the first school day after the change."""
    columns = {
        "weekly_pulse": False,
        "assessment_dates": {"2027-S1": {"opens": "2027-04-12", "closes": "2027-04-30"}},
    }
    await statewide.load(database, networks, CLOCKS_GO_BACK - timedelta(days=2), columns, where=place_of(chat))


async def _talk(database: Database, networks: int, words: range, dice: random.Random, clock: SharedClock) -> None:
    """Queue numbered lines in every channel and to one leader each, a few networks at a time."""
    async with database.read() as session:
        found = (await session.scalars(select(Network).order_by(Network.id))).all()
    orders = [(number, word) for word in words for number in range(networks)]
    for start in range(0, len(orders), 40):
        async with database.write() as session:
            for number, word in orders[start : start + 40]:
                now = clock.moment()
                post_in_channel(session, found[number], LINE, {"word": word}, now=now)
                if word < DIRECT_LINES:
                    person = [statewide.person_of(number, 0)]
                    post_to_people(session, found[number], LINE, {"word": word}, person, now=now)
                await session.flush()
        await asyncio.sleep(dice.uniform(0, 0.05))


async def _under_fire(server: PostgresServer, database: Database, crew: Crew, dice: random.Random, kills: int) -> None:
    """Kill so many workers, and restart PostgreSQL once, at random moments."""
    restart_at = dice.randrange(kills) if kills else None
    for number in range(kills):
        await asyncio.sleep(dice.uniform(0.1, 0.8))
        if number == restart_at:
            await asyncio.to_thread(server.restart, crash=dice.random() < 0.5)
            crew.restarts += 1
        await asyncio.to_thread(crew.kill_one, dice)
        await _skip_waiting(database, crew)


async def _until_silent(database: Database, crew: Crew, chats: Ground) -> None:
    shown, patience = -1, time.monotonic() + MOST_SECONDS
    while not await _skip_waiting(database, crew) and time.monotonic() < patience:
        await asyncio.sleep(0.1)
        if shown < (shown := _count(chats)):
            patience = time.monotonic() + MOST_SECONDS


def _count(chats: Ground) -> int:
    return sum(len(said) for said in chats.said({}).values())


async def _skip_waiting(database: Database, crew: Crew) -> bool:
    """Move the clock on where only dead workers' claims and back-offs are waited for; True where nothing waits.

    A step is well within a lease, so that no living worker loses a claim by it.
    """
    now = crew.clock.moment()
    try:
        async with database.read() as session:
            waiting = await crew.sender.waiting(session)
            check = now if await occasions.is_check_due(session, now) else await occasions.earliest_check(session)
    except DBAPIError:
        return False  # the server is being restarted
    following = min(moment for moment in (waiting.due, check, HORIZON + timedelta(days=1)) if moment is not None)
    if following > HORIZON:
        return True
    if following > now + timedelta(seconds=2) and not any(crew.alive(name) for name in waiting.holders):
        crew.clock.advance(min((following - now).total_seconds(), 20.0))
    return False


async def _spent(database: Database, server: PostgresServer, crew: Crew, chats: Ground) -> Cost:
    """All that has been said and spent so far."""
    async with database.read() as session:
        done = await session.scalar(
            text("SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()")
        )
    times = [psutil.Process(process.pid).cpu_times() for process in crew.processes]
    return Cost(
        messages=_count(chats),
        workers=sum(each.user + each.system for each in times),
        database=postgres_seconds(server),
        transactions=int(done or 0),
        seconds=time.monotonic(),
    )


def postgres_seconds(server: PostgresServer) -> float:
    """CPU seconds that the server's processes have used, those that ended included."""
    first = psutil.Process(server.pid)
    times = [process.cpu_times() for process in (first, *first.children())]
    used: float = sum(each.user + each.system for each in times) + times[0].children_user + times[0].children_system
    return used


async def _look_at_all(database: Database) -> None:
    """Have every network looked at again."""
    async with database.write() as session:
        await session.execute(update(Network).values(next_check_at=None))
        session.info[NEW_WORK] = True


async def _known(database: Database) -> dict[tuple[str, str], str]:
    """Where the bot knows its messages to stand."""
    async with database.read() as session:
        rows = await session.execute(
            select(Delivery.posted_channel, Delivery.posted_ts, Delivery.id).where(Delivery.operation == "post")
        )
        return {(str(channel), str(ts)): str(id_) for channel, ts, id_ in rows}


async def _judge(database: Database, chats: Ground, networks: int, outcome: Outcome) -> None:
    """Hold what the chat shows against what the scenario demands; the outbox is asked for the kinds of messages, and
    how often it was in doubt about each."""
    async with database.read() as session:
        divided = select(Delivery.part_of).where(Delivery.part_of.is_not(None))
        rows = await session.execute(
            select(Delivery.id, Delivery.kind, Delivery.attempts, Delivery.in_doubt)
            .where(or_(Delivery.status != "pending", Delivery.due_at <= HORIZON))
            # An update shows as the message that it updates, and what went to several as what went to each.
            .where(Delivery.operation.not_in(("update", "delete")), Delivery.id.not_in(divided))
        )
        found = rows.all()
    kinds = {str(row.id): str(row.kind) for row in found}
    tries = {str(row.id): int(row.attempts) for row in found if row.in_doubt}
    shown = chats.said(await _known(database))
    outcome.messages = sum(len(said) for said in shown.values())
    missing = set(kinds) - {one.delivery for said in shown.values() for one in said}
    outcome.lost = sum(kinds[delivery_id] not in JUDGED for delivery_id in missing)
    if missing:
        await _tell_of(database, missing)
    for number in range(networks):
        judge_conversation(shown.pop(chats.channel_of(number), []), kinds, tries, (OPENED, LINES), outcome)
        for place in range(len(statewide.LEADERS)):
            expected = (ASKED, DIRECT_LINES if place == 0 else 0)
            judge_conversation(shown.pop(chats.direct_with(number, place), []), kinds, tries, expected, outcome)
    for said in shown.values():
        each_once(said, tries, outcome)


async def _tell_of(database: Database, missing: set[str]) -> None:
    """Say what the outbox thinks of messages that nobody was shown."""
    columns = [column for column in Delivery.__table__.columns if column.name != "about"]
    async with database.read() as session:
        rows = await session.execute(select(*columns).where(Delivery.id.in_(list(missing)[:20])))
        for row in rows.mappings():
            print({name: str(value) for name, value in row.items() if value not in (None, "")}, file=sys.stderr)


def preload(*senders: Sender) -> None:
    """Have all that the workers read read once, before the first of them starts."""
    FORKS.set_forkserver_preload(["benchmarks.fault_reading", *(sender.work.__module__ for sender in senders)])


@contextlib.contextmanager
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL of our own for the trials, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="faults", ignore_cleanup_errors=True) as directory:
        Path(directory).chmod(0o755)
        server = PostgresServer(Path(directory), Path(directory) / "made")
        try:
            yield server
        finally:
            server.stop()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--networks", type=int, default=statewide.NETWORKS)
    parser.add_argument("--chat", choices=sorted(STORMS), default="slack")
    options = parser.parse_args()
    preload(OURS)
    print("| " + " | ".join(HEADINGS) + " |")
    print("|" + " ---: |" * len(HEADINGS))
    clean = True
    with postgres() as server:
        for seed in range(options.first, options.first + options.seeds):
            outcome = asyncio.run(run_seed(seed, server, options.networks, chat=options.chat))
            clean = clean and outcome.clean
            print("| " + " | ".join(str(value) for value in outcome.row) + " |", flush=True)
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main())
