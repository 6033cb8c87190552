"""`cop-bot run`: it starts, answers, hears Slack over HTTP or Socket Mode, and stops when told.

Twice it is a process of its own; since a start costs more than all else here, the rest runs in this one.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import shutil
import signal
import socket
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import sample
from bot.cli import main
from bot.cli.run import run
from bot.scheduler import Worker
from bot.settings import load_settings
from practice.clock import VirtualClock
from practice.slack.hub import Hub
from practice.slack.person import Person
from practice.slack.server import APP_TOKEN, Running, running
from practice.slack.world import World
from prompts.content_files import ContentError
from storage.database import Database
from tests.browsers import browser
from tests.house import BOT_TOKEN, MANIFEST, SIGNING_SECRET, TEAM, people_the_world
from tests.loading import InChat, load_sample
from tests.processes import bot_process, environment, free_port, until, until_ready


@pytest.fixture
async def slack() -> AsyncIterator[Running]:
    world = World(VirtualClock(1_800_000_000, running=True), scopes=MANIFEST["oauth_config"]["scopes"]["bot"])
    people_the_world(world)
    hub = Hub(world, signing_secret=SIGNING_SECRET, manifest=MANIFEST)
    async with running(world, hub=hub, signing_secret=SIGNING_SECRET, bot_token=BOT_TOKEN) as served:
        yield served


@pytest.fixture
def migrated(sqlite_template: Path, tmp_path: Path) -> Path:
    """A folder with a migrated database in it, which a process finds there."""
    shutil.copy(sqlite_template, tmp_path / "run.db")
    return tmp_path


@pytest.fixture
def run_here(slack: Running, migrated: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Awaitable[int]]:
    """The command in this process; gives the exit status."""

    async def go(port: int, *, role: str = "all", **more: str) -> int:
        for name, value in environment(migrated, slack.url, port, **more).items():
            monkeypatch.setenv(name, value)
        return await run(load_settings(), argparse.Namespace(role=role))

    return go


async def test_run_serves_http_and_at_sigterm_sends_and_records_what_is_on_its_way_and_stops(
    slack: Running, migrated: Path
) -> None:
    port, figures = free_port(), free_port()
    settings = environment(migrated, slack.url, port, METRICS_PORT=str(figures))
    hub, faults = slack.app.state.hub, slack.app.state.faults
    database = Database(settings["DATABASE_URL"])
    now = datetime.fromtimestamp(hub.world.clock.now(), UTC)
    await load_sample(database, now, InChat("slack", TEAM, hub.world.bot.user_id), weekly_pulse=False)
    await database.close()
    async with bot_process(migrated, settings, "run") as process:
        await until_ready(port, process)
        hub.connect(f"http://127.0.0.1:{port}/slack/events")
        anna = Person(hub, "UCHAIR")
        assert (await anna.command(sample.MERRI_BEK, "/cop-help")).ok
        async with browser(base_url=f"http://127.0.0.1:{port}") as client:
            assert (await client.get("/healthz")).text == "ok\n"
            assert (await client.get("/metrics")).status_code == 404
            assert "cop_bot_deliveries" in (await client.get(f"http://127.0.0.1:{figures}/metrics")).text
            assert (await client.post("/slack/events", content=b"{}")).status_code == 401
        faults.delay(2, "chat.postMessage")
        await anna.command(sample.MERRI_BEK, "/cop-action", "@daniel bring the reading data by 12 June")
        await until(lambda: anna.views)
        assert (await anna.submit(anna.view)).ok
        await until(lambda: faults.struck)
        assert faults.struck == [("chat.postMessage", "delay")]
        assert Person(hub, "ULEE").dm_with_bot().messages == [], "it is on its way, not there yet"
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 30) == 0
    [message] = [m for m in Person(hub, "ULEE").dm_with_bot().messages if m.get("bot_id")]
    with contextlib.closing(sqlite3.connect(migrated / "run.db")) as rows:
        found = rows.execute("SELECT status, posted_ts FROM deliveries WHERE kind LIKE 'actions.%'").fetchall()
    assert found == [("sent", message["ts"])]


async def test_run_makes_its_database_and_hears_over_socket_mode_though_the_port_for_its_figures_is_taken(
    slack: Running, tmp_path: Path
) -> None:
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    taken.listen()
    port, figures = free_port(), str(taken.getsockname()[1])
    socket_mode = {"SLACK_APP_TOKEN": APP_TOKEN, "SLACK_SIGNING_SECRET": ""}
    settings = environment(tmp_path, slack.url, port, METRICS_PORT=figures, **socket_mode)
    async with bot_process(tmp_path, settings, "run") as process:
        await until_ready(port, process)
        hub = slack.app.state.hub
        anna = Person(hub, "UCHAIR")
        await until(lambda: hub.socket.connected)
        outcome = await anna.command(sample.MERRI_BEK, "/cop-help")
        assert outcome.ok
        await until(lambda: anna.ephemerals(sample.MERRI_BEK))
        async with browser() as client:
            knock = await client.post(
                f"http://127.0.0.1:{port}/slack/events", content=b"command=%2Fcop-help&user_id=U1"
            )
            assert knock.status_code == 404, "what comes over HTTP is not signed in Socket Mode"
        process.send_signal(signal.SIGTERM)
        _, said = await asyncio.wait_for(process.communicate(), 30)
    taken.close()
    assert process.returncode == 0
    assert "METRICS_PORT is in use" in said.decode(), "it is said, and stops nothing"


async def test_run_says_what_is_missing_and_does_not_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], logging_as_it_was: None
) -> None:
    for name, value in environment(tmp_path, "http://127.0.0.1:9/api/", 3000, SLACK_BOT_TOKEN="").items():
        monkeypatch.setenv(name, value)
    assert await asyncio.to_thread(main, ["run"]) == 2
    assert capsys.readouterr().err.strip().splitlines() == [
        "SLACK_BOT_TOKEN is not set. Copy the Bot User OAuth Token (xoxb-…) from your Slack app's "
        "'OAuth & Permissions' page."
    ]


async def test_run_says_so_when_slack_refuses_the_token(
    run_here: Callable[..., Awaitable[int]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run_here(free_port(), SLACK_BOT_TOKEN="xoxb-another") == 1
    assert "Slack does not accept the bot: invalid_auth. Run: cop-bot doctor" in capsys.readouterr().err


async def test_nothing_is_sent_where_a_sentence_cannot_be_used(
    run_here: Callable[..., Awaitable[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def reading() -> Iterator[None]:
        yield
        raise ContentError("pulses.yaml: close: is empty. Write the sentence, or restore the old one.")

    started: list[Worker] = []
    monkeypatch.setattr("prompts.catalog.reading", reading)
    monkeypatch.setattr("bot.scheduler.Worker.start", started.append)
    with pytest.raises(ContentError, match=r"pulses\.yaml: close: is empty"):
        await run_here(free_port())
    assert started == []


async def test_a_taken_port_is_said_in_a_sentence(
    run_here: Callable[..., Awaitable[int]], capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = int(taken.getsockname()[1])
        assert await run_here(port) == 1
    assert f"port {port} is in use" in capsys.readouterr().err


async def test_a_worker_shows_its_figures_where_a_port_is_given_for_them(
    run_here: Callable[..., Awaitable[int]],
) -> None:
    port = free_port()
    running = asyncio.create_task(run_here(free_port(), role="worker", METRICS_PORT=str(port)))
    await until_ready(port)
    async with browser(base_url=f"http://127.0.0.1:{port}") as client:
        assert "cop_bot_delivery_lag_seconds" in (await client.get("/metrics")).text
        assert (await client.post("/slack/events", content=b"{}")).status_code == 404
    signal.raise_signal(signal.SIGTERM)
    assert await running == 0
