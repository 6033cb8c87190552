"""The outbox, and the requests that were handled already."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id, Key, LongText, WorkspaceId


class Delivery(Base):
    """One message that must reach Slack once.

    `kind` names the announcement that loads and words it, `payload` holds ids only.
    `operation` is post, update (of the message that `target_id`'s delivery posted) or file.
    `channel_id` is a channel, or empty where `people` (user ids) name a DM or group DM to open.
    `number` is the order of saying; `id` travels with the message as its metadata.
    `lane` is what must stay in order and within Slack's pace: a channel, or the people of a DM.
    `status` is pending, claimed, sent, skipped or failed. A claim that outlives `lease_until` is in doubt.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("ix_deliveries_due", "status", "due_at"),
        Index("ix_deliveries_lane", "lane", "status"),
    )

    number: Mapped[Id]
    id: Mapped[str] = mapped_column(unique=True)
    workspace_id: Mapped[WorkspaceId]
    network_id: Mapped[int | None] = mapped_column(ForeignKey("networks.id", ondelete="CASCADE"), index=True)
    kind: Mapped[Key]
    operation: Mapped[Key] = mapped_column(default="post")
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    channel_id: Mapped[str | None]
    people: Mapped[list[Any]] = mapped_column(default=list)
    target_id: Mapped[str | None]
    in_thread: Mapped[bool] = mapped_column(default=False)
    lane: Mapped[Key]
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    status: Mapped[Key] = mapped_column(default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    in_doubt: Mapped[bool] = mapped_column(default=False)
    claimed_by: Mapped[str] = mapped_column(default="")
    claimed_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    first_tried_at: Mapped[datetime | None]
    reason: Mapped[LongText] = mapped_column(default="")
    posted_channel: Mapped[str | None]
    posted_ts: Mapped[str | None]
    file_id: Mapped[str | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class HandledRequest(Base):
    """An event or click that changed something; the same one again changes nothing."""

    __tablename__ = "handled_requests"
    __table_args__ = (UniqueConstraint("workspace_id", "key"),)

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    key: Mapped[Key]
    handled_at: Mapped[datetime] = mapped_column(index=True)
