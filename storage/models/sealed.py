"""What people answered while a question is open, sealed, and the questions' keys where files cannot hold them."""

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Key, WorkspaceId


class SealedAnswer(Base):
    """One person's answer to a pulse check, or their form of a self-assessment, while it is open.

    `question` is as "pulse-12"; `voter_key` an HMAC of the person; `sealed` the levels under the question's key, as
    long for any levels. No time and no order is kept. See docs/decisions/0009.
    """

    __tablename__ = "sealed_answers"
    # SQLite would number the rows as they come, and so keep the order of the answers; this table it sorts by key.
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it from the class

    question: Mapped[Key] = mapped_column(primary_key=True)
    voter_key: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[WorkspaceId]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class WrappedKey(Base):
    """PostgreSQL: an open question's key, encrypted under the settings' keys.

    The table is UNLOGGED: what stands in it is never in the write-ahead log, a replica or a base backup, and its file
    is thrown away whole when a question closes. `birthmark` is the database that it was made in: in a copy that was
    restored elsewhere it does not count. SQLite leaves the table empty and keeps a file a question.
    """

    __tablename__ = "question_keys"

    # Narrow columns and one index: PostgreSQL gives the table few files to throw away.
    question: Mapped[str] = mapped_column(String(64), primary_key=True)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    wrapped: Mapped[str] = mapped_column(String(255))
    birthmark: Mapped[str] = mapped_column(String(128))
