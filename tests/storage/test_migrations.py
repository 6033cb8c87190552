"""Migrations and models agree, on both databases."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text

import storage.models
from storage.database import Database
from storage.holdings import BY_CHAT_ID, HOLDINGS, WITHOUT_PEOPLE, known_tables
from storage.migrate import alembic_config, differences, is_current, is_usable, known_revisions, upgrade
from storage.models import Base
from storage.models.every import METADATA


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    with request.getfixturevalue("postgres").empty_database() as url:
        yield url


def test_the_migrations_files_are_named_by_their_numbers() -> None:
    """So that a start tells without Alembic whether there is anything to do."""
    chain = [script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()]
    assert list(known_revisions()) == chain[::-1]


def test_a_features_tables_are_whole_without_the_other_features() -> None:
    """A row is kept only where the tables that it refers to are known: so whoever refers to one imports it."""
    module = {mapper.local_table: mapper.class_.__module__ for mapper in Base.registry.mappers}
    at_every_start = {getattr(storage.models, name).__module__ for name in storage.models.__all__}
    for table, own in module.items():
        named = {getattr(found, "__module__", None) for found in vars(sys.modules[own]).values()}
        referred = {module[key.column.table] for key in table.foreign_keys}
        assert referred - at_every_start - named - {own} == set(), table


def test_each_table_says_what_it_holds_of_people() -> None:
    """So that nobody's data is forgotten when it is handed out or erased."""
    tables = METADATA.tables
    assert set(tables) - set(known_tables()) == set(), "add it to HOLDINGS or WITHOUT_PEOPLE in storage/holdings.py"
    named = ["people", *(one.table for one in HOLDINGS), *BY_CHAT_ID, *WITHOUT_PEOPLE]
    assert sorted(named) == sorted(tables), "each of them once"


async def test_models_and_migrations_agree(database_url: str) -> None:
    database = Database(database_url)
    try:
        assert await is_current(database)
        assert await differences(database) == []
    finally:
        await database.close()


async def test_migrating_again_changes_nothing(database_url: str) -> None:
    database = Database(database_url)
    try:
        await upgrade(database)
        assert await is_current(database)
    finally:
        await database.close()


async def test_processes_that_migrate_at_the_same_moment_take_turns(empty_database_url: str) -> None:
    databases = [Database(empty_database_url) for _ in range(4)]
    try:
        await asyncio.gather(*(upgrade(database) for database in databases))
        assert await is_current(databases[0])
    finally:
        await asyncio.gather(*(database.close() for database in databases))


async def test_an_empty_database_is_of_no_use(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    try:
        assert not await is_usable(database)
    finally:
        await database.close()


async def test_a_database_that_newer_code_migrated_is_used_and_left_as_it_is(database_url: str) -> None:
    database = Database(database_url)
    try:
        async with database.write() as session:
            await session.execute(text("UPDATE alembic_version SET version_num = 'newer'"))
        await upgrade(database)
        assert await is_usable(database)
        assert not await is_current(database)
        async with database.read() as session:
            assert await session.scalar(text("SELECT version_num FROM alembic_version")) == "newer"
    finally:
        await database.close()
