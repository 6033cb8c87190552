"""What several tests of the bot's commands stand on."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from bot.cli import main
from bot.cli.demo import parts
from bot.logging import OWN
from bot.settings import Settings
from tests.house import ANSWER_KEY, BOT_TOKEN, SIGNING_SECRET, House
from tests.importing import Import
from tests.in_the_loop import sqlite_in_the_loop

Typed: TypeAlias = Callable[..., Awaitable[tuple[int, str, str]]]


@pytest.fixture
def importing(tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str]) -> Import:
    """The command, with no Slack to ask."""
    return Import(tmp_path, Settings(_env_file=None, database_url=database_url), capsys)


@pytest.fixture
def logging_as_it_was() -> Iterator[None]:
    """A command sets up the logs of its process, and this process goes on with other tests."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    others = {name: logging.getLogger(name).level for name in (*OWN, "slack_bolt")}
    yield
    root.handlers, root.level = handlers, level
    for name, before in others.items():
        logging.getLogger(name).setLevel(before)


@pytest.fixture
async def typed(
    house: House,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    logging_as_it_was: None,
) -> Typed:
    """Run the command as a process would, in the house's environment; gives (exit status, output, errors)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SLACK_BOT_TOKEN", BOT_TOKEN)
    monkeypatch.setenv("SLACK_SIGNING_SECRET", SIGNING_SECRET)
    monkeypatch.setenv("SLACK_API_URL", house.bot.settings.slack_api_url)
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("ANSWER_KEYS", "" if database_url.startswith("sqlite") else ANSWER_KEY)
    monkeypatch.setenv("LOG_LEVEL", "ERROR")

    async def run(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        status = await asyncio.to_thread(main, list(words))
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


@pytest.fixture
def quick_demos(sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let a demo find its new database migrated, which takes it half a second each time, and ask it in the loop."""
    fresh = parts.fresh

    def migrated(database: Path) -> str:
        url = fresh(database)
        shutil.copy(sqlite_template, database)
        return url

    monkeypatch.setattr(parts, "fresh", migrated)
    with sqlite_in_the_loop():
        yield
