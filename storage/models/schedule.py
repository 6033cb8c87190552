"""Occasions: each thing that fell due once, and what came of it."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id, Key, NetworkId, WorkspaceId


class Occasion(Base):
    """(network, kind, key) is unique, so that a thing falls due once however often it is planned.

    `outcome` is fired or skipped; `reason` says why one was skipped.
    """

    __tablename__ = "occasions"
    __table_args__ = (UniqueConstraint("network_id", "kind", "key"),)

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    network_id: Mapped[NetworkId]
    kind: Mapped[Key]
    key: Mapped[Key]
    due_at: Mapped[datetime]
    outcome: Mapped[Key]
    reason: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
