"""What the schema has no more use for once no process of the version before runs, and taking it away.

A migration only adds, so that the old code goes on beside the new. What it leaves behind (columns that moved, the
triggers that keep old and new in step meanwhile) is declared here, and goes in a step of its own that is no part of
the chain of migrations: at once where nothing can run beside this code (SQLite, a new database), by
`cop-bot migrate --finish` on a PostgreSQL that was in use. The code works before and after.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from msgspec import Struct, field
from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection
from sqlalchemy.schema import CreateTable


class Leaving(Struct, frozen=True):
    """What one migration leaves behind, named by its number.

    columns: by table. tables: whole ones. triggers: (table, name), and functions: the names of what PostgreSQL alone
    has; a trigger goes before its function. last: what has to be carried over before anything goes, given the
    connection; a process of the old version may have written until now.
    """

    revision: str
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    tables: Sequence[str] = ()
    triggers: Sequence[tuple[str, str]] = ()
    functions: Sequence[str] = ()
    last: Callable[[Connection], None] | None = None


PEOPLE_BY_CHAT_ID = {
    "actions": ("owner_id", "created_by", "done_by"),
    "agreed_levels": ("recorded_by",),
    "deliveries": ("people", "payload", "lane"),
    "installations": ("installed_by",),
    "introductions": ("seil_id", "first_id", "second_id"),
    "lanes": ("key",),
    "meetings": ("booked_by", "minutes_by"),
    "memberships": ("slack_user_id",),
    "pulses": ("started_by",),
    "review_rounds": ("proposed_by", "approved_by", "closed_by"),
    "review_visits": ("lead_id", "done_by"),
    "role_proposals": ("slack_user_id", "proposed_by", "answered_by"),
    "rsvps": ("slack_user_id",),
}


def _forget_occasions_by_chat_id(connection: Connection) -> None:
    """While both versions ran, an occasion that is somebody's stood there twice, under a key for each of them."""
    if connection.dialect.name != "sqlite":
        connection.execute(
            text(
                "DELETE FROM occasions USING people WHERE people.workspace_id = occasions.workspace_id "
                "AND people.chat_id = split_part(occasions.key, ':', 1)"
            )
        )


LEAVING: tuple[Leaving, ...] = (
    Leaving(
        "0013",
        columns={"schools": ("network_id", "active"), "networks": ("area", "region")},
        triggers=(
            ("schools", "cop_schools_written"),
            ("school_memberships", "cop_school_memberships_written"),
            ("networks", "cop_networks_written"),
            ("areas", "cop_areas_written"),
            ("regions", "cop_regions_written"),
        ),
        functions=(
            "cop_schools_written",
            "cop_school_memberships_written",
            "cop_networks_written",
            "cop_areas_written",
            "cop_regions_written",
            "cop_place_key",
        ),
    ),
    Leaving(
        "0014",
        columns=PEOPLE_BY_CHAT_ID,
        triggers=(
            *((table, f"cop_keep_{table}") for table in (*PEOPLE_BY_CHAT_ID, "occasions")),
            ("pulses", "cop_keep_question"),
            ("assessment_rounds", "cop_keep_question"),
        ),
        functions=(
            *(f"cop_keep_{table}" for table in (*PEOPLE_BY_CHAT_ID, "occasions", "questions")),
            "cop_lane_of_people",
            "cop_lane_of_chats",
            "cop_people_in",
            "cop_chats_in",
            "cop_person_for",
            "cop_chat_of",
        ),
        last=_forget_occasions_by_chat_id,
    ),
)


def still_there(connection: Connection) -> list[str]:
    """What is there and should leave: tables, and columns as "table.column"; empty where all is finished."""
    inspector = inspect(connection)
    there = set(inspector.get_table_names())
    found = []
    for leaving in LEAVING:
        found += [table for table in leaving.tables if table in there]
        for table, columns in leaving.columns.items():
            if table in there:
                names = {column["name"] for column in inspector.get_columns(table)}
                found += [f"{table}.{column}" for column in columns if column in names]
    return found


def finish(connection: Connection) -> list[str]:
    """Take away what is still there, and say what that was. To be called at the newest migration, and where no old
    process runs any more."""
    found = set(still_there(connection))
    gone = []
    for leaving in LEAVING:
        columns = {
            table: [name for name in names if f"{table}.{name}" in found] for table, names in leaving.columns.items()
        }
        columns = {table: names for table, names in columns.items() if names}
        tables = [table for table in leaving.tables if table in found]
        if not columns and not tables:
            continue
        if leaving.last is not None:
            leaving.last(connection)
        if connection.dialect.name == "sqlite":
            _rebuild(connection, columns)
        else:
            _drop(connection, leaving, columns)
        for table in tables:
            connection.execute(text(f"DROP TABLE {table}"))
        gone += [*tables, *(f"{table}.{name}" for table, names in columns.items() for name in names)]
    return gone


def _drop(connection: Connection, leaving: Leaving, columns: Mapping[str, Sequence[str]]) -> None:
    """PostgreSQL: a column takes its indexes and constraints along."""
    for table, name in leaving.triggers:
        connection.execute(text(f"DROP TRIGGER IF EXISTS {name} ON {table}"))
    for name in leaving.functions:
        connection.execute(text(f"DROP FUNCTION IF EXISTS {name}"))
    for table, names in columns.items():
        connection.execute(text(f"ALTER TABLE {table} {', '.join(f'DROP COLUMN {name}' for name in names)}"))


def _rebuild(connection: Connection, tables: Mapping[str, Sequence[str]]) -> None:
    """SQLite, which drops no column that a key or an index names: make each table anew as the models have it.

    Its indexes stay as the migrations made them. Foreign keys are off meanwhile (storage.migrate), and other tables go
    on referring to it by its name.
    """
    from storage.models.every import METADATA  # a start looks what is still there, and needs no tables for it

    connection.execute(text("PRAGMA legacy_alter_table=ON"))
    for name, leaving in tables.items():
        table = METADATA.tables[name]
        made = text("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = :name AND sql IS NOT NULL")
        indexes = {str(index): str(sql) for index, sql in connection.execute(made, {"name": name})}
        of_leaving = {
            there["name"]
            for there in inspect(connection).get_indexes(name)
            if set(there["column_names"]) & set(leaving)
        }
        for index in indexes:
            connection.execute(text(f"DROP INDEX {index}"))
        connection.execute(text(f"ALTER TABLE {name} RENAME TO _{name}"))
        connection.execute(CreateTable(table))
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        connection.execute(text(f"INSERT INTO {name} ({columns}) SELECT {columns} FROM _{name}"))  # noqa: S608 - ours
        connection.execute(text(f"DROP TABLE _{name}"))
        for index, sql in indexes.items():
            if index not in of_leaving:
                connection.exec_driver_sql(sql)
    connection.execute(text("PRAGMA legacy_alter_table=OFF"))


def compared(connection: Connection) -> Callable[..., bool]:
    """For Alembic's comparison of models and database: leaves out what is still there and will leave."""
    return partial(_is_compared, frozenset(still_there(connection)))


def _is_compared(
    leaving: frozenset[str], schema_object: Any, name: str | None, kind: str, reflected: bool, _other: Any
) -> bool:
    if not reflected:
        return True
    if kind == "table":
        return name not in leaving
    table = schema_object.table.name
    if kind == "column":
        return f"{table}.{name}" not in leaving
    return not any(f"{table}.{column.name}" in leaving for column in schema_object.columns)
