"""What people ask their SEIL, in private."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id, Key, LongText, NetworkId, PersonId, WorkspaceId


class HelpRequest(Base):
    """`status` is waiting, in_hand (a SEIL has taken it up), answered or withdrawn; `about` as in domain/help_requests.

    It is the network's: whoever is its SEIL at the moment sees it, and nobody else but who asked. `reminders` counts
    how often it was brought to the SEIL's mind, `reminded_on` is the local day of the last time.
    `linked_network_id`: the network that they would like a link with.
    """

    __tablename__ = "help_requests"

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    network_id: Mapped[NetworkId]
    asked_by_id: Mapped[PersonId]
    about: Mapped[Key]
    words: Mapped[LongText]
    asked_at: Mapped[datetime]
    status: Mapped[Key] = mapped_column(default="waiting")
    taken_by_id: Mapped[PersonId | None]
    taken_at: Mapped[datetime | None]
    answer: Mapped[LongText] = mapped_column(default="")
    ended_at: Mapped[datetime | None]
    reminders: Mapped[int] = mapped_column(default=0)
    reminded_on: Mapped[date | None]
    linked_network_id: Mapped[int | None] = mapped_column(ForeignKey("networks.id", ondelete="SET NULL"))
