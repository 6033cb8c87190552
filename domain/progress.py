"""How far something is that takes its time: told by whoever does it, shown by whoever can."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Hears how far something is."""

    def __call__(self, what: str, done: int, total: int | None) -> None:
        """what: in a few words, as "Moving rows". done of total, which is None where nobody knows it."""


def unseen(what: str, done: int, total: int | None) -> None:
    """Progress that nobody looks at."""
