"""Hearing from PostgreSQL that another process has left work to do."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from storage.database import NEW_WORK_CHANNEL, Database
from storage.postgres import is_pooled

log = logging.getLogger(__name__)

WAITS = (0.5, 1, 2, 5, 15)
"""Seconds between attempts to connect again."""
QUIET_SECONDS = 60.0
"""After so long without a word the connection is tried out: a broken one may not show by itself."""


async def listen(database: Database, wake: Callable[[], None]) -> None:
    """Call `wake` whenever a transaction of any process left work, until cancelled.

    Also after each connection: what was said in between was not heard. Needs a connection of its own, straight to
    the server: a pooler that hands connections out by transaction does not pass notifications on. Behind one there is
    nothing to listen to, and the worker looks for itself, every few seconds.
    """
    import psycopg  # read where PostgreSQL is used: SQLite has no use for it

    address = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    failures = 0
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
                [process] = await (await connection.execute("SELECT pg_backend_pid()")).fetchone() or [0]
                if is_pooled(connection, process):
                    log.info("a pooler stands before the database; new work is looked for every few seconds")
                    return
                await connection.execute(f"LISTEN {NEW_WORK_CHANNEL}")
                failures = 0
                wake()
                while True:
                    async for _ in connection.notifies(timeout=QUIET_SECONDS):
                        wake()
                    await connection.execute("SELECT 1")
        except psycopg.Error as error:
            wait = WAITS[min(failures, len(WAITS) - 1)]
            failures += 1
            log.warning("lost touch with the database", extra={"reason": type(error).__name__, "seconds": wait})
            await asyncio.sleep(wait)
