"""Moving everything from SQLite to PostgreSQL in one transaction, and counting that all arrived."""

from __future__ import annotations

from sqlalchemy import Table, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.progress import Progress, unseen
from storage.database import Database
from storage.migrate import is_current, upgrade
from storage.models.every import METADATA
from storage.questions import every_open
from storage.sqlite import take_lock

CHUNK = 500
MOVING = "Moving rows"


class MoveError(Exception):
    """Nothing was moved; the message says why, and what to do."""


async def move(source: Database, target: Database, progress: Progress = unseen) -> dict[str, int]:
    """Copy every row; returns how many there are by table. Raises MoveError, having changed nothing.

    The source is locked against changes meanwhile, and stays as it is.
    """
    if not source.is_sqlite or target.is_sqlite:
        raise MoveError("Only a SQLite database can be moved, and only to PostgreSQL.")
    if not await is_current(source):
        raise MoveError("The SQLite database is not up to date. Run: cop-bot migrate")
    await upgrade(target)
    async with source.read() as session:
        if open_ := await every_open(session):
            questions = "A question is" if len(open_) == 1 else f"{len(open_)} questions are"
            raise MoveError(
                f"{questions} open. Answers stay under the key of the database that they were given in: move once all "
                "are closed, or withdraw them first."
            )
    async with source.engine.begin() as old, target.engine.begin() as new:
        await old.run_sync(take_lock)
        await _require_empty(new)
        counts: dict[str, int] = {}
        every = {table: await _count(old, table) for table in METADATA.sorted_tables}
        for table, there in every.items():
            progress(MOVING, sum(counts.values()), sum(every.values()))
            await _copy(old, new, table)
            here = await _count(new, table)
            if there != here:
                raise MoveError(f"{table.name}: {there} rows were read and {here} arrived.")
            counts[table.name] = here
    return counts


async def _require_empty(new: AsyncConnection) -> None:
    for table in METADATA.sorted_tables:
        if await _count(new, table):
            raise MoveError(f"The PostgreSQL database is not empty: {table.name} holds rows. Use a fresh database.")


async def _copy(old: AsyncConnection, new: AsyncConnection, table: Table) -> None:
    rows = await old.stream(select(table).order_by(*table.primary_key))
    async for chunk in rows.mappings().partitions(CHUNK):
        await new.execute(insert(table), [dict(row) for row in chunk])
    counter = table.autoincrement_column
    if counter is not None:
        # The next row is numbered after those that came along.
        await new.execute(
            text(
                f"SELECT setval(pg_get_serial_sequence('{table.name}', '{counter.name}'), "  # noqa: S608 - our names
                f"(SELECT max({counter.name}) FROM {table.name}))"
            )
        )


async def _count(connection: AsyncConnection, table: Table) -> int:
    return await connection.scalar(select(func.count()).select_from(table)) or 0
