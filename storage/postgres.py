"""PostgreSQL's own ways: addresses as hosts hand them out, what a connection is set to, and poolers in between."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection
from sqlalchemy.engine import URL, Dialect
from sqlalchemy.exc import InvalidatePoolError

if TYPE_CHECKING:
    import psycopg

SETTINGS = {"synchronous_commit": "on", "idle_in_transaction_session_timeout": "60s"}
"""A claim that is committed must outlive a crash of the server, or its message would be sent again; and a process
that stopped answering in the midst of a transaction must not keep its locks. Set once connected, since poolers refuse
to be asked for them at the start."""

POOLED = "pooled"
"""Key in a connection's `info`: a pooler hands out another of the server's connections for each transaction."""

USED_AT = "used_at"
"""Key in a connection's `info`: when it was last given back, by a clock that only goes forward."""
FRESH_SECONDS = 1.0
"""How long after its last use a connection is taken to be there still."""

READING = {"isolation_level": "AUTOCOMMIT"}
"""Execution options for whoever only reads: each statement sees its own moment here anyway, so beginning a transaction
and ending it would be two more trips for nothing."""

SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")


def check_url(url: URL) -> None:
    """Raises ValueError with a sentence where the driver would not take the address."""
    import psycopg  # read where PostgreSQL is used: SQLite has no use for it
    from psycopg.conninfo import conninfo_to_dict

    mode = url.query.get("sslmode")
    if "ssl" in url.query:
        raise ValueError("it says ssl=…, which is for other programs; write sslmode=require instead")
    if mode == "no-verify":
        raise ValueError(
            "it says sslmode=no-verify, which is for other programs; write sslmode=require, which encrypts and "
            "verifies no certificate either"
        )
    if mode is not None and mode not in SSL_MODES:
        raise ValueError(f"it says sslmode={mode}; use one of {', '.join(SSL_MODES)}")
    try:
        conninfo_to_dict(url.set(drivername="postgresql").render_as_string(hide_password=False))
    except psycopg.ProgrammingError as error:
        # Only what stands after the question mark is named: the rest may hold the password.
        unknown = next((name for name in url.query if f'"{name}"' in str(error)), None)
        what = f"it says {unknown}=…, which PostgreSQL does not know" if unknown else "PostgreSQL cannot read it"
        raise ValueError(f"{what}; an example is postgresql://user:password@host/name?sslmode=require") from error


def prepare(connection: Any, record: Any) -> None:
    """Set up a new connection; tells by the server's process whether a pooler stands in between.

    A pooler gives a transaction any of its connections, so nothing set or prepared on one may be relied on.
    """
    cursor = connection.cursor()
    sets = ", ".join("set_config(%s, %s, false)" for _ in SETTINGS)
    values = [part for setting in SETTINGS.items() for part in setting]
    cursor.execute(f"SELECT pg_backend_pid(), {sets}", values)
    [process, *_] = cursor.fetchone()
    cursor.close()
    connection.commit()
    driver = connection.driver_connection
    note_use(connection, record)
    record.info[POOLED] = is_pooled(driver, process)
    if record.info[POOLED]:
        driver.prepare_threshold = None


def note_use(_connection: Any, record: Any) -> None:
    """Note that a connection is given back."""
    record.info[USED_AT] = monotonic()


def check(dialect: Dialect, connection: Any, record: Any) -> None:
    """Ask a connection that has not been used for a while whether it is there still, before it is handed out; where it
    is not, all are made anew."""
    if monotonic() - record.info.get(USED_AT, 0.0) < FRESH_SECONDS:
        return
    try:
        dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as error:
        raise InvalidatePoolError(str(error)) from error


def is_pooled(driver: psycopg.AsyncConnection[Any], process: int) -> bool:
    """Whether the connection leads to a pooler; process: what the server says of itself."""
    return driver.info.backend_pid != process


def begin(connection: Connection) -> None:
    """Behind a pooler, set up each transaction."""
    if connection.info.get(POOLED) and connection.get_execution_options().get("isolation_level") is None:
        sets = ", ".join(f"set_config('{name}', '{value}', true)" for name, value in SETTINGS.items())
        connection.exec_driver_sql(f"SELECT {sets}")


def in_words(error: BaseException) -> str:
    """What the driver says, on one line and without what SQLAlchemy adds."""
    said = str(getattr(error, "orig", None) or error).strip()
    return said.splitlines()[0] if said else type(error).__name__
