"""The keys of open questions: kept outside the database's log and copies, and destroyed when their question closes.

Beside a SQLite file they are files, one a question. On PostgreSQL, which several machines may share, they are rows of a
table that is never written to the log; a crash of the server empties it, and then whoever still knows the keys puts
them back. Both hold a key only as encrypted under the keys of the settings.
"""

from __future__ import annotations

import asyncio
import os
import re
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from msgspec import Struct
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from storage.inserting import insert_into
from storage.models import WrappedKey
from storage.private_files import overwriting, write_private
from storage.questions import OpenQuestion, every_open
from storage.sealing import Keyring, QuestionKey, Unreadable, new_secret

MADE = "keys_made"
"""Key in `session.info`: the keys that this very transaction has made, which nobody may rely on before it commits."""


class KeyStore(Protocol):
    """Where wrapped keys are kept, by the question's name."""

    async def put(self, session: AsyncSession, name: str, workspace_id: int, wrapped: str) -> None:
        """Keep a key, in the place of an earlier one of that name."""

    async def get(self, session: AsyncSession, name: str) -> str | None: ...

    async def all(self, session: AsyncSession) -> Mapping[str, str]: ...

    async def destroy(self, session: AsyncSession, names: Collection[str]) -> None:
        """Destroy these keys, so that no bytes of them stay; the others stay."""


class KeyFiles:
    """A file a question, in a folder beside the database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def put(self, _session: AsyncSession, name: str, _workspace_id: int, wrapped: str) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = self.folder / f".{name}.{secrets.token_hex(4)}"
        write_private(part, wrapped.encode())
        with overwriting(self.folder / name):
            os.replace(part, self.folder / name)

    async def get(self, _session: AsyncSession, name: str) -> str | None:
        return self._read(self.folder / name)

    async def all(self, _session: AsyncSession) -> Mapping[str, str]:
        if not self.folder.is_dir():
            return {}
        found = {path.name: self._read(path) for path in self.folder.iterdir()}
        return {name: wrapped for name, wrapped in found.items() if wrapped is not None}

    async def destroy(self, _session: AsyncSession, names: Collection[str]) -> None:
        await asyncio.to_thread(self._destroy, sorted(names))

    def _destroy(self, names: Iterable[str]) -> None:
        for name in names:
            with overwriting(self.folder / name):
                (self.folder / name).unlink(missing_ok=True)

    @staticmethod
    def _read(path: Path) -> str | None:
        with suppress(FileNotFoundError):
            return path.read_text(encoding="ascii", errors="replace")
        return None


NAME = re.compile(r"[a-z]+-[0-9]+")
DESTROY = """
DO $$ DECLARE kept question_keys[];
BEGIN
  PERFORM set_config('lock_timeout', '5s', true);
  LOCK TABLE question_keys IN ACCESS EXCLUSIVE MODE;
  SELECT array_agg(k) INTO kept FROM question_keys k WHERE question NOT IN ({gone});
  TRUNCATE question_keys;
  INSERT INTO question_keys SELECT * FROM unnest(kept);
END $$
"""
"""A deleted row stays in its page; a truncated table gets a new file, and the old one is given up whole. In one go, as
every answer waits meanwhile."""


class KeyTable:
    """PostgreSQL's table `question_keys`."""

    def __init__(self) -> None:
        self._birthmark: str | None = None

    async def put(self, session: AsyncSession, name: str, workspace_id: int, wrapped: str) -> None:
        row = {"workspace_id": workspace_id, "wrapped": wrapped, "birthmark": await self._mark(session)}
        putting = insert_into(session, WrappedKey).values(question=name, **row)
        await session.execute(putting.on_conflict_do_update(index_elements=["question"], set_=row))

    async def get(self, session: AsyncSession, name: str) -> str | None:
        mark = await self._mark(session)
        return await session.scalar(
            select(WrappedKey.wrapped).where(WrappedKey.question == name, WrappedKey.birthmark == mark)
        )

    async def all(self, session: AsyncSession) -> Mapping[str, str]:
        mark = await self._mark(session)
        rows = await session.execute(select(WrappedKey.question, WrappedKey.wrapped, WrappedKey.birthmark))
        # A row of another database is named, so that it is destroyed, and opens nothing.
        return {question: wrapped if birthmark == mark else "" for question, wrapped, birthmark in rows}

    async def destroy(self, session: AsyncSession, names: Collection[str]) -> None:
        if not all(NAME.fullmatch(name) for name in names):
            raise ValueError("a question is called otherwise than the bot calls any")
        gone = ", ".join(f"'{name}'" for name in sorted(names)) or "''"
        await session.execute(text(DESTROY.format(gone=gone)))

    async def _mark(self, session: AsyncSession) -> str:
        """Tells this database from a copy of it elsewhere."""
        if self._birthmark is None:
            here = func.concat(text("'question_keys'::regclass::oid"), "/", func.current_database())
            cluster = None
            may = text(
                "SELECT has_function_privilege('pg_control_system()', 'EXECUTE')"
            )  # a host may keep it to itself
            if await session.scalar(may):
                cluster = await session.scalar(text("SELECT system_identifier FROM pg_control_system()"))
            self._birthmark = f"{cluster}/{await session.scalar(select(here))}"
        return self._birthmark


class _Known(Struct, frozen=True):
    secret: bytes
    key: QuestionKey


class Outlook(Struct, frozen=True):
    """questions: those that are open. closed: those whose key is still there although they are closed. missing: open
    ones whose key is gone from where it is kept, but known to this process. lost: open ones whose key is gone
    altogether."""

    questions: Sequence[OpenQuestion]
    closed: frozenset[str]
    missing: frozenset[str]
    lost: frozenset[str]


class QuestionKeys:
    """The keys of open questions, as this process knows them."""

    def __init__(self, ring: Keyring, store: KeyStore, *, only_ring: bool = False) -> None:
        """only_ring: there is no other ring, as there may be one in another process's settings; so a key that this one
        does not open is lost."""
        self.ring = ring
        self._only_ring = only_ring
        self._store = store
        self._known: dict[str, _Known] = {}

    async def make(
        self, session: AsyncSession, name: str, workspace_id: int, secret: bytes | None = None
    ) -> QuestionKey:
        """A key for a question that this transaction opens; secret: to go on with one that it had before."""
        secret = secret or new_secret()
        await self._store.put(session, name, workspace_id, self.ring.wrap(name, secret))
        self._known.pop(name, None)
        made: dict[str, QuestionKey] = session.info.setdefault(MADE, {})
        made[name] = key = QuestionKey(name, secret)
        return key

    async def of(self, session: AsyncSession, name: str) -> QuestionKey | None:
        """The open question's key; None where it is lost, or cannot be read."""
        made: dict[str, QuestionKey] = session.info.get(MADE, {})
        if name in made:
            return made[name]
        if name not in self._known:
            secret = self._unwrap(name, await self._store.get(session, name))
            if secret is None:
                return None
            self._known[name] = _Known(secret, QuestionKey(name, secret))
        return self._known[name].key

    async def look(self, session: AsyncSession) -> Outlook:
        """How things stand; whatever key can be read is remembered, so that this process could put it back."""
        kept, questions = await self._look(session)
        open_ = _sealed(questions)
        lost = set()
        for name in open_:
            secret = self._unwrap(name, kept.get(name))
            if secret is not None:
                self._known[name] = _Known(secret, QuestionKey(name, secret))
            elif name not in self._known and (self._only_ring or not kept.get(name)):
                lost.add(name)
        self._known = {name: known for name, known in self._known.items() if name in open_}
        missing = {name for name in self._known if self._unwrap(name, kept.get(name)) is None}
        return Outlook(questions, frozenset(kept.keys() - open_.keys()), frozenset(missing), frozenset(lost))

    async def keep(self, session: AsyncSession) -> None:
        """Destroy the keys of all that is closed, and put back those that a crash took. For a write transaction."""
        kept, questions = await self._look(session)
        open_ = _sealed(questions)
        closed = kept.keys() - open_.keys()
        if closed:
            await self._store.destroy(session, closed)
        self._known = {name: known for name, known in self._known.items() if name in open_}
        for name, known in self._known.items():
            if self._unwrap(name, kept.get(name)) is None:
                await self._store.put(session, name, open_[name], self.ring.wrap(name, known.secret))

    async def destroy(self, session: AsyncSession, names: Collection[str]) -> None:
        """Destroy the keys of these questions, which are closed. For a transaction of its own."""
        for name in names:
            self._known.pop(name, None)
        await self._store.destroy(session, names)

    async def unreadable(self, session: AsyncSession) -> set[str]:
        """The open questions whose key is there, but opened by no key of the settings."""
        kept, questions = await self._look(session)
        return {name for name in _sealed(questions) if kept.get(name) and self._unwrap(name, kept[name]) is None}

    async def rewrap(self, session: AsyncSession) -> int:
        """Encrypt every open question's key anew with the first of the settings' keys; returns how many there are.

        Raises Unreadable, having changed nothing, where no key of the settings opens one of them. For a write
        transaction.
        """
        kept, questions = await self._look(session)
        open_ = _sealed(questions)
        fresh = {name: self.ring.rewrap(kept[name]) for name in open_ if kept.get(name)}
        for name, wrapped in fresh.items():
            await self._store.put(session, name, open_[name], wrapped)
        await self._store.destroy(session, kept.keys() - open_.keys())
        return len(fresh)

    async def _look(self, session: AsyncSession) -> tuple[Mapping[str, str], Sequence[OpenQuestion]]:
        """The keys that are kept, and the questions that are open.

        In this order: a question comes with its key, so none that is just being asked has a key here and is not open.
        """
        kept = await self._store.all(session)
        return kept, await every_open(session)

    def _unwrap(self, name: str, wrapped: str | None) -> bytes | None:
        if not wrapped:
            return None
        try:
            return self.ring.unwrap(name, wrapped)
        except Unreadable:
            return None


def _sealed(questions: Sequence[OpenQuestion]) -> dict[str, int]:
    """The workspaces of the sealed ones, by name."""
    return {found.name: found.workspace_id for found in questions if found.sealed}
