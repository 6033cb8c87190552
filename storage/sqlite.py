"""SQLite's own ways: what a connection is set to, how a transaction begins, and one trip for each statement.

The driver keeps each connection in a thread, and a trip there and back costs more than most statements. SQLAlchemy
makes four for each (open a cursor, execute, fetch, close); here it is one.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    SQLiteDialect_aiosqlite,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Session, SessionTransaction
from sqlalchemy.sql.compiler import InsertmanyvaluesSentinelOpts
from sqlalchemy.util import EMPTY_DICT

BUSY_MS = 10_000
"""How long SQLite waits for another writer."""

Execute = Callable[[sqlite3.Connection, str, Any], sqlite3.Cursor]

BEGIN = "BEGIN"
BEGIN_WRITING = "BEGIN IMMEDIATE"
LOG_ATTEMPTS, LOG_PAUSE = 60, 0.05
"""How often a new file is asked for its log while another process has it, and the seconds in between."""
DRIVER = "sqlite+onetrip"
"""Our own way to the driver, in SQLAlchemy's URLs."""


def _write_ahead(cursor: Any) -> None:
    """Let the file have a log. For this alone SQLite does not always wait by itself, where another process begins with
    the same new file at the same moment."""
    for left in reversed(range(LOG_ATTEMPTS)):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if not left:
                raise
            time.sleep(LOG_PAUSE)


def prepare(connection: Any, _record: Any) -> None:
    """Set up a new connection."""
    connection.isolation_level = None  # BEGIN is sent by OneTripConnection
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    _write_ahead(cursor)
    for pragma in (
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "secure_delete=ON",  # what is deleted, such as a pulse's answers, is overwritten in the file
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def take_lock(connection: Connection) -> None:
    """Let the transaction that has just begun take the write lock with its first statement."""
    own: Any = connection.connection.dbapi_connection
    if own.to_begin == BEGIN:
        own.to_begin = BEGIN_WRITING


async def heed_foreign_keys(connection: AsyncConnection, *, heed: bool) -> None:
    """Have SQLite look at foreign keys, or not, from the next transaction on."""
    driver: Any = (await connection.get_raw_connection()).driver_connection
    async with driver.execute(f"PRAGMA foreign_keys={'ON' if heed else 'OFF'}"):
        pass


class WritingSession(Session):
    """A session whose transactions take the write lock at their start."""


@event.listens_for(WritingSession, "after_begin")
def _take_lock(_session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    take_lock(connection)


class Turns:
    """Writers of this process, one at a time and in order: SQLite takes one anyway, and has those that wait ask again
    and again, longer each time, a connection and a thread each. Other processes are waited for as SQLite does."""

    def __init__(self) -> None:
        self._of_loop: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()
        self._taken = 0
        """By how many: whoever has the turn, and whoever waits for it."""

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """One's turn, for as long as the block lasts. Raises TimeoutError where it does not come within BUSY_MS."""
        lock = self._of_loop.setdefault(asyncio.get_running_loop(), asyncio.Lock())
        self._taken += 1
        try:
            async with asyncio.timeout(BUSY_MS / 1000) if self._taken > 1 else nullcontext():
                await lock.acquire()
            try:
                yield
            finally:
                lock.release()
        finally:
            self._taken -= 1


class _Outcome(NamedTuple):
    """What a cursor still tells when its rows have been fetched and it is closed."""

    description: Any = None
    rowcount: int = -1
    lastrowid: int | None = None
    arraysize: int = 1


class OneTripCursor(AsyncAdapt_aiosqlite_cursor):
    """A cursor that opens, executes, fetches and closes in one trip; none at all to begin.

    How a transaction begins goes along with its first statement. SQLite only notes a plain BEGIN; a writer's takes the
    lock, before the first statement that is about anything.
    """

    __slots__ = ()
    _awaitable_cursor_close = False
    _adapt_connection: OneTripConnection

    def __init__(self, connection: OneTripConnection) -> None:
        self._adapt_connection = connection
        self._connection = connection.driver_connection
        self._soft_closed_memoized = EMPTY_DICT
        self._rows = deque()
        self._cursor: Any = _Outcome()

    def close(self) -> None:
        self._rows.clear()

    async def _execute_async(self, operation: Any, parameters: Any) -> None:
        await self._trip(sqlite3.Connection.execute, operation, parameters or ())

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> None:
        await self._trip(sqlite3.Connection.executemany, operation, seq_of_parameters)

    async def _trip(self, execute: Execute, operation: str, parameters: Any) -> None:
        to_begin, self._adapt_connection.to_begin = self._adapt_connection.to_begin, ""
        async with self._adapt_connection._execute_mutex:
            self._cursor, rows = await self._connection._execute(
                one_trip, self._connection._conn, to_begin, execute, operation, parameters
            )
        self._rows = deque(rows)


def one_trip(
    connection: sqlite3.Connection, to_begin: str, execute: Execute, operation: str, parameters: Any
) -> tuple[_Outcome, list[Any]]:
    """What is done in the connection's thread for a statement. to_begin: how a transaction begins before it."""
    if to_begin:
        connection.execute(to_begin)
    cursor = execute(connection, operation, parameters)
    try:
        rows = cursor.fetchall() if cursor.description else []
        return _Outcome(cursor.description, cursor.rowcount, cursor.lastrowid), rows
    finally:
        cursor.close()


class OneTripConnection(AsyncAdapt_aiosqlite_connection):
    """A connection whose cursors make one trip a statement.

    to_begin: how a transaction has begun, of which SQLite hears with its first statement, or never where none comes.
    """

    __slots__ = ("to_begin",)
    _cursor_cls: type[AsyncAdapt_aiosqlite_cursor] = OneTripCursor

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.to_begin = ""

    def rollback(self) -> None:
        self.to_begin = ""
        if self._is_in_transaction:
            super().rollback()

    def commit(self) -> None:
        self.to_begin = ""
        if self._is_in_transaction:
            super().commit()

    @property
    def _is_in_transaction(self) -> bool:
        """SQLAlchemy rolls back once more when it puts a connection away."""
        driver: Any = self.driver_connection
        return driver._connection is not None and driver.in_transaction


class OneTripDialect(SQLiteDialect_aiosqlite):
    """SQLAlchemy's dialect with such connections. It tells them itself that a transaction begins: with a listener for
    that, SQLAlchemy would look for others at every statement."""

    supports_statement_cache = True
    insertmanyvalues_implicit_sentinel = InsertmanyvaluesSentinelOpts.AUTOINCREMENT
    """Several rows of a table go in with one statement. SQLite numbers them in the order in which they stand there, so
    that by their numbers it is known which is which; SQLAlchemy does not count on that, and puts in one at a time."""

    def connect(self, *args: Any, **options: Any) -> Any:
        usual: Any = super().connect(*args, **options)
        return OneTripConnection(self.dbapi, usual.driver_connection)

    def do_begin(self, dbapi_connection: Any) -> None:
        dbapi_connection.dbapi_connection.to_begin = BEGIN


registry.register(DRIVER.replace("+", "."), __name__, OneTripDialect.__name__)
