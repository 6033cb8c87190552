"""One dialect of each database for all tests of a process.

SQLAlchemy keeps the statements that it has made by dialect, and each engine has a dialect of its own: so every test
would make every statement anew, which costs more than asking it. Nothing else is kept: each test has its own engine.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Self

from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialectAsync_psycopg
from sqlalchemy.engine import URL, Dialect
from sqlalchemy.util import LRUCache

from storage import sqlite


class _Once:
    """Made once, however often it is asked for."""

    _only: Self | None = None
    _is_made = _is_initialised = False
    _statements: LRUCache[Any, Any] = LRUCache(5000)

    def __new__(cls, *_arguments: Any, **_options: Any) -> Self:
        if cls._only is None:
            cls._only = super().__new__(cls)
        return cls._only

    def __init__(self, *arguments: Any, **options: Any) -> None:
        if not self._is_made:
            super().__init__(*arguments, **options)
            self._is_made = True

    def initialize(self, connection: Connection) -> None:
        """Ask the server what it can, the first time."""
        if not self._is_initialised:
            super().initialize(connection)  # type: ignore[misc]
            self._is_initialised = True

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        engine._compiled_cache = cls._statements

    @classmethod
    def get_async_dialect_cls(cls, url: URL) -> type[Dialect]:
        """SQLAlchemy asks for it where the engine is an asynchronous one."""
        return cls  # type: ignore[return-value]


class OneSQLite(_Once, sqlite.OneTripDialect):
    supports_statement_cache = True


class OnePostgreSQL(_Once, PGDialectAsync_psycopg):
    """kept: by database, the connections that nobody uses now, where they are kept for the next test: the server begins
    a process for each, which knows none of the tables yet."""

    supports_statement_cache = True
    kept: ClassVar[dict[str, list[Any]] | None] = None
    _idle: ClassVar[dict[str, list[Any]]] = {}

    def connect(self, *arguments: Any, **options: Any) -> Any:
        idle = (self.kept or {}).get(str(options.get("dbname")), [])
        while idle:
            found = idle.pop()
            found.driver_connection.lock = asyncio.Lock()  # that of a loop which has ended
            try:
                self.do_ping(found)
            except self.loaded_dbapi.Error:
                continue
            found.rollback()
            return found
        return super().connect(*arguments, **options)

    def do_close(self, dbapi_connection: Any) -> None:
        driver = dbapi_connection.driver_connection
        if self.kept is None or driver.autocommit or driver.info.transaction_status != TransactionStatus.IDLE:
            super().do_close(dbapi_connection)
        else:
            self.kept.setdefault(driver.info.dbname, []).append(dbapi_connection)

    @classmethod
    @contextmanager
    def keep_connections(cls) -> Iterator[None]:
        """Within the block, connections are kept when they are closed, and used again."""
        cls.kept = cls._idle
        try:
            yield
        finally:
            cls.kept = None

    @classmethod
    def let_go(cls, database: str) -> None:
        """Close the connections to a database."""
        for connection in cls._idle.pop(database, []):
            connection.driver_connection.pgconn.finish()


def keep_statements() -> None:
    """Let every engine that is made from now on use the one dialect of its database, and what it has made."""
    for name, dialect in (("sqlite.onetrip", OneSQLite), ("postgresql.psycopg", OnePostgreSQL)):
        registry.register(name, __name__, dialect.__name__)


def set_sqlite_up() -> None:
    """Let SQLite give rows in the reverse of its usual order wherever a statement does not say in which: whoever relies
    on an order that nothing promises sees it at once, and not when PostgreSQL happens to give another.

    And let it not wait for the disk, since nothing here has to survive a power cut, and keep its many small tables on
    small pages, since files are copied for each house."""
    usual = sqlite.prepare

    def prepare(connection: Any, record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA page_size=1024")
        usual(connection, record)
        cursor.execute("PRAGMA reverse_unordered_selects=ON")
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.close()

    sqlite.prepare = prepare
