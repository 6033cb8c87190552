"""Notices from the department to networks, what people say to them, and what they ask back."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id, Key, LongText, NetworkId, PersonId, WorkspaceId
from storage.overwriting import keeps_first_words


class Bulletin(Base):
    """`status` is as in domain/bulletins.py. `to` is what the author chose, kept until it is approved."""

    __tablename__ = "bulletins"

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    author_id: Mapped[PersonId]
    approver_id: Mapped[PersonId]
    title: Mapped[Key]
    words: Mapped[LongText]
    to: Mapped[list[Any]]
    goes_on: Mapped[date]
    status: Mapped[Key] = mapped_column(default="draft")
    written_at: Mapped[datetime]
    approved_at: Mapped[datetime | None]


class BulletinCopy(Base):
    """A bulletin in one network. `meaning` is what the SEIL adds; `let_go` that they have nothing to add.

    `status` is waiting, sent or unreached.
    """

    __tablename__ = "bulletin_copies"
    __table_args__ = (UniqueConstraint("bulletin_id", "network_id"),)

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    network_id: Mapped[NetworkId]
    bulletin_id: Mapped[int] = mapped_column(ForeignKey("bulletins.id", ondelete="CASCADE"))
    due_on: Mapped[date]
    status: Mapped[Key] = mapped_column(default="waiting")
    meaning: Mapped[LongText] = mapped_column(default="")
    meaning_by_id: Mapped[PersonId | None]
    let_go: Mapped[bool] = mapped_column(default=False)
    sent_at: Mapped[datetime | None]


class BulletinReading(Base):
    """Somebody who has said that they understood; only counted."""

    __tablename__ = "bulletin_readings"
    __table_args__ = (UniqueConstraint("copy_id", "person_id"),)

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    copy_id: Mapped[int] = mapped_column(ForeignKey("bulletin_copies.id", ondelete="CASCADE"))
    person_id: Mapped[PersonId]


class BulletinQuestion(Base):
    """What somebody asks back. Whoever answers learns the network, and not who asked."""

    __tablename__ = "bulletin_questions"

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    copy_id: Mapped[int] = mapped_column(ForeignKey("bulletin_copies.id", ondelete="CASCADE"), index=True)
    asked_by_id: Mapped[PersonId]
    words: Mapped[LongText]
    asked_at: Mapped[datetime]
    answer: Mapped[LongText] = mapped_column(default="")
    answered_by_id: Mapped[PersonId | None]
    answered_at: Mapped[datetime | None]


keeps_first_words(BulletinCopy, meaning="meaning_by_id")
