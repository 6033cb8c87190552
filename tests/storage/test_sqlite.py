"""A trip to SQLite's thread costs more than most statements, so there is one for each."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import delete, event, select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.pool import QueuePool

from storage.database import Database
from storage.models import Workspace


@pytest.fixture
async def database(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Database]:
    found = Database(f"sqlite:///{shutil.copy(sqlite_template, tmp_path)}")
    yield found
    await found.close()


async def add(database: Database, *slack_ids: str) -> None:
    async with database.write() as session:
        for slack_id in slack_ids:
            session.add(Workspace(slack_id=slack_id))
            await session.flush()


async def test_a_statement_is_one_trip_and_an_empty_reading_none(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    trips: list[object] = []
    usual = aiosqlite.Connection._execute

    async def counted(connection: aiosqlite.Connection, *what: Any) -> Any:
        trips.append(what)
        return await usual(connection, *what)

    await add(database, "T1", "T2")
    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)

    async with database.read() as session:
        ids = (await session.scalars(select(Workspace.slack_id).order_by(Workspace.slack_id))).all()
    assert ids == ["T1", "T2"]
    assert len(trips) == 2, "the statement, with what begins the transaction, and what ends it"

    trips.clear()
    async with database.read() as session:
        await session.connection()
    assert trips == []


async def test_writers_of_a_process_take_turns_and_hold_no_connection_while_they_wait(database: Database) -> None:
    waiting = []
    async with database.write() as session:
        session.add(Workspace(slack_id="T0"))
        await session.flush()
        waiting = [asyncio.create_task(add(database, f"T{number}")) for number in range(1, 20)]
        for _ in range(5):
            await asyncio.sleep(0)
        pool = database.engine.pool
        assert isinstance(pool, QueuePool)
        assert pool.checkedout() == 1
    await asyncio.gather(*waiting)
    async with database.read() as session:
        ids = (await session.scalars(select(Workspace.slack_id).order_by(Workspace.id))).all()
    assert ids == [f"T{number}" for number in range(20)], "in the order in which they came"


async def test_what_is_read_belongs_to_one_moment(database: Database) -> None:
    async with database.read() as session:
        assert (await session.scalars(select(Workspace.slack_id))).all() == []
        await add(database, "T1")
        assert (await session.scalars(select(Workspace.slack_id))).all() == []
    async with database.read() as session:
        assert (await session.scalars(select(Workspace.slack_id))).all() == ["T1"]


async def test_who_means_to_write_holds_the_lock_from_the_first_statement_and_who_reads_does_not(
    database: Database,
) -> None:
    other = sqlite3.connect(str(database.url.database), timeout=0, isolation_level=None)
    async with database.read() as session:
        await session.scalars(select(Workspace))
        other.execute("BEGIN IMMEDIATE")
        other.rollback()
    async with database.write() as session:
        await session.scalars(select(Workspace))
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    other.close()


async def test_errors_are_the_databases_own_and_leave_nothing_behind(database: Database) -> None:
    with pytest.raises(IntegrityError):
        await add(database, "T1", "T1")
    async with database.read() as session:
        with pytest.raises(OperationalError, match="no such table"):
            await session.execute(text("SELECT * FROM nowhere"))
    async with database.read() as session:
        assert (await session.scalars(select(Workspace.slack_id))).all() == []


async def test_several_rows_go_in_with_one_statement_and_each_knows_its_number(database: Database) -> None:
    await add(database, "T1", "T2", "T3")
    names = [f"T{number * 37 % 101}-again" for number in range(100)]
    asked: list[str] = []
    event.listen(database.engine.sync_engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    async with database.write() as session:
        await session.execute(delete(Workspace).where(Workspace.slack_id == "T2"))  # its number stays free
        rows = [Workspace(slack_id=name) for name in names]
        session.add_all(rows)
        await session.flush()
        known = {row.id: row.slack_id for row in rows}
    assert sum(statement.startswith("INSERT") for statement in asked) == 1
    async with database.read() as session:
        there = {row.id: row.slack_id for row in await session.scalars(select(Workspace)) if row.id in known}
    assert there == known
