"""What somebody with the database, its files and maybe the settings can do: read all bytes, and try every key."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import inspect, text

from tests.house import ANSWER_KEY, Clockwork, House
from tests.postgres import PostgresServer

TOKEN = re.compile(rb"gAAAAA[\w-]{60,}={0,2}")
"""A key of a question, as it is wrapped under a key of the settings."""


async def every_row(house: Clockwork) -> dict[str, list[str]]:
    """Each table's rows as text, bytes in hexadecimal."""
    async with house.database.engine.connect() as connection:
        tables = await connection.run_sync(lambda c: inspect(c).get_table_names())
        found: dict[str, list[str]] = {}
        for table in tables:
            rows = (await connection.execute(text(f'SELECT * FROM "{table}"'))).mappings()  # noqa: S608
            found[table] = [json.dumps(dict(row), default=_as_text) for row in rows]
    return found


async def database_files(house: House, postgres: PostgresServer | None) -> dict[str, bytes]:
    """Every byte that the database keeps on the disk: its files, dead rows and pages, and the write-ahead log."""
    if house.database.is_sqlite:
        path = Path(house.database.url.database or "")
        return {each.name: each.read_bytes() for each in (path, *path.parent.glob(f"{path.name}-*"))}
    assert postgres is not None
    async with house.database.engine.connect() as connection:
        number = await connection.scalar(text("SELECT oid FROM pg_database WHERE datname = current_database()"))
    await house.database.engine.dispose()
    # Stopping writes everything out, unlogged tables too, which a checkpoint leaves in memory.
    postgres.restart(crash=False)
    found = {}
    for folder in (postgres.folder / "base" / str(number), postgres.folder / "pg_wal"):
        found |= {f"{folder.name}/{each.name}": each.read_bytes() for each in folder.iterdir() if each.is_file()}
    return found


def settings_and_key_files(house: House) -> tuple[list[str], dict[str, bytes]]:
    """The settings' keys that answers are sealed under, and what stands in the files of keys beside the database."""
    path = Path(house.database.url.database or "")
    if not house.database.is_sqlite:
        return [ANSWER_KEY], {}
    folder = path.with_name(f"{path.name}.open")
    files = {each.name: each.read_bytes() for each in folder.iterdir()} if folder.is_dir() else {}
    return path.with_name(f"{path.name}.key").read_text().split(), files


def unwrapped(keys: Iterable[str], files: dict[str, bytes]) -> set[str]:
    """The questions whose key comes out of these bytes with these keys of the settings."""
    ring = MultiFernet([Fernet(key) for key in keys])
    found = set()
    for content in files.values():
        for token in TOKEN.findall(content):
            # What stands beside a token in a page may look like more of it.
            for end in range(len(token), 100, -1):
                try:
                    name, _, _ = ring.decrypt(token[:end]).partition(b"\n")
                except (InvalidToken, ValueError):
                    continue
                found.add(name.decode())
                break
    return found


def secrets_in(rows: dict[str, list[str]]) -> set[bytes]:
    """Every value in the database that might be a secret, as bytes: as it stands, and read as hexadecimal."""
    found = set()
    for table in rows.values():
        for row in table:
            for value in json.loads(row).values():
                words = str(value)
                found.add(words.encode()[:32].ljust(32, b"\0"))
                if re.fullmatch(r"(?:[0-9a-f]{2}){16,}", words):
                    found.add(bytes.fromhex(words)[:32].ljust(32, b"\0"))
    return found


def opened(sealed: bytes, about: bytes, secrets: Iterable[bytes]) -> bytes | None:
    """What was sealed, where one of these secrets is the key."""
    for secret in secrets:
        try:
            return AESGCM(secret).decrypt(sealed[:12], sealed[12:], about)
        except InvalidTag:
            continue
    return None


def _as_text(value: Any) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)
