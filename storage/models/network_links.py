"""Links between two networks."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id, NetworkId, WorkspaceId


class NetworkLink(Base):
    """`network_id` is the network whose chair asked, `other_network_id` the other.

    `agreed_at` is when its chair said yes. `declined_at` is when they said no, which is told to nobody. `ended_at` is
    when either ended the link, or the asking was taken back. Who did what stands in the audit.
    """

    __tablename__ = "network_links"

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    network_id: Mapped[NetworkId]
    other_network_id: Mapped[int] = mapped_column(ForeignKey("networks.id", ondelete="CASCADE"), index=True)
    asked_at: Mapped[datetime]
    agreed_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
