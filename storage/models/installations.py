"""Where the bot was installed by OAuth, and the installations under way."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id, Key, LongText, PersonId, WorkspaceId


class Installation(Base):
    """The bot's token for one workspace, `sealed` with a key that is not in the database.

    Deleted when the bot is uninstalled. `scopes` has commas; `installed_by` is whoever allowed it.
    """

    __tablename__ = "installations"
    __table_args__ = (UniqueConstraint("workspace_id"),)

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    sealed: Mapped[LongText]
    bot_id: Mapped[Key]
    bot_user_id: Mapped[Key]
    scopes: Mapped[LongText] = mapped_column(default="")
    installed_by: Mapped[PersonId] = mapped_column("installed_by_id")
    installed_at: Mapped[datetime]


class UsedState(Base):
    """A browser came back from Slack with this state, so that it counts no more; of no use once it has expired.

    `digest` is the state's SHA-256. The table has the name of what it held before: installations that were begun.
    """

    __tablename__ = "installation_starts"

    id: Mapped[Id]
    digest: Mapped[Key] = mapped_column(unique=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)
