"""Joint groups: schools of one network or several that work on one thing together for a time."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id, Key, LongText, NetworkId, PersonId, WorkspaceId


class JointGroup(Base):
    """What a group has beside what a network has: `network_id` is its own row among the networks, of kind "group".

    `founded_in_id`: the network whose chair or SEIL began it. `ends_on`: its last day. `outcome`: a line of what came
    of it. `ended_at`: when it ended; from then on it is read and not changed.
    """

    __tablename__ = "joint_groups"

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    network_id: Mapped[NetworkId]
    founded_in_id: Mapped[int | None] = mapped_column(ForeignKey("networks.id", ondelete="SET NULL"), index=True)
    ends_on: Mapped[date]
    outcome: Mapped[LongText] = mapped_column(default="", server_default="")
    ended_at: Mapped[datetime | None]


class GroupInvitation(Base):
    """A school whose principals were asked whether it joins.

    `answer` is yes, no (which nobody is told, and which looks like waiting) or empty. `ended_at` is when the asking was
    taken back, or the group ended.
    """

    __tablename__ = "group_invitations"

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    network_id: Mapped[NetworkId]
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id", ondelete="CASCADE"), index=True)
    asked_by_id: Mapped[PersonId]
    asked_at: Mapped[datetime]
    answer: Mapped[Key] = mapped_column(default="", server_default="")
    answered_by_id: Mapped[PersonId | None]
    ended_at: Mapped[datetime | None]
