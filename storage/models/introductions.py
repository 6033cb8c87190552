"""Introductions that a SEIL brokers."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id, Key, LongText, NetworkId, PersonId, WorkspaceId
from storage.overwriting import keeps_first_words


class Introduction(Base):
    """`status` is asking, introduced, closed (one declined, or nobody answered in time) or withdrawn.

    `network_id` is the first person's network, `other_network_id` the second's (may be the same; a guest
    without a role counts to the other person's network).
    `first_answer` and `second_answer` are yes, no or empty. A no is told to nobody but the person who gave it,
    and both are emptied when an introduction closes.
    `closes_at` is when an introduction that did not come about closes and its SEIL hears so: the deadline,
    whatever either has answered.
    `seil_answer` is awaited, yes or no where the second person is of another SEIL's network, who is asked first; else
    empty. A no is told to nobody. `seil_answer_by_id` is who answered.
    `outcome` is what the two said after three weeks: met, planned, not_yet or empty.
    """

    __tablename__ = "introductions"

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    network_id: Mapped[NetworkId]
    other_network_id: Mapped[int] = mapped_column(ForeignKey("networks.id", ondelete="CASCADE"), index=True)
    seil_id: Mapped[PersonId] = mapped_column("seil_person_id")
    first_id: Mapped[PersonId] = mapped_column("first_person_id")
    second_id: Mapped[PersonId] = mapped_column("second_person_id")
    why: Mapped[LongText]
    status: Mapped[Key] = mapped_column(default="asking")
    first_answer: Mapped[str] = mapped_column(default="")
    second_answer: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    introduced_at: Mapped[datetime | None]
    followed_up_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(default="")
    outcome_at: Mapped[datetime | None]
    seil_answer: Mapped[str] = mapped_column(default="", server_default="")
    seil_answer_by_id: Mapped[PersonId | None]


class IntroductionReport(Base):
    """What one of the two is asked alone once they have met, and says. `about` is useful or changed.

    `answer` is yes, no or empty; a no is told to nobody. `line` is what they wrote for the SEIL. `network_id` is the
    network of the person's that the introduction counts to.
    """

    __tablename__ = "introduction_reports"
    __table_args__ = (UniqueConstraint("introduction_id", "person_id", "about"),)

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    network_id: Mapped[NetworkId]
    introduction_id: Mapped[int] = mapped_column(ForeignKey("introductions.id", ondelete="CASCADE"))
    person_id: Mapped[PersonId]
    about: Mapped[Key]
    asked_at: Mapped[datetime]
    answer: Mapped[Key] = mapped_column(default="")
    line: Mapped[LongText] = mapped_column(default="")


keeps_first_words(IntroductionReport, line="person_id")
