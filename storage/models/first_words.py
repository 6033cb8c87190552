"""What was written first, where it was written anew and a legal hold keeps it: see storage/overwriting.py."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from storage.models.base import Base, Id, Key, LongText, NetworkId, PersonId, WorkspaceId


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
