"""Forms that somebody has open, in a chat whose own forms carry too little."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Key


class OpenForm(Base):
    """A form as it was shown to somebody, sealed under a key that stands in the form alone.

    `id` is the key's SHA-256. Whose it is, in which workspace, and what stands in it is within `sealed`: the table
    tells nothing, not even who opened something when. `expires_at` is a full hour.
    """

    __tablename__ = "open_forms"
    # Sorted by id, so that not even the order in which they were opened is kept.
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it from the class

    id: Mapped[Key] = mapped_column(primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary())
    expires_at: Mapped[datetime] = mapped_column(index=True)
