"""Bringing a database to the newest schema, and telling whether it is there.

What a migration leaves behind for the sake of the code before it goes in a step of its own: storage/leaving.py.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from storage import audit_guard, leaving
from storage.database import Database
from storage.sqlite import heed_foreign_keys, take_lock

if TYPE_CHECKING:
    from alembic.config import Config
# Alembic is read when there is something to migrate: at most starts a look at the number is all there is to do.

MIGRATIONS = Path(__file__).parent / "migrations"
MIGRATING = 0x636F70
"""The number of PostgreSQL's advisory lock that a process holds while it migrates."""

log = logging.getLogger(__name__)


@cache
def known_revisions() -> tuple[str, ...]:
    """The numbers of the migrations that this code knows, in order: what their files' names begin with."""
    return tuple(sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py")))


def alembic_config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config


async def upgrade(database: Database) -> None:
    """Run every migration that the database has not seen, or none where one fails; processes take turns.

    A database that newer code has migrated stays as it is: a migration adds before a later one takes away, so that
    this code goes on with it. Where no old process can be at work (SQLite, a new database), what the migrations leave
    behind goes at once.
    """

    def run(connection: Connection) -> bool:
        before = _revision(connection)
        if _is_ahead(connection):
            log.warning("the database was migrated by a newer version; it stays as it is")
            return False
        if before != known_revisions()[-1]:
            _migrate(connection)
            if database.is_sqlite or before is None:
                leaving.finish(connection)
        audit_guard.lay(connection)
        return before != known_revisions()[-1]

    await _change(database, run)


async def finish(database: Database) -> list[str]:
    """Take away what only processes of the version before need, and say what that was, such as "table.column".

    Raises NotMigrated where the database is not at this code's newest migration.
    """
    gone: list[str] = []

    def run(connection: Connection) -> bool:
        if _revision(connection) != known_revisions()[-1]:
            raise NotMigrated
        gone.extend(leaving.finish(connection))
        return bool(gone)

    await _change(database, run)
    return gone


async def unfinished(database: Database) -> list[str]:
    """What is still there for processes of the version before; empty where nothing is to finish."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(leaving.still_there)


class NotMigrated(Exception):
    """The database is not at the newest migration that this code knows."""


async def _change(database: Database, run: Callable[[Connection], bool]) -> None:
    """Call `run` in one transaction of the schema's, one process at a time; it says whether it changed anything.

    SQLite remakes tables whose columns change, so it looks at its foreign keys only at the end.
    """

    def alone(connection: Connection) -> None:
        if not database.is_sqlite:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATING})"))
        if run(connection) and database.is_sqlite:
            broken = connection.execute(text("PRAGMA foreign_key_check")).first()
            if broken is not None:
                raise RuntimeError(f"a row of {broken[0]} would lack what it belongs to")

    async with database.engine.connect() as connection:
        try:
            if database.is_sqlite:
                await heed_foreign_keys(connection, heed=False)
            async with connection.begin():
                if database.is_sqlite:
                    await connection.run_sync(take_lock)
                await connection.run_sync(alone)
        finally:
            if database.is_sqlite:  # others use the connection after us
                await heed_foreign_keys(connection, heed=True)


def _migrate(connection: Connection) -> None:
    from alembic import command

    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


async def is_current(database: Database) -> bool:
    """Whether the database stands at the newest migration that this code knows, neither before nor past it."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(_revision) == known_revisions()[-1]


async def is_empty(database: Database) -> bool:
    """Whether no migration has been run yet."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(_revision) is None


async def is_usable(database: Database) -> bool:
    """Whether the database has all the migrations that this code knows; newer ones do not disturb it."""

    def run(connection: Connection) -> bool:
        return _revision(connection) == known_revisions()[-1] or _is_ahead(connection)

    async with database.engine.connect() as connection:
        return await connection.run_sync(run)


def _is_ahead(connection: Connection) -> bool:
    """Whether the database has a migration that this code does not know."""
    revision = _revision(connection)
    return revision is not None and revision not in known_revisions()


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


async def differences(database: Database) -> list[str]:
    """What the models have that the migrated database lacks, or the other way round; empty when they agree.

    What is still there and will leave is no difference.
    """

    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from storage.models.every import METADATA

    def compare(connection: Connection) -> list[str]:
        opts = {"compare_type": True, "include_object": leaving.compared(connection)}
        context = MigrationContext.configure(connection, opts=opts)
        return [str(difference) for difference in compare_metadata(context, METADATA)]

    async with database.engine.connect() as connection:
        return await connection.run_sync(compare)
