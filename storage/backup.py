"""Copies of a SQLite database: taken while it is in use, and put back in its place."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from domain.progress import Progress, unseen
from storage.migrate import known_revisions
from storage.private_files import make_folder

COPYING = "Copying the database"
CHECKING = "Checking the copy"
PAGES = 1000
"""How many of a database's pages are copied between two looks at how far it is."""


class BackupError(Exception):
    """The copy cannot be made or used; the message says why, and what to do."""


def back_up(database: Path, target: Path, progress: Progress = unseen) -> None:
    """Copy the database, which may be in use, into a new file that only its owner can read. Raises BackupError."""
    if not database.exists():
        raise BackupError(f"There is no database at {database} yet.")
    with _new_file(target) as part:
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(part)) as copy:
            # One look at the database for the whole copy: each change meanwhile would start it anew.
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            source.backup(copy, pages=PAGES, progress=_copied(progress))
        progress(CHECKING, 0, None)
        check(part)


def check(path: Path) -> str:
    """The migration that a copy stands at. Raises BackupError where it is no sound database of this bot."""
    if not path.is_file():
        raise BackupError(f"There is no file {path}.")
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as copy:
            found = copy.execute("PRAGMA integrity_check").fetchone()[0]
            if found != "ok":
                raise BackupError(f"{path} is damaged: {found}. Use an earlier copy.")
            broken = copy.execute("PRAGMA foreign_key_check").fetchone()
            if broken is not None:
                raise BackupError(f"{path} is damaged: a row of {broken[0]} lacks what it belongs to.")
            revision = str(copy.execute("SELECT version_num FROM alembic_version").fetchone()[0])
            copy.execute("SELECT count(*) FROM workspaces, networks, deliveries LIMIT 1")
    except (sqlite3.Error, TypeError) as error:
        raise BackupError(f"{path} is no database of cop-bot ({error}).") from error
    if revision not in known_revisions():
        raise BackupError(f"{path} is of a newer version of cop-bot (migration {revision}). Update cop-bot first.")
    return revision


def put_back(copy: Path, database: Path, now: datetime, progress: Progress = unseen) -> Path | None:
    """Put a copy in the database's place; returns where the database before is kept, None where there was none.

    Messages that waited when the copy was made count as in doubt: they may have gone out since, so each is looked
    up before it is sent. Raises BackupError, having changed nothing, where the copy is unfit or the bot is running.
    """
    progress(CHECKING, 0, None)
    check(copy)
    aside = _aside(database, now)
    make_folder(database)
    part = database.with_name(f"{database.name}.restoring")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    with (
        closing(sqlite3.connect(f"{copy.resolve().as_uri()}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(part)) as fresh,
    ):
        source.backup(fresh, pages=PAGES, progress=_copied(progress))
        fresh.execute(
            "UPDATE deliveries SET in_doubt = 1, status = 'pending', lease_until = NULL "
            "WHERE status IN ('pending', 'claimed') AND operation != 'update'"
        )
        fresh.commit()
    if aside is not None:
        database.chmod(0o600)
        database.rename(aside)
    os.replace(part, database)
    return aside


def _copied(progress: Progress) -> Callable[[int, int, int], None]:
    """What SQLite tells while it copies: the pages that are left, and all of them."""
    return lambda _status, left, pages: progress(COPYING, pages - left, pages)


def _aside(database: Path, now: datetime) -> Path | None:
    """A name for the database before, which nobody is using: its log is folded in first."""
    if not database.exists():
        return None
    try:
        with closing(sqlite3.connect(database, timeout=2)) as connection:
            # Leaving WAL mode needs the database for itself alone, and folds the log in.
            mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    except sqlite3.OperationalError as error:
        raise BackupError("The database is in use. Stop the bot, then try again.") from error
    except sqlite3.DatabaseError:
        mode = "delete"  # it is damaged, which may well be why a copy is put back
    if mode != "delete":
        raise BackupError("The database is in use. Stop the bot, then try again.")
    for ending in ("-wal", "-shm"):
        database.with_name(database.name + ending).unlink(missing_ok=True)
    return database.with_name(f"{database.name}.before-{now:%Y%m%dT%H%M%S}")


@contextmanager
def _new_file(target: Path) -> Iterator[Path]:
    """A file to write that takes the name `target` once it is whole; an existing one is never overwritten."""
    part = target.with_name(f"{target.name}.part")
    if target.exists():
        raise BackupError(f"{target} exists already, and is not overwritten. Choose another name.")
    try:
        make_folder(target)
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
    except OSError as error:
        raise BackupError(f"{target} cannot be written: {error.strerror}.") from error
    try:
        yield part
        os.link(part, target)  # fails where the name was taken meanwhile
    except FileExistsError as error:
        raise BackupError(f"{target} exists already, and is not overwritten. Choose another name.") from error
    finally:
        part.unlink(missing_ok=True)
