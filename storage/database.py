"""The one door to the database: engines, transactions, and waking whoever waits for outgoing work."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event, func, make_url, select
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from domain.errors import AlreadyHandled
from storage import postgres, seen
from storage.models import HandledRequest

NEW_WORK = "new_work"
"""Key in `session.info`: set when a transaction leaves something for the worker to do."""

NEW_WORK_CHANNEL = "cop_bot_new_work"
"""What PostgreSQL calls it when it wakes the workers of other processes."""

ROUTINE = "routine"
"""Key in `session.info`: set when nobody waits for what the transaction sends, since the schedule asked for it."""

ASKER = "asker"
"""Key in `session.info`: the chat's id of the person whose request the transaction carries out, once it is known."""

AT_THE_END = "at_the_end"
"""Key in `session.info`: what a transaction still has to do before it commits."""

ERASED = "erased"
"""Key in `session.info`: set when a transaction deletes what must not stay behind in the database's files either."""
ERASED_FROM = ("pulse_answers", "pulses", "draft_ratings", "assessment_raters")
"""The tables that such transactions delete from."""

log = logging.getLogger(__name__)


def is_away(error: BaseException) -> bool:
    """Whether the database could not be asked, or not just now, so that the same may well work later.

    Anything else (a value that it refuses, a row that breaks a rule) is about the one thing that was asked.
    """
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    if isinstance(error, OperationalError) and getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:
        return False  # SQLite says so of a statement that makes no sense
    return isinstance(error, (OperationalError, InterfaceError, PoolTimeoutError, OSError))


def at_the_end(session: AsyncSession, task: Callable[[AsyncSession], Awaitable[None]]) -> None:
    """Run `task` once, as the last thing before the transaction commits."""
    session.info.setdefault(AT_THE_END, {})[task] = None


def database_url(text: str) -> URL:
    """The URL with the async driver this project uses; accepts `postgres://` as hosts hand it out.

    Raises ValueError with a sentence where the text is no usable database URL.
    """
    try:
        url = make_url(text)
    except Exception:
        raise ValueError("it is not a database URL; an example is sqlite:///var/cop-bot.db") from None
    if "@" in (url.host or "") or "@" in (url.database or ""):
        # What comes before the last @ belongs to the password, and would be shown as host or name.
        raise ValueError("a password with @, / or : in it is not read right; write these as %40, %2F and %3A")
    kind = url.get_backend_name()
    if kind == "sqlite":
        return url.set(drivername="sqlite+aiosqlite")
    if kind in ("postgres", "postgresql"):
        postgres.check_url(url)
        return url.set(drivername="postgresql+psycopg")
    raise ValueError(f"{kind[:20]} is not supported; use sqlite:///… or postgresql://…")


class Database:
    """Transactions over SQLite or PostgreSQL.

    `write()` is one use case: it commits as a whole or not at all. On SQLite it takes the write lock at
    the start, so that two writers queue instead of failing half-way.
    """

    def __init__(self, url: str, *, pool_size: int = 5) -> None:
        self.url = database_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        # What people said stands among the parameters of statements, and must not get into the log with an error.
        options: dict[str, Any] = {"pool_size": pool_size, "max_overflow": 5, "hide_parameters": True}
        if self.is_sqlite and self.url.database:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        if not self.is_sqlite:
            options["pool_pre_ping"] = True
        self.engine = create_async_engine(self.url, **options)
        self._writer = self.engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")
        if self.is_sqlite:
            event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)
            event.listen(self.engine.sync_engine, "begin", _begin_sqlite)
        else:
            event.listen(self.engine.sync_engine, "connect", postgres.prepare)
            event.listen(self.engine.sync_engine, "begin", postgres.begin)
        self._listeners: list[Callable[[], None]] = []

    @property
    def shown(self) -> str:
        """Which database it is, in a form that may be shown: without who enters it, and how."""
        if self.is_sqlite:
            return self.url.database or "in memory"
        return f"{self.url.database or ''} at {self.url.host or 'this machine'}"

    def on_new_work(self, listener: Callable[[], None]) -> None:
        """Call `listener` after each commit that left outgoing work."""
        self._listeners.append(listener)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A transaction that changes nothing."""
        async with AsyncSession(self.engine, expire_on_commit=False) as session:
            yield session

    @asynccontextmanager
    async def write(
        self,
        *,
        once: str | None = None,
        unseen: str | None = None,
        workspace_id: int | None = None,
        now: datetime | None = None,
        routine: bool = False,
    ) -> AsyncIterator[AsyncSession]:
        """A transaction that commits at the end of the block, or rolls back where the block raises.

        once: the request's key; the same key again in the workspace raises AlreadyHandled, unchanged.
        unseen: the same for some minutes, with nothing kept of when the request came; see storage.seen.
        routine: nobody waits for what it sends, so that lets other messages of the workspace go first.
        """
        async with AsyncSession(self._writer, expire_on_commit=False, info={ROUTINE: routine}) as session:
            async with session.begin():
                if once is not None and workspace_id is not None and now is not None:
                    session.add(HandledRequest(workspace_id=workspace_id, key=once, handled_at=now))
                    try:
                        await session.flush()
                    except IntegrityError as error:
                        raise AlreadyHandled(once) from error
                elif (
                    unseen is not None
                    and workspace_id is not None
                    and now is not None
                    and not await seen.is_new(session, workspace_id, unseen, now)
                ):
                    raise AlreadyHandled(unseen)
                yield session
                for task in session.info.pop(AT_THE_END, ()):
                    await task(session)
                if session.info.get(NEW_WORK) and not self.is_sqlite:
                    await session.execute(select(func.pg_notify(NEW_WORK_CHANNEL, "")))
            new_work, erased = session.info.get(NEW_WORK, False), session.info.get(ERASED, False)
        if erased:
            await self.clear_remains()
        if new_work:
            for listener in self._listeners:
                listener()

    async def clear_remains(self) -> None:
        """Clear what deleted rows leave behind: SQLite's write-ahead log, PostgreSQL's dead rows.

        What is deleted stays deleted where this fails, so a failure is logged and nothing more.
        """
        try:
            async with self.engine.connect() as connection:
                if self.is_sqlite:
                    await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                else:
                    alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
                    await alone.exec_driver_sql(f"VACUUM {', '.join(ERASED_FROM)}")
        except SQLAlchemyError:
            log.warning("deleted rows may stay in the database's files for a while", exc_info=True)

    async def close(self) -> None:
        await self.engine.dispose()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy sends BEGIN itself, see _begin_sqlite
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "busy_timeout=10000",
        "secure_delete=ON",  # what is deleted, such as a pulse's answers, is overwritten in the file
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))
