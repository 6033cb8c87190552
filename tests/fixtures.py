"""The house that tests live in: the real bot over HTTP, a real database, and the local workspace as Slack."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, settings

from services.peer_reviews import planning
from tests import turns
from tests.dialects import OnePostgreSQL, keep_statements, set_sqlite_up
from tests.handed_in import end_servers_at_once
from tests.house import START, House, asked_for, build_template, open_house
from tests.in_the_loop import sqlite_in_the_loop
from tests.postgres import PostgresServer, alone
from tests.undrawn import undrawn

if TYPE_CHECKING:
    from playwright.async_api import Browser

# Hundreds of houses are built and left: looking for cycles less often makes the suite an eighth quicker.
gc.set_threshold(100_000, 50, 50)
keep_statements()
set_sqlite_up()
end_servers_at_once()
# No example has to be quick: the machine may have other things to do.
settings.register_profile("ours", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ours")
# However busy the machine is, a click waits for its proposal.
planning.PATIENCE = 60.0


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A PostgreSQL of our own, with a migrated template database.

    Not under pytest's temporary folder: that is closed to others, and as root the server runs as somebody else.
    """
    with tempfile.TemporaryDirectory(prefix="cop-postgres-") as directory:
        server = PostgresServer(Path(directory), shared(tmp_path_factory) / "postgres")
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy."""
    path = shared(tmp_path_factory) / "template.db"
    with alone(path) as made:
        if not made:
            build_template(f"sqlite:///{path}")
    return path


def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run know."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The Chromium of this machine, for files with the marks `in_a_browser`. Starting one costs a second."""
    from tests.in_a_browser import started

    async with started() as browser:
        yield browser


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh migrated database, on SQLite and on PostgreSQL; what is drawn meanwhile stays white."""
    node = request.node
    is_drawn = turns.everything() or any(map(node.get_closest_marker, ("drawn", "browser")))
    with nullcontext() if is_drawn else undrawn(), ExitStack() as stack:
        if request.param == "sqlite":
            path = tmp_path / "test.db"
            shutil.copy(request.getfixturevalue("sqlite_template"), path)
            if not turns.asks_as_the_bot_does(node):
                stack.enter_context(sqlite_in_the_loop())
            yield f"sqlite:///{path}"
        else:
            server: PostgresServer = request.getfixturevalue("postgres")
            url = stack.enter_context(server.fresh_database())
            if not turns.asks_as_the_bot_does(node):
                stack.enter_context(OnePostgreSQL.keep_connections())
            yield url


@pytest.fixture
async def house(database_url: str, request: pytest.FixtureRequest) -> AsyncIterator[House]:
    """The sample networks, their people, and the bot, at START; nothing has been posted yet.

    The networks have their weekly questions where the test carries the mark `weekly_pulse`, and Moonee Valley keeps its
    calendar where it carries `both_networks`.
    """
    async with open_house(database_url, START, **asked_for(request)) as found:
        yield found
