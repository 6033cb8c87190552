"""Legal holds: what nobody erases while they last."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id, LongText, PersonId, WorkspaceId


class Hold(Base):
    """A hold names a network, a school or a person; storage/holds.py says what it covers.

    `released_at` is empty while it lasts; the row stays, so that one can tell later what was held, and why.
    """

    __tablename__ = "holds"

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    network_id: Mapped[int | None] = mapped_column(ForeignKey("networks.id"))
    school_id: Mapped[int | None] = mapped_column(ForeignKey("schools.id"))
    person_id: Mapped[PersonId | None]
    reason: Mapped[LongText]
    set_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
