"""The database's files are their owner's alone: 0600, in a folder of 0700 where we make it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

OTHERS = 0o077


def make_folder(database: Path) -> None:
    """Make the file's folder where there is none; one that was there before may hold other things, and stays."""
    if not database.parent.exists():
        database.parent.mkdir(parents=True)
        database.parent.chmod(0o700)


def make_private(database: Path) -> None:
    """Take others' rights to the file, and to what stands beside it under its name, away."""
    for path in _files(database):
        if path.stat().st_mode & OTHERS:
            with suppress(PermissionError):  # another's file, which the operator hears of
                path.chmod(0o600)


def open_to_others(database: Path) -> list[Path]:
    """What others than the owner may read or change: the database's files, and their folder."""
    return [path for path in (database.parent, *_files(database)) if path.stat().st_mode & OTHERS]


def new_private(path: Path) -> TextIO:
    """A new text file that only its owner can read. Raises FileExistsError where there is one."""
    return open(path, "x", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600))


def write_private(path: Path, content: bytes) -> None:
    """Write a new file that only its owner can read, and see it to the disk."""
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(number, content)
        os.fsync(number)
    finally:
        os.close(number)


@contextmanager
def overwriting(path: Path) -> Iterator[None]:
    """After the block, which gives the file up, overwrite what it held, where that stands on the disk."""
    try:
        number = os.open(path, os.O_WRONLY)
    except FileNotFoundError:
        yield
        return
    try:
        yield
        os.write(number, os.urandom(os.fstat(number).st_size))
        os.fsync(number)
    finally:
        os.close(number)


def _files(database: Path) -> Iterator[Path]:
    """The database, its log, its key, and copies kept beside it."""
    yield from (path for path in sorted(database.parent.glob(f"{database.name}*")) if path.is_file())
