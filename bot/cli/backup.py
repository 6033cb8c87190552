"""`cop-bot backup`, `cop-bot restore` and `cop-bot move-to`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.app import build_context, worker_name
from bot.cli.output import print
from bot.cli.progress import shown
from bot.clock import system_clock
from bot.plain import never_show
from bot.settings import Settings, SettingsError, open_database
from prompts.wording import count
from services import build as build_services
from services.audit import COMMAND_LINE, record
from storage import deliveries
from storage.audit import workspaces
from storage.backup import BackupError, back_up, put_back
from storage.database import Database
from storage.migrate import upgrade
from storage.sqlite_to_postgres import MoveError, move


async def backup(settings: Settings, arguments: argparse.Namespace) -> int:
    """Copy the SQLite database into a new file, while the bot may be running."""
    try:
        with shown() as progress:
            back_up(_sqlite_file(settings), arguments.file, progress)
    except BackupError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Backed up to {arguments.file}. It holds what people said, so keep it where only operators can read it.")
    return 0


async def restore(settings: Settings, arguments: argparse.Namespace) -> int:
    """Put a copy in the place of the SQLite database, which is kept under another name."""
    database = _sqlite_file(settings)
    try:
        with shown() as progress:
            aside = put_back(arguments.file, database, system_clock(), progress)
    except BackupError as error:
        print(error, file=sys.stderr)
        return 1
    await _note(open_database(settings), "database.restored", arguments.file.name)
    await _take_back(settings)
    if aside is not None:
        print(f"The database before is kept as {aside}.")
    print("Restored. Messages that waited in the copy are looked up before they are sent.")
    return 0


async def restored(settings: Settings, _arguments: argparse.Namespace) -> int:
    """Make a database that was just put back from a copy ready to go on; for SQLite, restore does this itself."""
    await _note(open_database(settings), "database.restored", "")
    database = open_database(settings)
    try:
        async with database.write() as session:
            await deliveries.doubt_unfinished(session)
    finally:
        await database.close()
    await _take_back(settings)
    print("Messages that waited in the copy are looked up before they are sent.")
    return 0


async def _take_back(settings: Settings) -> None:
    """End the questions that were open in a copy: their answers belong to a time that is over, and a result of theirs
    may be out already."""
    context = build_context(settings)
    try:
        number = await build_services(context, worker_name()).keeping.take_all_back(system_clock())
    finally:
        await context.database.close()
    if number:
        questions = "A question that was" if number == 1 else f"{number} questions that were"
        print(f"{questions} open in the copy {'is' if number == 1 else 'are'} taken back, and nothing of them kept.")


async def move_to(settings: Settings, arguments: argparse.Namespace) -> int:
    """Copy everything from SQLite to an empty PostgreSQL database."""
    _sqlite_file(settings)
    try:
        target = Database(arguments.url)  # no question is open in it
    except ValueError as error:
        print(f"The URL cannot be used: {error}.", file=sys.stderr)
        return 2
    never_show(arguments.url, target.url.password)
    source = open_database(settings)
    try:
        with shown() as progress:
            counts = await move(source, target, progress)
    except MoveError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        await source.close()
        await target.close()
    await _note(Database(arguments.url), "database.moved", "")
    for table, number in sorted(counts.items()):
        print(f"{number:8} {table}")
    moved = count(sum(counts.values()), "row")
    print(f"{moved} moved, and counted. Set DATABASE_URL to the new database before the next start.")
    return 0


def _sqlite_file(settings: Settings) -> Path:
    """The database's file. Raises SettingsError where it is none."""
    database = open_database(settings)
    if not database.is_sqlite or not database.url.database:
        raise SettingsError(
            ["DATABASE_URL is no SQLite file. For PostgreSQL use pg_dump and pg_restore: see docs/operations.md"]
        )
    return Path(database.url.database)


async def _note(database: Database, action: str, subject: str) -> None:
    """Bring the database up to date, and record in every workspace's audit what was done to it."""
    try:
        await upgrade(database)
        async with database.write() as session:
            for workspace in await workspaces(session):
                await record(session, workspace.id, COMMAND_LINE, action, subject, now=system_clock())
    finally:
        await database.close()
