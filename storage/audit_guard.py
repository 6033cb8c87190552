"""Triggers that keep the audit append-only, whoever asks. Laid again by every `migrate`, so that none is missing."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.engine import Connection

NAMES = ("audit_entries_no_update", "audit_entries_no_delete")

SQLITE = (
    *(
        f"CREATE TRIGGER IF NOT EXISTS audit_entries_no_{deed.lower()} BEFORE {deed} ON audit_entries "
        "BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"
        for deed in ("UPDATE", "DELETE")
    ),
)
POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the audit is append-only'; END $$",
    *(
        f"CREATE OR REPLACE TRIGGER audit_entries_no_{deed.lower()} BEFORE {deed} ON audit_entries "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()"
        for deed in ("UPDATE", "DELETE", "TRUNCATE")
    ),
)


def lay(connection: Connection) -> None:
    """Put the triggers in place."""
    for statement in SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL:
        connection.exec_driver_sql(statement)


def missing(connection: Connection) -> list[str]:
    """The names of the triggers that are not in place."""
    where = "sqlite_master WHERE type = 'trigger'" if connection.dialect.name == "sqlite" else "pg_trigger"
    column = "name" if connection.dialect.name == "sqlite" else "tgname"
    enabled = "" if connection.dialect.name == "sqlite" else " WHERE tgenabled <> 'D'"
    found = set(connection.execute(text(f"SELECT {column} FROM {where}{enabled}")).scalars())  # noqa: S608 - constants
    return [name for name in NAMES if name not in found]
