"""Pictures and files that a chat fetches from the bot, since it takes none along with a message."""

from datetime import datetime

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Key, WorkspaceId


class KeptPicture(Base):
    """`name` is random, and whoever knows it may fetch it; `digest` tells what is the same, so that it is kept once."""

    __tablename__ = "pictures"
    __table_args__ = (UniqueConstraint("workspace_id", "digest"),)

    name: Mapped[Key] = mapped_column(primary_key=True)
    workspace_id: Mapped[WorkspaceId]
    digest: Mapped[Key]
    filename: Mapped[Key]
    content_type: Mapped[Key]
    content: Mapped[bytes] = mapped_column(LargeBinary())
    expires_at: Mapped[datetime] = mapped_column(index=True)
