"""SQLite without its thread, for tests that are about something else.

A test waits for its database some thousand times, and each trip to the connection's thread and back costs more than
what is asked there. Whatever may have to wait for somebody else (the write lock, emptying the log) still goes there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import aiosqlite
import pytest

from storage.sqlite import one_trip


@contextmanager
def sqlite_in_the_loop() -> Iterator[None]:
    """Within the block, statements of a transaction that has begun are asked where they are written."""
    usual = aiosqlite.Connection._execute

    async def execute(connection: aiosqlite.Connection, do: Callable[..., Any], *args: Any, **options: Any) -> Any:
        if _never_waits(do, args):
            return do(*args)
        return await usual(connection, do, *args, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aiosqlite.Connection, "_execute", execute)
        yield


def _never_waits(do: Callable[..., Any], args: tuple[Any, ...]) -> bool:
    if do is not one_trip:
        return do.__name__ in ("commit", "rollback")
    connection, is_to_begin, _, operation, _ = args
    return (is_to_begin or connection.in_transaction) and not operation.startswith("PRAGMA")
