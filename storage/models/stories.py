"""What networks send up."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id, Key, LongText, NetworkId, PersonId, WorkspaceId


class Story(Base):
    """`kind`, `status`: as in domain/stories.py. `author_id`: whose words they are; `told_by_id`: who sends them.

    Where the author does not agree, or the SEIL keeps it in the network, the words are deleted. `first_words` are those
    from before the SEIL passed it on in others, as long as a legal hold keeps them. `outcome` is what became of
    feedback, which the network is told.
    """

    __tablename__ = "stories"

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    network_id: Mapped[NetworkId]
    kind: Mapped[Key]
    words: Mapped[LongText]
    first_words: Mapped[LongText] = mapped_column(default="", server_default="")
    author_id: Mapped[PersonId]
    told_by_id: Mapped[PersonId]
    told_at: Mapped[datetime]
    status: Mapped[Key]
    passed_by_id: Mapped[PersonId | None]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[LongText] = mapped_column(default="")
    outcome_by_id: Mapped[PersonId | None]
    outcome_at: Mapped[datetime | None]
