"""`cop-bot migrate`, and `migrate --finish`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.cli.output import print
from bot.cli.progress import shown
from bot.settings import Settings, open_database
from storage.database import Database
from storage.migrate import NotMigrated, finish, unfinished, upgrade

UP_TO_DATE = "Bringing the database up to date"
TAKING_AWAY = "Taking away what only the version before needs"


async def migrate(settings: Settings, arguments: argparse.Namespace) -> int:
    async with opened(settings) as database:
        if arguments.finish:
            return await _finish(database)
        with shown() as progress:
            progress(UP_TO_DATE, 0, None)
            await upgrade(database)
        left = await unfinished(database)
    print("The database is up to date.")
    if left:
        print("Once no process of the version before runs any more: cop-bot migrate --finish")
    return 0


async def _finish(database: Database) -> int:
    try:
        with shown() as progress:
            progress(TAKING_AWAY, 0, None)
            gone = await finish(database)
    except NotMigrated:
        print("The database is not up to date. Run: cop-bot migrate", file=sys.stderr)
        return 1
    print(f"Taken away: {', '.join(gone)}." if gone else "There was nothing to take away.")
    return 0


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """The settings' database, closed at the end."""
    database = open_database(settings)
    try:
        yield database
    finally:
        await database.close()
