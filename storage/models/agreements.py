"""What a network agreed to share, and how far each school goes along."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id, NetworkId, PersonId, WorkspaceId


class SharingStep(Base):
    """A step that somebody proposed or went back to: see domain/agreements.py.

    `agreed_by` and `agreed_at` are of the second person who said yes; a step back needs none, and has the moment
    alone. `holds_from` is from when on it counts, `kept_at` when it was last said to be still right. `ended_at` is when
    it was taken back before it held.
    """

    __tablename__ = "sharing_steps"

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    network_id: Mapped[NetworkId]
    step: Mapped[int]
    proposed_by: Mapped[PersonId] = mapped_column("proposed_by_id")
    proposed_at: Mapped[datetime]
    agreed_by: Mapped[PersonId | None] = mapped_column("agreed_by_id")
    agreed_at: Mapped[datetime | None]
    holds_from: Mapped[datetime | None]
    kept_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class SharingSchool(Base):
    """How far a school goes along in a network, since when. A school that never said anything has no row.

    It holds the newest choice alone, and nobody's name: whoever leads the school chose.
    """

    __tablename__ = "sharing_schools"
    __table_args__ = (UniqueConstraint("network_id", "school_id"),)

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    network_id: Mapped[NetworkId]
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id", ondelete="CASCADE"), index=True)
    step: Mapped[int]
    since: Mapped[datetime]
