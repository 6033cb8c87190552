"""Migrations and models agree, on both databases."""

from __future__ import annotations

from storage.database import Database
from storage.migrate import differences, is_current, upgrade


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
