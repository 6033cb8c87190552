"""A start reads what a start needs: what draws, pairs, migrates or encrypts comes when it is first needed."""

from __future__ import annotations

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
import asyncio, sys
import bot.__main__, bot.cli, bot.cli.run, storage.migrate
from bot.app import build, figures_app
from bot.settings import load_settings

settings = load_settings()
one = build(settings)
figures_app(one.chats, one.services, one.clock)
assert not asyncio.run(storage.migrate.is_usable(one.database))  # it is empty
print(*sys.modules)
one.services.app.calendar("victoria")
print(*sys.modules)
"""


def test_a_start_reads_nothing_that_it_has_no_use_for(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_SIGNING_SECRET": "s",
        "DATABASE_URL": f"sqlite:///{tmp_path}/empty.db",
    }
    started = subprocess.run(
        [sys.executable, "-c", START], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    loaded, with_calendar = (set(line.split()) for line in started.stdout.splitlines())
    assert {"bot.app", "sqlalchemy", "slack_bolt"} <= loaded
    assert {name: what for name, what in HEAVY.items() if name in loaded} == {}
    of_features = {f"{layer}.{name}" for layer in ("services", "prompts") for name in FEATURES}
    of_features |= {f"handlers.{name}" for name in HEARD}
    assert of_features & loaded == set(), "a feature is read when it is first heard of"
    tables = {name.removeprefix("storage.models.") for name in loaded if name.startswith("storage.models.")}
    assert tables == TABLES, "a feature's tables are read with it, and each costs a start 2 ms"
    countries = {name for name in with_calendar if name.startswith("holidays.countries.")}
    assert countries == {"holidays.countries.australia"}, "a calendar reads its own country alone"
