"""`cop-bot migrate`."""

from __future__ import annotations

import argparse
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.cli.output import print
from bot.cli.progress import shown
from bot.settings import Settings, open_database
from storage.database import Database
from storage.migrate import upgrade

UP_TO_DATE = "Bringing the database up to date"


async def migrate(settings: Settings, _arguments: argparse.Namespace) -> int:
    async with opened(settings) as database:
        with shown() as progress:
            progress(UP_TO_DATE, 0, None)
            await upgrade(database)
    print("The database is up to date.")
    return 0


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """The settings' database, closed at the end."""
    database = open_database(settings)
    try:
        yield database
    finally:
        await database.close()
