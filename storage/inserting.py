"""The INSERT that can say what to do where the row is there already, which each database has its own kind of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import Base

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql


def insert_into(session: AsyncSession, model: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT into the model's table, for the database that the session is on; it knows ON CONFLICT."""
    return insert_for(session.get_bind().dialect.name, model)


def insert_for(dialect: str, model: type[Base] | Table) -> sqlite.Insert | postgresql.Insert:
    """The same for a kind of database: "sqlite" or "postgresql". Given a model's table alone, it makes no objects, and
    costs less."""
    if dialect == "sqlite":
        return sqlite.insert(model)
    # All that SQLAlchemy has for PostgreSQL comes along: SQLite has no use for it.
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(model)


def table_of(model: type[Base]) -> Table:
    """The model's table."""
    table = model.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{model.__name__} is no table")
    return table
