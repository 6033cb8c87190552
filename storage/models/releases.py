"""The release ledger: what was told of a question, and who was asked it. Who answered is nowhere."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id, Key, NetworkId, PersonId, WorkspaceId


class ReleaseRow(Base):
    """What was told of one item, as exactly as everybody who read it knows it.

    `question` is as "pulse-12", "assessment-3" or "again-4". `answers`: how many voices were asked, of a pulse check;
    how many forms were counted, of a self-assessment, where everybody is told so. `looks` names what it may have been
    by its own rule (see domain/releases.py): one thing where that was told as it is, several where it was told
    coarser. So nothing stands here that was not told.
    """

    __tablename__ = "releases"
    __table_args__ = (UniqueConstraint("question", "item_key"),)

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    network_id: Mapped[NetworkId]
    question: Mapped[Key]
    item_key: Mapped[Key] = mapped_column(index=True)
    levels: Mapped[int]
    answers: Mapped[int]
    threshold: Mapped[int]
    detail: Mapped[Key]
    looks: Mapped[list[Any]]
    released_at: Mapped[datetime]


class ReleasePerson(Base):
    """Somebody who was asked a question of which something was told; whether they answered is not known.

    `speaks`: they are the one of their school whose answer counts where they gave one.
    """

    __tablename__ = "release_people"
    __table_args__ = (UniqueConstraint("question", "person_id"),)

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    network_id: Mapped[NetworkId]
    question: Mapped[Key]
    person_id: Mapped[PersonId] = mapped_column(index=True)
    speaks: Mapped[bool]
    asked_at: Mapped[datetime]
