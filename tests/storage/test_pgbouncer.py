"""Behind pgbouncer, which gives each transaction any of its connections, and refuses what it does not know."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url, text

from services.delivery import outbox
from services.delivery.engine import DeliveryService
from storage import networks
from storage.database import Database
from storage.postgres import SETTINGS
from storage.wakeups import listen
from tests.house import START, open_house
from tests.loading import person_id
from tests.postgres import PostgresServer
from tests.services.announcing import ANNOUNCEMENTS

PGBOUNCER = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
CONFIG = """
[databases]
* = host={host} port={port} user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen_port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 3
query_wait_timeout = 20
logfile = {directory}/log
pidfile = {directory}/pid
"""


@pytest.fixture
def pooled(postgres: PostgresServer) -> Iterator[str]:
    """The URL of a fresh migrated database behind the real pgbouncer, in the mode that keeps nothing of a session."""
    if PGBOUNCER is None:
        pytest.skip("needs pgbouncer: apt-get install pgbouncer")
    with postgres.fresh_database() as url, tempfile.TemporaryDirectory(prefix="cop-pgbouncer-") as name:
        there, directory = make_url(url), Path(name)
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            port = found.getsockname()[1]
        config = directory / "pgbouncer.ini"
        host, at = str(there.query.get("host") or there.host), there.query.get("port") or there.port or 5432
        user = there.username or "postgres"
        config.write_text(CONFIG.format(host=host, port=at, user=user, listen_port=port, directory=directory))
        command = [PGBOUNCER, "-q", str(config)]
        if postgres.system_user is not None:  # it refuses to run as root, too
            shutil.chown(directory, postgres.system_user)
            directory.chmod(0o755)
            command[1:1] = ["-u", postgres.system_user]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            address = f"postgresql://{user}@127.0.0.1:{port}/{there.database}"
            _wait_for(address, process)
            yield address
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(10)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(20):
        try:
            psycopg.connect(address, connect_timeout=5).close()
        except psycopg.OperationalError:
            assert process.poll() is None, "pgbouncer did not start"
            time.sleep(0.1)
        else:
            return
    raise AssertionError("pgbouncer does not answer")


async def test_the_house_lives_behind_it(pooled: str) -> None:
    async with open_house(pooled, START, weekly_pulse=True) as house:
        await house.go_to("2026-04-28 12:00")
        assert sum("Term 2 has started" in m["text"] for m in house.channel()) == 1
        assert len(house.channel()) == 2, "the term's meeting, and the week's question"


async def test_many_at_once_send_each_message_once(pooled: str) -> None:
    """More transactions than the pooler has connections, each statement more often than the driver prepares it."""
    async with open_house(pooled, START, strict_rate_limits=False) as house:
        services = [DeliveryService(house.services.app, ANNOUNCEMENTS, f"worker {n}") for n in range(4)]
        async with house.database.write() as session:
            for name in ("Merri-bek", "Moonee Valley"):
                network = await networks.by_name(session, name)
                assert network is not None
                for number in range(12):
                    outbox.post_to_people(
                        session, network, "test.words", {"word": f"{name} {number}"}, [person_id("ULEE")], now=house.now
                    )
        for _ in range(60):
            await asyncio.gather(*(service.deliver_one(house.now) for service in services))
            house.world.clock.advance(1)
        said = [m["text"] for m in house.dm("ULEE")]
        assert len(said) == len(set(said)) == 24


async def test_each_transaction_is_set_up_anew(pooled: str) -> None:
    database = Database(pooled)
    try:
        for _ in range(3):
            async with database.read() as session:
                for name, value in SETTINGS.items():
                    shown = await session.scalar(text(f"SHOW {name}"))
                    assert shown in (value, "1min"), f"{name}, though the server has it otherwise"
    finally:
        await database.close()


async def test_a_worker_behind_it_does_not_wait_for_what_never_comes(pooled: str) -> None:
    database = Database(pooled)
    try:
        await asyncio.wait_for(listen(database, lambda: None), 5)
    finally:
        await database.close()


async def test_without_it_a_connection_is_set_up_once(postgres: PostgresServer) -> None:
    with postgres.fresh_database() as url:
        database = Database(url)
        try:
            async with database.read() as session:
                assert await session.scalar(text("SHOW synchronous_commit")) == "on"
                driver = (await (await session.connection()).get_raw_connection()).driver_connection
                assert driver is not None
                assert driver.prepare_threshold is not None, "statements are prepared, as is quicker"
        finally:
            await database.close()
