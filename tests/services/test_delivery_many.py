"""Many workers on one database: order, turns, pace, leases, waking, and a cost that does not grow with the queue."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from sqlalchemy import event, select, text, update

from domain.rate_limits import TokenBucket
from prompts.instrument import load_instruments
from services.context import AppContext
from services.delivery import outbox
from services.delivery.engine import LEASE, DeliveryService
from services.directory import Directory
from services.schedule import CHECK_LEASE, Due, OccasionContext, ScheduleService
from storage import deliveries, occasions
from storage import rate_limits as gates
from storage.calendars import load_calendar
from storage.database import Database
from storage.models import Delivery, Network, Occasion, Workspace
from storage.wakeups import listen
from tests.postgres import PostgresServer
from tests.services.announcing import ANNOUNCEMENTS
from tests.services.speaking import Remembering
from tests.turns import everything

NOW = datetime(2026, 4, 20, 8, 30, tzinfo=UTC)


class Company:
    """Several workers, each with a database pool of its own, and networks to speak to."""

    def __init__(self, url: str, messenger: Remembering) -> None:
        self.url = url
        self.messenger = messenger
        self.database = Database(url)
        self.others: list[Database] = []

    def context(self) -> AppContext:
        database = Database(self.url)
        self.others.append(database)
        return AppContext(database, self.messenger, load_instruments, load_calendar, Directory(database))

    def worker(self, name: str) -> DeliveryService:
        return DeliveryService(self.context(), ANNOUNCEMENTS, name)

    async def network(self, name: str, workspace: str = "T1") -> Network:
        async with self.database.write() as session:
            home = await session.scalar(select(Workspace).where(Workspace.slack_id == workspace))
            if home is None:
                home = Workspace(slack_id=workspace, name=workspace)
                session.add(home)
                await session.flush()
            network = Network(workspace_id=home.id, name=name, channel_id=f"C{name}", created_at=NOW)
            session.add(network)
        return network

    async def post(self, network: Network, words: int) -> list[str]:
        async with self.database.write() as session:
            return [
                str(outbox.post_in_channel(session, network, "test.words", {"word": word}, now=NOW))
                for word in range(words)
            ]

    async def close(self) -> None:
        for database in (self.database, *self.others):
            await database.close()


@asynccontextmanager
async def _company(url: str, messenger: Remembering) -> AsyncIterator[Company]:
    company = Company(url, messenger)
    try:
        yield company
    finally:
        await company.close()


@pytest.fixture
async def company(database_url: str) -> AsyncIterator[Company]:
    async with _company(database_url, Remembering(0.01)) as found:
        yield found


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """For what only several processes on PostgreSQL can do."""
    with postgres.fresh_database() as url:
        yield url


async def _until_quiet(worker: DeliveryService, moments: int, now: datetime = NOW) -> None:
    for second in range(moments):
        while await worker.deliver_one(now + timedelta(seconds=second)):
            pass
        await asyncio.sleep(0)


async def test_twelve_workers_keep_each_channel_in_order_and_say_everything_once(company: Company) -> None:
    words, seconds = (8, 24) if everything() else (5, 12)
    expected = {}
    for name in ("A", "B", "C", "D"):
        network = await company.network(name)
        expected[f"C{name}"] = await company.post(network, words)
    workers = [company.worker(f"worker {number}") for number in range(12)]
    for second in range(seconds):  # one clock for all: none may run ahead of a lease that another holds
        await asyncio.gather(*(_until_quiet(worker, 1, NOW + timedelta(seconds=second)) for worker in workers))
    said = defaultdict(list)
    for channel_id, delivery_id in company.messenger.said:
        said[channel_id].append(delivery_id)
    assert said == expected


async def test_the_second_row_of_a_lane_is_not_claimed_while_the_first_is_being_claimed(postgres_url: str) -> None:
    async with _company(postgres_url, Remembering()) as company:
        first, _second = await company.post(await company.network("A"), 2)
        other = company.worker("other")
        async with company.database.write() as session:
            claimed = await deliveries.claim_next(session, NOW, "me", LEASE)
            assert claimed is not None
            assert claimed.id == first
            racing = asyncio.create_task(other.deliver_one(NOW))
            await asyncio.sleep(0.2)  # it is in the midst of claiming now
        assert not await racing
        assert company.messenger.said == []


async def test_a_row_queued_while_the_lane_is_being_settled_is_not_forgotten(postgres_url: str) -> None:
    async with _company(postgres_url, Remembering()) as company:
        network = await company.network("A")
        await company.post(network, 1)
        company.messenger.gate.clear()
        worker = company.worker("one")
        sending = asyncio.create_task(worker.deliver_one(NOW))
        await company.messenger.reached.wait()
        async with company.database.write() as session:
            outbox.post_in_channel(session, network, "test.words", {"word": 2}, now=NOW)
            await session.flush()  # written, not committed: nobody else can see it
            company.messenger.gate.set()
            await sending
        await _until_quiet(worker, 3)
        assert len(company.messenger.said) == 2


async def test_workspaces_take_turns_whatever_one_of_them_has_waiting(company: Company) -> None:
    big = [await company.network(f"big {number}", "T1") for number in range(30)]
    small = [await company.network(f"small {number}", "T2") for number in range(3)]
    for network in (*big, *small):
        await company.post(network, 1)
    worker = company.worker("one")
    for _ in range(6):
        assert await worker.deliver_one(NOW)
    assert sum(channel.startswith("Csmall") for channel, _ in company.messenger.said) == 3


async def test_waiting_as_asked_in_one_workspace_delays_no_other(company: Company) -> None:
    for number in range(5):
        await company.post(await company.network(f"big {number}", "T1"), 1)
        await company.post(await company.network(f"small {number}", "T2"), 1)
    company.messenger.limited = {f"Cbig {number}" for number in range(5)}
    worker = company.worker("one")
    await _until_quiet(worker, 1)
    assert len(company.messenger.said) == 5
    async with company.database.read() as session:
        tried = await session.scalars(select(Delivery.channel_id).where(Delivery.first_tried_at.is_not(None)))
        assert sum(str(channel).startswith("Cbig") for channel in tried) == 1, "one refusal speaks for all"
    company.messenger.limited.clear()
    await _until_quiet(worker, 10, NOW + timedelta(seconds=30))
    assert len(company.messenger.said) == 10


async def test_a_flood_goes_at_the_pace_that_slack_takes(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(gates.PACES, gates.POST, TokenBucket(per_minute=60, burst=10))
    network = await company.network("A")
    async with company.database.write() as session:
        for number in range(13):
            outbox.post_to_people(session, network, "test.words", {"word": number}, [f"U{number}"], now=NOW)
    worker = company.worker("one")
    await _until_quiet(worker, 1)
    assert len(company.messenger.said) == 10
    assert await worker.next_due() == NOW + timedelta(seconds=1)
    await _until_quiet(worker, 4)
    assert len(company.messenger.said) == 13


async def test_a_slow_message_is_kept_by_renewing_its_claim(company: Company) -> None:
    await company.post(await company.network("A"), 1)
    company.messenger.gate.clear()
    slow, other = company.worker("slow"), company.worker("other")
    sending = asyncio.create_task(slow.deliver_one(NOW))
    await company.messenger.reached.wait()
    for seconds in range(40, 300, 40):
        await slow.renew(NOW + timedelta(seconds=seconds))
        async with asyncio.timeout(30):
            assert not await other.deliver_one(NOW + timedelta(seconds=seconds + 39))
    company.messenger.gate.set()
    await sending
    assert len(company.messenger.said) == 1


async def test_a_worker_that_stopped_renewing_is_broken_off_and_another_takes_over(company: Company) -> None:
    await company.post(await company.network("A"), 1)
    company.messenger.gate.clear()
    stuck, other = company.worker("stuck"), company.worker("other")
    sending = asyncio.create_task(stuck.deliver_one(NOW))
    await company.messenger.reached.wait()
    company.messenger.reached.clear()
    later = NOW + LEASE + timedelta(seconds=1)
    taking_over = asyncio.create_task(other.deliver_one(later))
    await company.messenger.reached.wait()
    await stuck.renew(later)
    assert await sending
    company.messenger.gate.set()
    assert await taking_over
    assert len(company.messenger.said) == 1


async def test_a_commit_wakes_the_workers_of_other_processes_and_so_after_a_lost_connection(postgres_url: str) -> None:
    async with _company(postgres_url, Remembering()) as company:
        network = await company.network("A")
        woken = asyncio.Event()
        listening = asyncio.create_task(listen(company.database, woken.set))
        try:
            await asyncio.wait_for(woken.wait(), 30)
            woken.clear()
            await company.post(network, 1)
            await asyncio.wait_for(woken.wait(), 30)
            woken.clear()
            _end_listening_connections(postgres_url)
            await asyncio.wait_for(woken.wait(), 30)
            woken.clear()
            await company.post(network, 1)
            await asyncio.wait_for(woken.wait(), 30)
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


def _end_listening_connections(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE query LIKE 'LISTEN%' AND datname = current_database()"
        )


class Opening:
    """A planner of one occasion, due at NOW, that says one thing; counts how often it was carried out."""

    def __init__(self) -> None:
        self.fired: list[int] = []

    async def plan(self, *arguments: object) -> list[Due]:
        await asyncio.sleep(0.01)
        return [Due("test.open", "once", NOW, NOW + timedelta(days=1), "opens")]

    async def fire(self, occasion: OccasionContext) -> None:
        await asyncio.sleep(0.01)
        self.fired.append(occasion.network_ctx.network.id)
        outbox.post_in_channel(
            occasion.session, occasion.network_ctx.network, "test.words", {"word": 1}, now=occasion.now
        )

    def service(self, context: AppContext) -> ScheduleService:
        return ScheduleService(context, [self.plan], {"test.open": self.fire})


async def test_workers_that_tick_at_once_carry_each_occasion_out_once(company: Company) -> None:
    networks = [await company.network(f"N{number}") for number in range(6)]
    opening = Opening()
    services = [opening.service(company.context()) for _ in range(5)]
    after = NOW + timedelta(seconds=1)
    for _ in range(2):
        await asyncio.gather(*(service.tick(after) for service in services))
    assert sorted(opening.fired) == [network.id for network in networks]
    async with company.database.read() as session:
        assert len((await session.scalars(select(Occasion))).all()) == 6
        assert len((await session.scalars(select(Delivery))).all()) == 6


@pytest.mark.parametrize("changed", [False, True], ids=["each claim had run out", "and a change asked for a look"])
async def test_even_several_looks_at_one_network_at_once_carry_it_out_once(company: Company, changed: bool) -> None:
    network = await company.network("A")
    opening = Opening()
    services = [opening.service(company.context()) for _ in range(4)]
    looks = [await each._claim(NOW + 2 * CHECK_LEASE * number) for number, each in enumerate(services, 1)]
    assert all(looks)
    if changed:
        async with company.database.write() as session:
            await session.execute(update(Network).values(next_check_at=None))
    await asyncio.gather(
        *(each._carry_all_out(look) for each, look in zip(services, looks, strict=True) if look is not None)
    )
    assert opening.fired == [network.id]


async def test_a_change_during_a_look_is_looked_at_again(company: Company) -> None:
    network = await company.network("A")
    claimed_until = NOW + timedelta(minutes=5)
    async with company.database.write() as session:
        claimed = await occasions.claim_check(session, NOW, claimed_until)
    assert claimed is not None
    assert claimed[0].id == network.id
    async with company.database.write() as session:
        await session.execute(update(Network).values(next_check_at=None))
    async with company.database.write() as session:
        await occasions.set_next_check(session, network.id, claimed_until, NOW + timedelta(days=1))
    async with company.database.read() as session:
        assert await occasions.is_check_due(session, NOW)


async def test_claims_read_no_table_from_end_to_end(company: Company) -> None:
    """The plans of a claim and its record use the indexes, with 1,000 rows sent and 1,000 waiting."""
    network = await company.network("A")
    async with company.database.write() as session:
        for number in range(2000):
            lane = f"U{number % 500}"
            outbox.post_to_people(session, network, "test.words", {"word": number}, [lane], now=NOW)
    async with company.database.write() as session:
        await session.execute(update(Delivery).where(Delivery.number <= 1000).values(status="sent"))
    async with company.database.engine.begin() as connection:
        await connection.execute(text("ANALYZE"))
    plans = await _plans_of_a_message(company)
    assert len(plans) == 7, "gate, lane, front; lane and row, row, lane; and when to look again"
    for plan in plans:
        for table in ("deliveries", "lanes"):
            assert f"Seq Scan on {table}" not in plan, plan
            assert f"SCAN {table}\n" not in plan + "\n", plan
        # Only settling sorts: the few rows up to the first that is due.
        assert "TEMP B-TREE" not in plan or "front" in plan, plan


async def _plans_of_a_message(company: Company) -> list[str]:
    """What the database says it does for each statement on deliveries and lanes while one message goes out."""
    queries: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
        if "lanes" in statement or "deliveries" in statement:
            queries.append((statement, parameters))

    context = company.context()
    worker = DeliveryService(context, ANNOUNCEMENTS, "worker")
    event.listen(context.database.engine.sync_engine, "before_cursor_execute", note)
    assert await worker.deliver_one(NOW)
    assert await worker.next_due() is not None
    plans = []
    explain = "EXPLAIN QUERY PLAN " if company.database.is_sqlite else "EXPLAIN "
    async with company.database.engine.connect() as connection:
        for statement, parameters in queries:
            rows = await connection.exec_driver_sql(explain + statement, parameters)  # type: ignore[arg-type]
            plans.append("\n".join(str(row[-1]) for row in rows))
    return plans
