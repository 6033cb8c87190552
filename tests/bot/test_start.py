"""A start reads what a start needs: what draws, pairs, migrates or encrypts comes when it is first needed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from handlers import HEARD
from services import FEATURES

ROOT = Path(__file__).parents[2]
HEAVY = {
    "alembic": "migrates",
    "bot.slack.installations": "installs",
    "bot.slack.payloads": "checks requests",
    "bot.teams": "speaks in Teams",
    "cryptography": "encrypts",
    "dateparser": "reads dates that people type",
    "difflib": "reads words that people type",
    "domain.heard": "reads words that people type",
    "domain.instrument": "knows what networks assess",
    "domain.spreadsheets": "imports",
    "domain.typed.reading": "reads dates that people type",
    "holidays": "reads calendars",
    "icalendar": "makes calendar files",
    "matplotlib": "draws",
    "numpy": "draws",
    "practice": "plays Slack",
    "prometheus_client": "counts",
    "prompts.instrument": "knows what networks assess",
    "prompts.vocabulary": "reads words that people type",
    "psycopg": "speaks with PostgreSQL",
    "rich": "shows progress",
    "rustworkx": "pairs schools",
    "storage.calendars.calendar_file": "reads calendars",
    "storage.installations": "installs",
    "storage.metrics": "counts",
    "yaml": "reads sentences",
    "sqlalchemy.dialects.postgresql": "speaks with PostgreSQL",
    "services.channels": "knows teams",
    "services.forms": "keeps long forms",
    "services.holds": "holds",
    "services.installations": "installs",
    "services.networks.importing": "imports",
    "services.networks.school_changes": "renames and merges",
    "services.trends.importing": "imports",
    "services.person_data": "hands out and erases",
    "services.retention": "erases after hours",
    "slack_bolt.adapter.socket_mode.async_handler": "hears over a websocket",
}
TABLES = {"audit", "base", "delivery", "networks", "people", "places", "schedule", "sealed"}
"""The modules of storage/models of which every process has need."""
START = """
import asyncio, json, os, sys
import bot.__main__, bot.cli, bot.cli.run, storage.migrate
from bot.app import build, figures_app
from bot.settings import load_settings

for chat in json.loads(sys.argv[1]):
    if os.fork():
        assert os.wait()[1] == 0
        continue
    os.environ.update(chat)
    settings = load_settings()
    one = build(settings)
    figures_app(one.chats, one.services, one.clock)
    assert not asyncio.run(storage.migrate.is_usable(one.database))  # it is empty
    print(*sys.modules)
    one.services.app.calendar("victoria")
    print(*sys.modules, flush=True)
    os._exit(0)
"""
IDS = dict.fromkeys(("TEAMS_APP_ID", "TEAMS_TENANT_ID"), "8f0e8a3c-0d1b-4c8e-9a57-2f6f1b0c9d11")
IN_TEAMS = {**IDS, "TEAMS_APP_SECRET": "s", "PUBLIC_URL": "https://bot.example.org"}
IN_SLACK = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}


def read_by_a_start(directory: Path, *chats: dict[str, str]) -> list[set[str]]:
    """For each chat the modules that a process has read once it is ready, and those once a calendar was asked for.

    What both begin with is read once: a process that has read it divides.
    """
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DATABASE_URL": f"sqlite:///{directory}/empty.db"}
    start = [sys.executable, "-c", START, json.dumps(chats)]
    started = subprocess.run(start, cwd=directory, env=environment, capture_output=True, text=True, check=True)
    return [set(line.split()) for line in started.stdout.splitlines()]


def test_a_start_reads_nothing_that_it_has_no_use_for_and_in_teams_alone_none_of_slacks_libraries(
    tmp_path: Path,
) -> None:
    in_teams, _, loaded, with_calendar = read_by_a_start(tmp_path, IN_TEAMS, IN_SLACK)
    assert "bot.teams.side" in in_teams
    assert [name for name in in_teams if name.startswith(("slack_", "bot.slack."))] == []
    assert {"bot.app", "sqlalchemy", "slack_bolt"} <= loaded
    assert {name: what for name, what in HEAVY.items() if name in loaded} == {}
    of_features = {f"{layer}.{name}" for layer in ("services", "prompts") for name in FEATURES}
    of_features |= {f"handlers.{name}" for name in HEARD}
    assert of_features & loaded == set(), "a feature is read when it is first heard of"
    tables = {name.removeprefix("storage.models.") for name in loaded if name.startswith("storage.models.")}
    assert tables == TABLES, "a feature's tables are read with it, and each costs a start 2 ms"
    countries = {name for name in with_calendar if name.startswith("holidays.countries.")}
    assert countries == {"holidays.countries.australia"}, "a calendar reads its own country alone"
