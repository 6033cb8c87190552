"""Channels that the bot has met, in a chat where they belong to a team."""

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id, Key, WorkspaceId


class KnownChannel(Base):
    """Which team (`team_id`) a channel belongs to, so that what happens to the team is known to happen to it.

    `name` is empty for a team's first channel, which Teams gives none. `own_members`: it is private or shared, so that
    being in the team is not being in it.
    """

    __tablename__ = "known_channels"
    __table_args__ = (UniqueConstraint("workspace_id", "channel_id"),)

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    channel_id: Mapped[Key]
    team_id: Mapped[Key] = mapped_column(index=True)
    name: Mapped[Key] = mapped_column(default="")
    own_members: Mapped[bool] = mapped_column(default=False)
