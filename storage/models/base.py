"""What every table shares: the declarative base, naming of constraints, and the column types.

Annotations in this folder are objects, not texts (no `from __future__ import annotations`): SQLAlchemy would evaluate
each of some hundreds at every start.
"""

from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import JSON, BindParameter, DateTime, Dialect, ForeignKey, Index, MetaData, String, Text, literal
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

CONSTRAINT_NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """A point in time: aware in Python, UTC in the database. Naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone; got a naive datetime")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def moment(value: datetime) -> BindParameter[datetime]:
    """A moment to write into SQL where no column says what it is: in CASE, MIN or COALESCE.

    Bare, it would be bound as any time of day, with the zone it happens to have; beside a column it need not be
    written so, since the column gives it its own type.
    """
    return literal(value, Moment())


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=CONSTRAINT_NAMES)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        datetime: Moment(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
    }


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index over the rows for which `where` holds, as the migrations make it in each database.

    Said with SQLAlchemy's `postgresql_where`, it would have every start on SQLite read all that speaks PostgreSQL.
    """
    return Index(name, *columns, unique=unique, info={"where": where})


Id = Annotated[int, mapped_column(primary_key=True)]
Key = Annotated[str, mapped_column(String(255))]
LongText = Annotated[str, mapped_column(Text())]
WorkspaceId = Annotated[int, mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"), index=True)]
NetworkId = Annotated[int, mapped_column(ForeignKey("networks.id", ondelete="CASCADE"), index=True)]
PersonId = Annotated[str, mapped_column(ForeignKey("people.id"))]
"""Our own id of somebody: see storage/models/people.py."""
