"""SQLite without its thread, for tests that are about something else.

A test waits for its database some hundred times, and each trip to the connection's thread and back, and even getting
ready for one, costs more than what is asked there. So a session is asked straight away, where nothing has to be waited
for. Whatever may have to wait still goes its usual way: a connection's beginning and end, a second writer, emptying the
log. Between two transactions others have their turn, as ever.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import aiosqlite
import pytest
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.ext.asyncio import session as async_sessions
from sqlalchemy.orm import Session
from sqlalchemy.util.concurrency import in_greenlet

from storage.sqlite import BEGIN_WRITING, OneTripConnection, OneTripCursor, one_trip

ENDS = ("commit", "rollback")


@contextmanager
def sqlite_in_the_loop() -> Iterator[None]:
    """Within the block, SQLite is asked where the question is written."""
    asked = _Asked()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(async_sessions, "greenlet_spawn", asked.spawn)
        patch.setattr(AsyncSession, "__aexit__", asked.leaving())
        patch.setattr(aiosqlite.Connection, "_execute", asked.trip())
        for name in ("execute", "executemany"):
            patch.setattr(OneTripCursor, name, asked.statement(name))
        for name in ENDS:
            patch.setattr(OneTripConnection, name, asked.end(name))
        yield


class _Asked:
    """What stands in the places of the usual ways. writers: the connections that hold the write lock."""

    def __init__(self) -> None:
        self.writers: set[aiosqlite.Connection] = set()
        self._spawn = async_sessions.greenlet_spawn

    async def spawn(self, do: Callable[..., Any], *args: Any, _require_await: bool = False, **options: Any) -> Any:
        """What SQLAlchemy does in a greenlet, which can be left to wait for something."""
        if self._waits_for_nothing(_session(do)):
            return do(*args, **options)
        return await self._spawn(do, *args, _require_await=_require_await, **options)

    def _waits_for_nothing(self, session: Session | None) -> bool:
        """Whether the session has its connection, or there is one to be had, and nobody is in its way."""
        bind: Any = session and session.bind
        if session is None or bind.dialect.name != "sqlite":
            return False
        transaction: Any = session.get_transaction()
        return bool(transaction and transaction._connections) or (not self.writers and bind.pool.checkedin() > 0)

    def leaving(self) -> Callable[..., Any]:
        """The end of a session. Others have their turn after it."""
        usual = AsyncSession.__aexit__

        async def leave(session: AsyncSession, *raised: Any) -> None:
            if self._waits_for_nothing(session.sync_session):
                session.sync_session.close()
                await asyncio.sleep(0)
            else:
                await usual(session, *raised)

        return leave

    def statement(self, name: str) -> Callable[..., None]:
        """A cursor's `execute` or `executemany`."""
        usual, execute = getattr(OneTripCursor, name), getattr(sqlite3.Connection, name)

        def ask(cursor: OneTripCursor, operation: Any, parameters: Any = ()) -> None:
            if in_greenlet():
                usual(cursor, operation, parameters)
                return
            connection, driver = cursor._adapt_connection, cursor._connection
            to_begin, connection.to_begin = connection.to_begin, ""
            if to_begin == BEGIN_WRITING:
                self.writers.add(driver)
            try:
                cursor._cursor, rows = one_trip(driver._conn, to_begin, execute, operation, parameters or ())
            except Exception as error:
                connection._handle_exception(error)
            cursor._rows = deque(rows)

        return ask

    def end(self, name: str) -> Callable[..., None]:
        """A connection's `commit` or `rollback`."""
        usual, end = getattr(OneTripConnection, name), getattr(sqlite3.Connection, name)

        def do(connection: OneTripConnection) -> None:
            if in_greenlet():
                usual(connection)
                return
            connection.to_begin = ""
            driver: Any = connection.driver_connection
            self.writers.discard(driver)
            if connection._is_in_transaction:
                try:
                    end(driver._conn)
                except Exception as error:
                    connection._handle_exception(error)

        return do

    def trip(self) -> Callable[..., Any]:
        """A trip to the connection's thread."""
        usual = aiosqlite.Connection._execute

        async def execute(connection: aiosqlite.Connection, do: Callable[..., Any], *args: Any, **options: Any) -> Any:
            operation = _operation(do, args)
            if operation is None or operation.startswith("PRAGMA"):
                return await usual(connection, do, *args, **options)
            if operation in ENDS:
                self.writers.discard(connection)
            if do is one_trip and args[1] == BEGIN_WRITING:
                others = self.writers - {connection}
                self.writers.add(connection)
                return await usual(connection, do, *args) if others else do(*args)
            return do(*args)

        return execute


def _session(do: Any) -> Session | None:
    """Whose method it is: a session's, or that of a transaction of one."""
    owner = getattr(do, "__self__", None)
    found = owner if isinstance(owner, Session) else getattr(owner, "session", None)
    return found if isinstance(found, Session) else None


def _operation(do: Callable[..., Any], args: tuple[Any, ...]) -> str | None:
    """What is to be done: a statement, or how a transaction ends; None for anything else."""
    if do is one_trip:
        return str(args[3])
    return do.__name__ if do.__name__ in ENDS else None
