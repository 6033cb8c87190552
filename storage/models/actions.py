"""Actions: what somebody said they would do, and by when."""

from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id, Key, LongText, NetworkId, PersonId, WorkspaceId


class Action(Base):
    """`status` is open, done or dropped. `source` is meeting, review, pulse or network; `source_id` its row.

    `due_set_at` is when the due date was last chosen: no reminder for a moment before it makes sense.
    `done_at` and `done_by` tell when and by whom it was done or dropped, `drop_reason` why it was dropped.
    `nudges` counts the reminders sent about it (three at most), `last_nudge_on` is the local day of the last.
    """

    __tablename__ = "actions"

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    network_id: Mapped[NetworkId]
    source: Mapped[Key] = mapped_column(default="network")
    source_id: Mapped[int | None]
    what: Mapped[LongText]
    owner_id: Mapped[PersonId] = mapped_column("owner_person_id")
    due_on: Mapped[date] = mapped_column(index=True)
    due_set_at: Mapped[datetime]
    status: Mapped[Key] = mapped_column(default="open")
    created_by: Mapped[PersonId] = mapped_column("created_by_id")
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by: Mapped[PersonId | None] = mapped_column("done_by_id")
    drop_reason: Mapped[LongText] = mapped_column(default="")
    nudges: Mapped[int] = mapped_column(default=0)
    last_nudge_on: Mapped[date | None]
