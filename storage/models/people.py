"""People, by ids of our own: the one place where a chat's id for somebody stands."""

from datetime import datetime

from sqlalchemy import UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Key, WorkspaceId


class Person(Base):
    """Somebody in a workspace. Everything else refers to them by `id`, which says nothing about them.

    `name` is what the chat calls them, kept only where it needs that to mention them; empty in Slack. Of somebody who
    was erased (`erased_at`) both are gone: what refers to them stays, and leads to nobody.
    `pulse_reminders`: whether they want to be reminded of a pulse check that they have not answered.
    """

    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("workspace_id", "chat_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[WorkspaceId]
    chat_id: Mapped[Key]
    name: Mapped[Key] = mapped_column(default="")
    erased_at: Mapped[datetime | None]
    pulse_reminders: Mapped[bool] = mapped_column(default=True, server_default=true())
