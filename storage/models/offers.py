"""What people need and what they can offer."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id, Key, LongText, NetworkId, PersonId, WorkspaceId


class Offer(Base):
    """`side` is need or offer. `about` is the key of an item or of a FISO dimension, or empty.

    `answers` is the message on which somebody said that they could help, where it began with one.
    """

    __tablename__ = "offers"

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    network_id: Mapped[NetworkId]
    person_id: Mapped[PersonId]
    side: Mapped[Key]
    about: Mapped[Key] = mapped_column(default="")
    words: Mapped[LongText]
    answers: Mapped[LongText] = mapped_column(default="")
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
