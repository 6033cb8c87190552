"""Tests take turns on the two databases.

What a test says of the bot it says of both databases, so each test runs on one of them: every twentieth on PostgreSQL,
which costs more; of a table of cases the rows take turns. What is about the database itself is in the folders and
files of BOTH, or carries the mark `both_databases`: that runs on both. What is about how it is asked carries the mark
`as_the_bot_asks`, or is in BOTH. Long stories that are the same in Slack and in Teams
(CHATS_BY_TURNS) are lived in one of them. With COP_TEST_EVERYTHING=1 all of it runs on both, and in both.
"""

from __future__ import annotations

import os
from collections import defaultdict

import pytest

BOTH = (
    "tests/storage/",
    "tests/services/test_delivery_",
    "tests/bot/test_backup",
)

TURNS = 20
"""One of so many neighbours runs on PostgreSQL."""
BY_TURNS = ("tests/services/test_delivery_killed",)
"""Among those of BOTH, what starts so many processes that one database has to do."""

CHATS_BY_TURNS = (
    "tests/handlers/test_agreements",
    "tests/handlers/test_both_chats.py::test_a_pulse_is_asked",
    "tests/handlers/test_both_chats.py::test_a_round_of_reviews",
    "tests/handlers/test_both_chats.py::test_a_school_gets",
    "tests/handlers/test_both_chats.py::test_a_seil_answers",
    "tests/handlers/test_both_chats.py::test_chairs_who_were_introduced",
    "tests/handlers/test_both_chats.py::test_leaders_rate_alone",
    "tests/handlers/test_both_chats.py::test_whoever_brings_the_bot",
    "tests/handlers/test_groups",
    "tests/handlers/test_instruments_side_by_side",
    "tests/handlers/test_peer_reviews_drawn",
    "tests/handlers/test_pulses_both_chats",
    "tests/handlers/test_trends",
    "tests/handlers/test_words",
)
"""Long stories that can be lived in either chat: every third is in Slack, where each feature's other tests are."""


def resting(items: list[pytest.Item]) -> list[pytest.Item]:
    """The items that have their turn on the other database."""
    if everything():
        return []
    tests: dict[tuple[str, str], dict[str, pytest.Item]] = defaultdict(dict)
    for item in items:
        spec = getattr(item, "callspec", None)
        if spec is None or "database_url" not in spec.params or runs_on_both(item):
            continue
        database = str(spec.params["database_url"])
        tests[item.nodeid.partition("[")[0], spec.id.replace(database, "", 1)][database] = item
    pairs = [databases for databases in tests.values() if len(databases) == 2]
    return [pair["sqlite" if number % TURNS == 0 else "postgresql"] for number, pair in enumerate(pairs)]


def in_the_other_chat(items: list[pytest.Item]) -> list[pytest.Item]:
    """The items that have their turn in the other chat. items: without those that have it on the other database."""
    if everything():
        return []
    tests: dict[str, dict[str, pytest.Item]] = defaultdict(dict)
    for item in items:
        if item.nodeid.startswith(CHATS_BY_TURNS):
            name, _, told = item.nodeid.partition("[")
            for chat in {"slack", "teams"} & set(told.rstrip("]").split("-")):
                tests[name][chat] = item
    pairs = [chats for chats in tests.values() if len(chats) == 2]
    return [pair["teams" if number % 3 == 2 else "slack"] for number, pair in enumerate(pairs)]


def too_long(items: list[pytest.Item]) -> list[pytest.Item]:
    """The items that only a whole run has time for."""
    if everything():
        return []
    return [item for item in items if item.get_closest_marker("long") is not None]


def everything() -> bool:
    """Whether the run has time for all that there is."""
    return bool(os.environ.get("COP_TEST_EVERYTHING"))


def examples(many: int) -> int:
    """How many examples to try of what holds for all there are: a third, unless there is time for all."""
    return many if everything() else max(many // 3, 8)


def runs_on_both(item: pytest.Item) -> bool:
    """Whether what the test says may be true of one database alone."""
    return asks_as_the_bot_does(item) or item.get_closest_marker("both_databases") is not None


def asks_as_the_bot_does(item: pytest.Item) -> bool:
    """Whether the test is about how the database is asked: with threads, and several at once."""
    both = item.nodeid.startswith(BOTH) and not item.nodeid.startswith(BY_TURNS)
    return both or item.get_closest_marker("as_the_bot_asks") is not None
