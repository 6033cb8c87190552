"""Questions that a SEIL can bring to a meeting."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id, Key, LongText, NetworkId, PersonId, WorkspaceId
from storage.models.meetings import Meeting


class Challenge(Base):
    """One of the questions before a meeting. `kind`, `topic` and `given` are as in domain/challenges.py.

    `brought_to` is agenda, channel or empty, `brought_by_id` the SEIL who did.
    """

    __tablename__ = "challenges"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    network_id: Mapped[NetworkId]
    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id, ondelete="CASCADE"))
    number: Mapped[int]
    kind: Mapped[Key]
    topic: Mapped[Key]
    question: Mapped[LongText]
    given: Mapped[dict[str, Any]]
    brought_to: Mapped[Key] = mapped_column(default="")
    brought_by_id: Mapped[PersonId | None]
    brought_at: Mapped[datetime | None]
