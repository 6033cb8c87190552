"""A new version rolls out while the old one serves: the migrations that leave something behind, under the code of
before the first of them, or else the newest one; and then that is finished.

The old code is the commit before that migration. A copy of the project without its history has no old code; there
these tests are not there either.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text

from bot import sample
from practice.clock import VirtualClock
from practice.slack.hub import Hub
from practice.slack.person import Person
from practice.slack.server import Running, running
from practice.slack.world import World
from storage.database import Database
from storage.leaving import LEAVING
from storage.migrate import alembic_config, is_current, is_usable, unfinished
from tests.house import BOT_TOKEN, MANIFEST, SIGNING_SECRET, people_the_world
from tests.postgres import PostgresServer
from tests.processes import ROOT, bot_process, environment, free_port, until, until_ready

pytestmark = pytest.mark.long

VERSIONS = Path("storage/migrations/versions")
CHOSEN = (
    "tests/handlers/test_sent_twice.py",
    "tests/services/test_delivery.py::test_a_message_goes_out_once_with_its_delivery_id_as_metadata",
)
"""Tests of the old code that go through all layers, on both databases."""


def _git(*words: str) -> str:
    """What git says, or nothing where there is no git or no history."""
    try:
        return subprocess.run(["git", "-C", str(ROOT), *words], check=True, capture_output=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return ""


def _first_new_migration() -> Path:
    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    number = min((leaving.revision for leaving in LEAVING), default=head)
    [found] = (ROOT / VERSIONS).glob(f"{number}_*.py")
    return found.relative_to(ROOT)


def _commit_before(migration: Path) -> str:
    """The last commit without the migration; empty where the history does not reach back so far."""
    added = _git("log", "--diff-filter=A", "--format=%H", "--", str(migration)).split()
    return _git("rev-parse", "--verify", f"{added[-1]}~1" if added else "HEAD").strip()


COMMIT_BEFORE = _commit_before(_first_new_migration())

if COMMIT_BEFORE:

    @pytest.fixture(scope="module")
    def old_code(tmp_path_factory: pytest.TempPathFactory) -> Path:
        """The code as it was before the migration."""
        directory = tmp_path_factory.mktemp("old")
        packed = directory / "old.tar"
        _git("archive", "--output", str(packed), COMMIT_BEFORE)
        subprocess.run(["tar", "-xf", str(packed), "-C", str(directory)], check=True)
        return directory

    def test_the_old_code_passes_its_own_tests_on_the_new_schema(old_code: Path, tmp_path: Path) -> None:
        """Its migrations are replaced by ours, so that every database its tests make has the new schema."""
        tree = tmp_path / "tree"
        subprocess.run(["cp", "-r", str(old_code), str(tree)], check=True)
        for script in (ROOT / VERSIONS).glob("*.py"):
            (tree / VERSIONS / script.name).write_text(script.read_text())
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *CHOSEN],
            cwd=tree,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(tree)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    async def test_the_old_processes_go_on_while_the_new_ones_start(
        company: Company, old_code: Path, tmp_path: Path
    ) -> None:
        async with AsyncExitStack() as stack:
            old = company.settings(tmp_path, old_code)
            await company.run(stack, tmp_path, old, "migrate")
            assert not await is_usable(company.database)
            await company.run(stack, tmp_path, old, "import", str(sample.NETWORKS_CSV), str(sample.MEMBERS_CSV))
            old_worker = await stack.enter_async_context(bot_process(tmp_path, old, "run", "--role", "worker"))
            old_web = await company.serve(stack, tmp_path, old_code)
            await company.ask(2)

            new = company.settings(tmp_path, ROOT)
            await company.run(stack, tmp_path, new, "migrate")
            assert await is_current(company.database)
            await until_ready(company.port, old_web)
            await company.ask(2)

            await stack.enter_async_context(bot_process(tmp_path, new, "run", "--role", "worker"))
            await company.ask(2)
            old_worker.terminate()
            assert await asyncio.wait_for(old_worker.wait(), 20) == 0
            await company.ask(2)
            await company.serve(stack, tmp_path, ROOT)
            await company.ask(2)
            old_web.terminate()
            assert await asyncio.wait_for(old_web.wait(), 20) == 0
            await company.run(stack, tmp_path, new, "migrate", "--finish")
            assert await unfinished(company.database) == []
            await company.ask(2)
        assert company.interaction() == [f"Thing {number:02}" for number in range(company.asked)]
        assert await company.workers() == 2


class Company:
    """A workspace, a PostgreSQL, and processes of either code at work on it. Daniel Lee is asked for one thing after
    another, and hears of each."""

    def __init__(self, slack: Running, database: Database) -> None:
        self.slack = slack
        self.database = database
        self.asked = 0
        self.port = free_port()

    def settings(self, directory: Path, code: Path) -> dict[str, str]:
        url = self.database.url.set(drivername="postgresql").render_as_string(hide_password=False)
        return environment(directory, self.slack.url, self.port, code=code, DATABASE_URL=url)

    async def run(self, stack: AsyncExitStack, directory: Path, settings: dict[str, str], *words: str) -> None:
        """Run a command to its end."""
        process = await stack.enter_async_context(bot_process(directory, settings, *words))
        said, complaint = await asyncio.wait_for(process.communicate(), 30)
        assert process.returncode == 0, said + complaint

    async def serve(self, stack: AsyncExitStack, directory: Path, code: Path) -> asyncio.subprocess.Process:
        """Start a web process, which hears Slack from now on."""
        self.port = free_port()
        words = ("run", "--role", "web")
        process = await stack.enter_async_context(bot_process(directory, self.settings(directory, code), *words))
        await until_ready(self.port, process)
        hub: Hub = self.slack.app.state.hub
        if hub.http is not None:
            await hub.http.close()
        hub.connect(f"http://127.0.0.1:{self.port}/slack/events")
        return process

    async def ask(self, times: int) -> None:
        """Ask for so many things more, and wait until he has heard."""
        anna = Person(self.slack.app.state.hub, "UCHAIR")
        for _ in range(times):
            thing = f"Thing {self.asked:02}"
            await anna.command(sample.MERRI_BEK, "/cop-action", f"@daniel {thing} by 12 June")
            await until(lambda words=thing: words in str(anna.views[-1:]))
            assert (await anna.submit(anna.view)).ok
            self.asked += 1
        await until(lambda: len(self.interaction()) >= self.asked)

    def interaction(self) -> list[str]:
        """The things he was told of, in order."""
        told: list[dict[str, Any]] = Person(self.slack.app.state.hub, "ULEE").dm_with_bot().messages
        words = [str(message) for message in told if message.get("bot_id")]
        return [f"Thing {number:02}" for text in words for number in range(self.asked) if f"Thing {number:02}" in text]

    async def workers(self) -> int:
        """How many processes sent something."""
        async with self.database.read() as session:
            query = "SELECT count(DISTINCT claimed_by) FROM deliveries WHERE status = 'sent'"
            return int(await session.scalar(text(query)) or 0)


@pytest.fixture
async def company(postgres: PostgresServer) -> AsyncIterator[Company]:
    world = World(VirtualClock(1_800_000_000, running=True), scopes=MANIFEST["oauth_config"]["scopes"]["bot"])
    people_the_world(world)
    hub = Hub(world, signing_secret=SIGNING_SECRET, manifest=MANIFEST)
    with postgres.empty_database() as url:
        async with running(world, hub=hub, signing_secret=SIGNING_SECRET, bot_token=BOT_TOKEN) as served:
            database = Database(url)
            try:
                yield Company(served, database)
            finally:
                await database.close()
