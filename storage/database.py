"""The one door to the database: engines, transactions, and waking whoever waits for outgoing work."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager, nullcontext
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import event, func, make_url, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session

from domain.errors import AlreadyHandled
from storage import postgres, seen, sqlite
from storage.models import HandledRequest
from storage.overwriting import OVERWRITTEN
from storage.private_files import make_folder, make_private
from storage.question_keys import KeyFiles, KeyStore, KeyTable, QuestionKeys
from storage.sealing import KeyFile, Keyring

VAR = Path("var")
"""Where the embedded default keeps its files, and the answers' key of a PostgreSQL stands."""
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

FORGOTTEN = "forgotten"
"""Key in `session.info`: the questions that a transaction ends, whose keys are destroyed after it."""
ERASED = "erased"
"""Key in `session.info`: set when a transaction deletes what stands unsealed in the database's files."""
ERASED_FROM = ("pulse_answers", "pulses", "draft_ratings", "assessment_raters")
"""The tables that such transactions delete from."""
KEYS = "keys"
"""Key in `session.info`: the keys of open questions, see storage/question_keys.py."""

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
        return url.set(drivername=sqlite.DRIVER)
    if kind in ("postgres", "postgresql"):
        postgres.check_url(url)
        return url.set(drivername="postgresql+psycopg")
    raise ValueError(f"{kind[:20]} is not supported; use sqlite:///… or postgresql://…")


class Database:
    """Transactions over SQLite or PostgreSQL.

    `write()` is one use case: it commits as a whole or not at all. On SQLite it takes the write lock at
    the start, so that two writers queue instead of failing half-way.
    """

    def __init__(self, url: str, *, pool_size: int = 10, answer_keys: Sequence[str] = ()) -> None:
        """answer_keys: what questions' keys are encrypted with, the first one seals. Without them they stand in a file,
        made at the first need: beside a SQLite database, in var/ for PostgreSQL, which several machines then cannot
        share."""
        self.url = database_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        # What this process left behind is not known of the one before.
        self.may_have_remains = True
        # No value ever stands in an error: it may be an answer, beside the person who gave it.
        options: dict[str, Any] = {"pool_size": pool_size, "max_overflow": 0, "hide_parameters": True}
        store: KeyStore = KeyTable()
        path = Path(self.url.database or "cop-bot.db") if self.is_sqlite else VAR / str(self.url.database)
        if self.is_sqlite:
            make_folder(path)
            store = KeyFiles(path.with_name(f"{path.name}.open"))
        self.key_file = None if answer_keys else KeyFile(path.with_name(f"{path.name}.key"))
        read = self.key_file.read if self.key_file is not None else lambda: answer_keys
        only_ring = self.key_file is not None and self.is_sqlite
        self.keys = QuestionKeys(Keyring(read), store, only_ring=only_ring)
        self.engine = create_async_engine(self.url, **options)
        self._reader = self.engine
        self._writing = sqlite.WritingSession if self.is_sqlite else Session
        if self.is_sqlite:
            event.listen(self.engine.sync_engine, "connect", sqlite.prepare)
            if self.url.database:
                event.listen(self.engine.sync_engine, "connect", lambda *_: make_private(path))
        else:
            event.listen(self.engine.sync_engine, "connect", postgres.prepare)
            event.listen(self.engine.sync_engine, "begin", postgres.begin)
            check = partial(postgres.check, self.engine.dialect)
            event.listen(self.engine.sync_engine, "checkout", lambda connection, record, _: check(connection, record))
            event.listen(self.engine.sync_engine, "checkin", postgres.note_use)
            self._reader = self.engine.execution_options(**postgres.READING)
        self._turns = sqlite.Turns() if self.is_sqlite else None
        self._forgotten_in: int | None = None
        """The span in which this process has last deleted the seen requests of earlier ones."""
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
        async with AsyncSession(self._reader, expire_on_commit=False, info={KEYS: self.keys}) as session:
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
        info = {ROUTINE: routine, KEYS: self.keys}
        span = seen.span_of(now) if unseen is not None and now is not None else None
        turn = self._turns.turn() if self._turns is not None else nullcontext()
        options: dict[str, Any] = {"sync_session_class": self._writing, "expire_on_commit": False, "info": info}
        async with turn, AsyncSession(self.engine, **options) as session:
            async with session.begin():
                if once is not None and workspace_id is not None and now is not None:
                    session.add(HandledRequest(workspace_id=workspace_id, key=once, handled_at=now))
                    try:
                        await session.flush()
                    except IntegrityError as error:
                        raise AlreadyHandled(once) from error
                elif unseen is not None and workspace_id is not None and span is not None:
                    if span != self._forgotten_in:
                        await seen.forget(session, span)
                    if not await seen.is_new(session, workspace_id, unseen, span):
                        raise AlreadyHandled(unseen)
                yield session
                if overwritten := session.info.pop(OVERWRITTEN, None):
                    # Read when it is first needed: it reads every table's model.
                    from storage import first_words

                    await first_words.keep(session, overwritten, now)
                for task in session.info.pop(AT_THE_END, ()):
                    await task(session)
                if session.info.get(NEW_WORK) and not self.is_sqlite:
                    await session.execute(select(func.pg_notify(NEW_WORK_CHANNEL, "")))
            self._forgotten_in = span or self._forgotten_in
            new_work, erased = session.info.get(NEW_WORK, False), session.info.get(ERASED, False)
            forgotten = session.info.get(FORGOTTEN, ())
        if erased or forgotten:
            await self.clear_remains(forgotten, unsealed=erased)
        if new_work:
            for listener in self._listeners:
                listener()

    async def clear_remains(
        self, questions: Collection[str] | None = None, *, unsealed: bool = True, patience_ms: int = 1000
    ) -> bool:
        """Destroy the keys of closed questions, and clear what deleted rows leave behind: SQLite's write-ahead log,
        PostgreSQL's dead rows. Returns whether all of it is gone.

        questions: those that were just closed; without them all are looked for. unsealed: whether rows were deleted
        that anybody can read; sealed ones are noise without their key. What is deleted stays deleted where this fails;
        the schedule tries again, and the operator is told.
        """
        unsealed = unsealed or self.may_have_remains
        self.may_have_remains = True
        try:
            if self.is_sqlite:
                if questions is None:
                    await self._destroy_keys(None)
                    questions = ()
                # Both wait for the disk, so they do it together.
                _, emptied = await asyncio.gather(self._destroy_keys(questions), self._empty_log(patience_ms))
                if not emptied:
                    log.warning("the write-ahead log cannot be emptied: something reads the database for long")
                    return False
            else:
                await self._destroy_keys(questions)
                if unsealed:
                    async with self.engine.connect() as connection:
                        alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
                        await alone.exec_driver_sql(f"VACUUM {', '.join(ERASED_FROM)}")
        except (SQLAlchemyError, OSError):
            log.warning("what was deleted may stay in the database's files for a while", exc_info=True)
            return False
        self.may_have_remains = False
        return True

    async def _destroy_keys(self, questions: Collection[str] | None) -> None:
        """Destroy the keys of these questions, or of all that are closed. Files need no transaction for that."""
        if questions is None:
            async with self.write() as session:
                await self.keys.keep(session)
        elif questions:
            async with AsyncSession(self.engine) as session, session.begin():
                await self.keys.destroy(session, questions)

    async def _empty_log(self, patience_ms: int) -> bool:
        """Fold SQLite's write-ahead log in and cut it to nothing; False where a reader still needs it."""
        async with self.engine.connect() as connection:
            alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await alone.exec_driver_sql(f"PRAGMA busy_timeout={patience_ms}")
            try:
                return not (await alone.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")).one()[0]
            finally:
                await alone.exec_driver_sql(f"PRAGMA busy_timeout={sqlite.BUSY_MS}")

    async def close(self) -> None:
        await self.engine.dispose()
