"""Noting what a transaction writes anew, so that it can be kept as it first was where a legal hold wants it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import DeclarativeBase, Session, object_session

OVERWRITTEN = "overwritten"
"""Key in `session.info`: what a transaction writes anew, until it is known whether a hold keeps it."""
AUTHORS = "authors_before"
"""Key in `session.info`: who stood as the author of what is written anew, before the transaction changed that."""


@dataclass(frozen=True)
class Overwritten:
    """words: as they stood. by: whose they are, where that is known."""

    workspace_id: int
    network_id: int
    words: str
    by: str | None


def keeps_first_words(model: type[DeclarativeBase], **fields: str) -> None:
    """Let each of these attributes be kept as it first was, where it is written anew under a hold.

    fields: by the attribute, the one that says whose words they are; empty where none does.
    """
    for author in {author for author in fields.values() if author}:
        _listen_to_author(model, author)
    for field, author in fields.items():
        _listen(model, field, author)


def overwrites(session: Session, row: Any, field: str, words: str, by: str | None) -> None:
    """Note what is written anew, for what is no attribute of its row; the same for those that are, see above."""
    network_id = row.id if row.__tablename__ == "networks" else row.network_id
    noted: dict[tuple[str, int, str], Overwritten] = session.info.setdefault(OVERWRITTEN, {})
    noted.setdefault((row.__tablename__, row.id, field), Overwritten(row.workspace_id, network_id, words, by))


def _listen(model: type[DeclarativeBase], field: str, author: str) -> None:
    def note(target: Any, value: object, before: object, initiator: object) -> None:
        session = _session_of(target)
        if session is not None and isinstance(before, str) and before and before != value:
            overwrites(session, target, field, before, _whose(session, target, author) if author else None)

    event.listen(getattr(model, field), "set", note)


def _listen_to_author(model: type[DeclarativeBase], author: str) -> None:
    """The words are often written after the row names whoever writes them anew."""

    def note(target: Any, value: object, before: object, initiator: object) -> None:
        session = _session_of(target)
        if session is not None:
            session.info.setdefault(AUTHORS, {}).setdefault((target.__tablename__, target.id, author), before)

    event.listen(getattr(model, author), "set", note)


def _session_of(target: Any) -> Session | None:
    """Where the row stood before; None for one that is new."""
    return object_session(target) if inspect(target).persistent else None


def _whose(session: Session, target: Any, author: str) -> str | None:
    known = session.info.get(AUTHORS, {})
    found = known.get((target.__tablename__, target.id, author), getattr(target, author))
    return found if isinstance(found, str) else None
