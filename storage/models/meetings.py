"""Meetings, who said they come, and which schools came."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id, Key, LongText, NetworkId, PersonId, WorkspaceId
from storage.overwriting import keeps_first_words


class Meeting(Base):
    """A meeting of the network. `status` is booked, cancelled, held, or not_held (it never took place).

    `booked_by` and `booked_at` tell who set its present time, and when: moving it sets them anew.
    `uid` and `sequence` are those of its calendar entry (RFC 5545): the uid never changes, the sequence
    goes up by one with every change that an invited person's calendar has to take over.
    """

    __tablename__ = "meetings"

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    network_id: Mapped[NetworkId]
    term: Mapped[Key]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(default="")
    link: Mapped[LongText] = mapped_column(default="")
    agenda: Mapped[LongText] = mapped_column(default="")
    status: Mapped[Key] = mapped_column(default="booked")
    uid: Mapped[Key] = mapped_column(unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    booked_by: Mapped[PersonId] = mapped_column("booked_by_id")
    booked_at: Mapped[datetime]
    card_delivery_id: Mapped[str | None]
    summary: Mapped[LongText] = mapped_column(default="")
    decisions: Mapped[LongText] = mapped_column(default="")
    minutes_by: Mapped[PersonId | None] = mapped_column("minutes_by_id")
    minutes_at: Mapped[datetime | None]


class Rsvp(Base):
    __tablename__ = "rsvps"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[PersonId]
    answer: Mapped[Key]
    answered_at: Mapped[datetime]


class Attendance(Base):
    """A school that was at a meeting that was held."""

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("meeting_id", "school_id"),)

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), index=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id", ondelete="CASCADE"), index=True)


keeps_first_words(Meeting, agenda="booked_by", summary="minutes_by", decisions="minutes_by")
