"""The audit: who changed roles, settings and the bot itself, in rows that nobody changes any more."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id, Key, LongText


class AuditEntry(Base):
    """One deed. `number` counts from 1 in each workspace; `hash` covers the row and `previous`, the hash before it.

    `actor` is a person (in entries of before, by the chat's id), or "command line" for whoever runs cop-bot on the
    bot's machine; `subject` names what was changed. Triggers refuse to change or delete rows (storage/audit_guard.py).
    """

    __tablename__ = "audit_entries"
    __table_args__ = (UniqueConstraint("workspace_id", "number"),)

    id: Mapped[Id]
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"), index=True)
    number: Mapped[int]
    at: Mapped[datetime]
    actor: Mapped[Key]
    action: Mapped[Key]
    subject: Mapped[LongText] = mapped_column(default="")
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    previous: Mapped[Key] = mapped_column(default="")
    hash: Mapped[Key]
