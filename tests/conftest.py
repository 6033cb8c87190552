"""How the tests are run: which of them, in what order, and what the processes that run them need."""

from __future__ import annotations

import gc
import os

import pytest

from tests import turns

LONG = (
    "tests/bot/test_demo_browser",
    "tests/bot/test_demo_teams_browser",
    "tests/bot/test_desk_in_the_browser",
    "tests/bot/test_round_in_the_browser",
    "tests/services/test_delivery_killed",
    "tests/storage/test_rolling_out",
    "tests/benchmarks/test_faults",
    "tests/handlers/test_department_sees_nobody",
    "tests/handlers/test_everything_is_heard",
    "tests/handlers/test_other_workspace_at_the_door",
)
"""Where single tests take long; they go first, so that no process is left alone with one of them at the end."""


def pytest_configure(config: pytest.Config) -> None:
    if "PYTEST_XDIST_WORKER" in os.environ or not config.getoption("numprocesses", default=None):
        # Whoever only hands tests out to other processes needs no house.
        config.pluginmanager.import_plugin("tests.fixtures")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    rests = set(turns.resting(items)) | set(turns.too_long(items))
    rests |= set(turns.in_the_other_chat([item for item in items if item not in rests]))
    items[:] = [item for item in items if item not in rests]
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))
    config.hook.pytest_deselected(items=list(rests))


def pytest_collection_finish() -> None:
    # What is there by now stays to the end, so that no look for cycles has to go through it.
    gc.freeze()
