"""What was written first, where somebody has written it anew while a legal hold keeps it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint, event, inspect
from sqlalchemy.orm import Mapped, Session, object_session

from storage.models.base import Base, Id, Key, LongText, NetworkId, PersonId, WorkspaceId

OVERWRITTEN = "overwritten"
"""Key in `session.info`: what a transaction writes anew, until it is known whether a hold keeps it."""
AUTHORS = "authors_before"
"""Key in `session.info`: who stood as the author of what is written anew, before the transaction changed that."""


class FirstWords(Base):
    """`source`, `source_id`, `field`: where they stood, by table, row and attribute. Once each: as they were when the
    hold began, or first written under it. Shown to nobody; they go when the hold ends, see storage/retention.py.
    """

    __tablename__ = "first_words"
    __table_args__ = (UniqueConstraint("source", "source_id", "field"),)

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    network_id: Mapped[NetworkId]
    source: Mapped[Key]
    source_id: Mapped[int]
    field: Mapped[Key]
    words: Mapped[LongText]
    written_by_id: Mapped[PersonId | None]
    overwritten_at: Mapped[datetime | None]


@dataclass(frozen=True)
class Overwritten:
    """words: as they stood. by: whose they are, where that is known."""

    workspace_id: int
    network_id: int
    words: str
    by: str | None


def keeps_first_words(model: type[Base], **fields: str) -> None:
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


def _listen(model: type[Base], field: str, author: str) -> None:
    def note(target: Any, value: object, before: object, initiator: object) -> None:
        session = _session_of(target)
        if session is not None and isinstance(before, str) and before and before != value:
            overwrites(session, target, field, before, _whose(session, target, author) if author else None)

    event.listen(getattr(model, field), "set", note)


def _listen_to_author(model: type[Base], author: str) -> None:
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
