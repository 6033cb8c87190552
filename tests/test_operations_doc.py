"""docs/operations.md names what there is: commands, settings, figures and columns."""

from __future__ import annotations

import re
from pathlib import Path

from bot.cli import build_parser
from bot.metrics import ACK, METRICS
from bot.settings import Settings
from services.networks.roster_files import MEMBER_COLUMNS, NETWORK_COLUMNS

DOCS = Path(__file__).parent.parent / "docs"
OPERATIONS = (DOCS / "operations.md").read_text(encoding="utf-8")
INSTALL = (DOCS / "install.md").read_text(encoding="utf-8")
OF_THE_DATABASE = {
    "cop_bot_erasing_overdue",
    "cop_bot_deliveries",
    "cop_bot_networks",
    "cop_bot_delivery_lag_seconds",
    "cop_bot_schedule_lag_seconds",
    "cop_bot_database_connections",
}


def test_every_command_is_described() -> None:
    usage = build_parser().format_usage() + build_parser().format_help()
    commands = set(re.findall(r"^    ([a-z-]+)(?:  |$)", usage, re.MULTILINE)) - {"demo", "run"}
    assert len(commands) > 8
    missing = [command for command in commands if not re.search(rf"`(cop-bot )?{command}\b", OPERATIONS)]
    assert not missing


def test_every_figure_that_is_described_is_shown() -> None:
    described = set(re.findall(r"cop_bot_[a-z_]+", OPERATIONS))
    shown = {sample.name for metric in METRICS.collect() for sample in metric.samples} | OF_THE_DATABASE
    assert {metric.name for metric in ACK.describe()} <= described
    families = {metric.name for metric in METRICS.collect()}
    assert not [name for name in described if name not in shown and name.removesuffix("_total") not in families]


def test_every_setting_is_described() -> None:
    assert not [name for name in Settings.model_fields if f"`{name.upper()}`" not in INSTALL]


def test_the_columns_are_those_that_import_reads() -> None:
    assert f"`{','.join(NETWORK_COLUMNS)}`" in OPERATIONS
    assert f"`{','.join(MEMBER_COLUMNS)}`" in OPERATIONS
