"""Rows of a table take turns on the two databases.

A test without a table runs on SQLite and on PostgreSQL. A table of cases (bad words, roles, fields) says nothing about
databases, so each of its rows runs on one of them, and neighbours on different ones. What is about the database itself
is in the folders and files of BOTH, where every row runs on both.
"""

from __future__ import annotations

from collections import defaultdict

import pytest

BOTH = ("tests/storage/", "tests/services/test_delivery", "tests/bot/test_backup")


def resting(items: list[pytest.Item]) -> list[pytest.Item]:
    """The items whose row has its turn on the other database."""
    tables: dict[str, dict[str, dict[str, pytest.Item]]] = defaultdict(lambda: defaultdict(dict))
    for item in items:
        spec = getattr(item, "callspec", None)
        if spec is None or "database_url" not in spec.params or item.nodeid.startswith(BOTH):
            continue
        database = str(spec.params["database_url"])
        row = spec.id.replace(database, "", 1)
        if row:
            tables[item.nodeid.partition("[")[0]][row][database] = item
    rests = []
    for table in tables.values():
        for number, databases in enumerate(table.values()):
            if len(databases) == 2:
                rests.append(databases["postgresql" if number % 2 == 0 else "sqlite"])
    return rests
