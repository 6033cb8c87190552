"""The outbox, its lanes and gates, and the requests that were handled already."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id, Key, LongText, WorkspaceId, partial_index

UNFINISHED = text("status IN ('pending', 'claimed')")
"""Written out, not as parameters: only so does a database use the partial index on unfinished rows."""


class Delivery(Base):
    """One message that must reach the chat once.

    `kind` names the announcement that loads and words it, `payload` holds ids only.
    `operation` is post, update (of the message that `target_id`'s delivery posted), file, or delete (of the message at
    `posted_channel` and `posted_ts`, which stands twice).
    `channel_id` is a channel, or empty where `people` (their ids) name a DM or group DM to open.
    `number` is the order of saying; `id` travels with the message as its metadata.
    `part_of` is the delivery to several people of which this one is for one of them alone.
    `lane` is what must stay in order and within Slack's pace: a channel, or the people of a DM.
    `status` is pending, claimed, sent, skipped or failed. A claim that outlives `lease_until` is in doubt.
    `tried_until` is when the attempt before the last claim ended at the latest.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        partial_index("ix_deliveries_waiting", "workspace_id", "lane_name", "number", where=str(UNFINISHED)),
        Index("ix_deliveries_status", "status", "number"),
        partial_index("ix_deliveries_part_of", "part_of", where="part_of IS NOT NULL"),
    )

    number: Mapped[Id]
    id: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[WorkspaceId]
    network_id: Mapped[int | None] = mapped_column(ForeignKey("networks.id", ondelete="CASCADE"), index=True)
    kind: Mapped[Key]
    operation: Mapped[Key] = mapped_column(default="post")
    payload: Mapped[dict[str, Any]] = mapped_column("about", default=dict)
    channel_id: Mapped[str | None]
    people: Mapped[list[Any]] = mapped_column("person_ids", default=list)
    target_id: Mapped[str | None]
    in_thread: Mapped[bool] = mapped_column(default=False)
    lane: Mapped[Key] = mapped_column("lane_name")
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    status: Mapped[Key] = mapped_column(default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    in_doubt: Mapped[bool] = mapped_column(default=False)
    claimed_by: Mapped[str] = mapped_column(default="")
    claimed_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    first_tried_at: Mapped[datetime | None]
    tried_until: Mapped[datetime | None]
    reason: Mapped[LongText] = mapped_column(default="")
    posted_channel: Mapped[str | None]
    posted_ts: Mapped[str | None]
    file_id: Mapped[str | None]
    part_of: Mapped[str | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]

    @property
    def conversation_pace(self) -> timedelta:
        """Of a row that has just been claimed: how long its conversation has to wait after it. Not stored."""
        return getattr(self, "_conversation_pace", timedelta(seconds=1))

    @conversation_pace.setter
    def conversation_pace(self, pace: timedelta) -> None:
        self._conversation_pace = pace

    @property
    def conversation_id(self) -> str | None:
        """Of a row that has just been claimed: where its people are spoken with, if its lane knows. Not stored."""
        return getattr(self, "_conversation_id", None)

    @conversation_id.setter
    def conversation_id(self, known: str | None) -> None:
        self._conversation_id = known


class Lane(Base):
    """What must stay in order and within Slack's pace: a channel, or the people of a direct conversation.

    Whoever locks its row decides what of it goes out next. `ready_at` is when its front may be claimed: when that
    falls due, when its back-off is over, or when the lease of a claim runs out; empty where nothing waits.
    `begun` says that the front has been tried, so that nothing may overtake it. `gate` is the kind of call that the
    front needs. `pace_until` is when the chat takes the next message here; `conversation_id` where a direct
    conversation was opened.
    """

    __tablename__ = "lanes"
    __table_args__ = (
        UniqueConstraint("workspace_id", "name"),
        partial_index("ix_lanes_ready", "workspace_id", "gate", "ready_at", "id", where="ready_at IS NOT NULL"),
        partial_index("ix_lanes_awaited", "workspace_id", "gate", "ready_at", "id", where="awaited"),
    )

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    name: Mapped[Key]
    gate: Mapped[Key]
    ready_at: Mapped[datetime | None]
    begun: Mapped[bool] = mapped_column(default=False)
    pace_until: Mapped[datetime | None]
    conversation_id: Mapped[str | None]
    awaited_up_to: Mapped[int] = mapped_column(BigInteger(), default=0, server_default="0")
    awaited: Mapped[bool] = mapped_column(default=False, server_default=false())


class Gate(Base):
    """How fast one kind of call (`name`) may go in one workspace; all workers pass through it.

    `open_at` is when the next may go, `spent_until` when the bucket will be full again. `turn` counts on through all
    gates each time one has its turn, so that the one with the lowest is next. `chat` is the workspace's, whose limits
    hold.
    """

    __tablename__ = "gates"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    name: Mapped[Key]
    open_at: Mapped[datetime]
    spent_until: Mapped[datetime | None]
    turn: Mapped[int] = mapped_column(BigInteger(), default=0, index=True)
    chat: Mapped[Key] = mapped_column(default="slack", server_default="slack")


class HandledRequest(Base):
    """An event or click that changed something; the same one again changes nothing."""

    __tablename__ = "handled_requests"
    __table_args__ = (UniqueConstraint("workspace_id", "key"),)

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    key: Mapped[Key]
    handled_at: Mapped[datetime] = mapped_column(index=True)


class SeenRequest(Base):
    """A request that was heard within the last minutes, of whatever workspace; see storage.seen.

    `digest` is a SHA-256, `span` counts stretches of ten minutes.
    """

    __tablename__ = "seen_requests"
    # Sorted by digest, so that not even the order in which they came is kept.
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it from the class

    digest: Mapped[Key] = mapped_column(primary_key=True)
    span: Mapped[int] = mapped_column(index=True)
