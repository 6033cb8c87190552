"""SQLite without its thread, for tests that are about something else.

A test waits for its database some hundred times, and each trip to the connection's thread and back costs more than
what is asked there. Whatever may have to wait for somebody else still goes there: a second writer, emptying the log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import aiosqlite
import pytest

from storage.sqlite import BEGIN_WRITING, one_trip

ENDS = ("commit", "rollback")


@contextmanager
def sqlite_in_the_loop() -> Iterator[None]:
    """Within the block, SQLite is asked where the question is written."""
    usual = aiosqlite.Connection._execute
    writers: set[aiosqlite.Connection] = set()

    async def execute(connection: aiosqlite.Connection, do: Callable[..., Any], *args: Any, **options: Any) -> Any:
        operation = _operation(do, args)
        if operation is None or operation.startswith("PRAGMA"):
            return await usual(connection, do, *args, **options)
        if operation in ENDS:
            writers.discard(connection)
        if do is one_trip and args[1] == BEGIN_WRITING:
            others = writers - {connection}
            writers.add(connection)
            return await usual(connection, do, *args) if others else do(*args)
        return do(*args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aiosqlite.Connection, "_execute", execute)
        yield


def _operation(do: Callable[..., Any], args: tuple[Any, ...]) -> str | None:
    """What is to be done: a statement, or how a transaction ends; None for anything else."""
    if do is one_trip:
        return str(args[3])
    return do.__name__ if do.__name__ in ENDS else None
