"""Peer reviews: rounds, the groups of schools in them, and the visits that each host owns."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id, Key, LongText, NetworkId, PersonId, WorkspaceId
from storage.overwriting import keeps_first_words


class ReviewRound(Base):
    """`status` is drawing (asked for, its groups still to be worked out), proposed (told to nobody), approved or
    withdrawn. `left_out` lists school ids that opted out.

    `closed_at` is when an approved round ended; visits that had not taken place by then were given up.
    `review_size`, `review_visits` and `review_odd` are the network's, as they were when it was proposed. `rests_id`:
    the odd school that rests in its turn, where one does; `rest_kept`: another proposal lets the same one rest.
    Of a round with another network, `joint_network_id` is that one, and `joint_key` the same in the rounds of both; its
    status can also be invited (the other has not answered) or agreed (approved here, and not yet there).
    `draws_again_id`: the proposal whose place it takes once it is drawn.
    `by_itself`: the schedule proposed it, to `proposed_by` and whoever else may approve it.
    """

    __tablename__ = "review_rounds"

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    network_id: Mapped[NetworkId]
    number: Mapped[int]
    status: Mapped[Key] = mapped_column(default="proposed")
    left_out: Mapped[list[Any]] = mapped_column(default=list)
    due_on: Mapped[date | None]
    proposed_by: Mapped[PersonId] = mapped_column("proposed_by_id")
    proposed_at: Mapped[datetime]
    approved_by: Mapped[PersonId | None] = mapped_column("approved_by_id")
    approved_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[PersonId | None] = mapped_column("closed_by_id")
    by_itself: Mapped[bool] = mapped_column(default=False, server_default=false())
    review_size: Mapped[int] = mapped_column(default=2, server_default="2")
    review_visits: Mapped[int] = mapped_column(default=3, server_default="3")
    review_odd: Mapped[Key] = mapped_column(default="ring", server_default="ring")
    rests_id: Mapped[int | None]
    rest_kept: Mapped[bool] = mapped_column(default=False, server_default=false())
    joint_key: Mapped[Key | None] = mapped_column(index=True)
    joint_network_id: Mapped[int | None]
    draws_again_id: Mapped[int | None]


class ReviewGroup(Base):
    """Two schools that review each other, or three to seven in a ring; `school_ids` in ring order.

    `card_delivery_id` is the message to the schools that shows where their visits stand. `locked`: while it is
    proposed, another proposal keeps it. `quiet_until`: its schools do not want to be reminded before that day.
    """

    __tablename__ = "review_groups"

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    network_id: Mapped[NetworkId]
    round_id: Mapped[int] = mapped_column(ForeignKey("review_rounds.id", ondelete="CASCADE"), index=True)
    school_ids: Mapped[list[Any]]
    card_delivery_id: Mapped[str | None]
    locked: Mapped[bool] = mapped_column(default=False, server_default=false())
    quiet_until: Mapped[date | None]


class ReviewVisit(Base):
    """One school reviewing another. `status` is planned, dated, done, dropped or, where another visit took its place,
    replaced.

    `dated_at` is when `visit_on` was chosen, so that no reminder goes out for a moment that was over by then.
    The host owns it: `findings` are those the host agreed to, `shared_with` is schools (host and reviewer only),
    network or leaders (chair and SEIL as well), as the host decides. `written_at` is when evidence or findings were
    first written: whoever came to one of the schools later does not see them, unless the host lets them.
    `visit_time` is the host's time of day, where one was given, `sequence` grows with each calendar file.
    `shared_parts` says the same of the record's other parts (focus, evidence, actions). `evidence_links` are pairs of
    an address and its name. `findings_draft` is what both schools write before the host agrees to findings;
    `closing_host` and `closing_reviewer` are the lines with which each closes the review.
    `came_of_it` is what has changed since, as the host says when it checks back; shared as the findings are.
    `self_review` is what the host says of itself beforehand, by question; `protocol` how it wants to be visited.
    `proposed_days` are days that its schools have proposed: on, at (empty for none) and by, the school's id.
    `follow_up_on` is when the reviewing school's champion comes back to it, `follow_up_note` how that went.
    """

    __tablename__ = "review_visits"

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    network_id: Mapped[NetworkId]
    group_id: Mapped[int] = mapped_column(ForeignKey("review_groups.id", ondelete="CASCADE"), index=True)
    host_school_id: Mapped[int] = mapped_column(ForeignKey("schools.id", ondelete="CASCADE"), index=True)
    reviewer_school_id: Mapped[int] = mapped_column(ForeignKey("schools.id", ondelete="CASCADE"), index=True)
    lead_id: Mapped[PersonId | None] = mapped_column("lead_person_id")
    focus_question: Mapped[LongText] = mapped_column(default="")
    visit_on: Mapped[date | None]
    visit_time: Mapped[time | None]
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    dated_at: Mapped[datetime | None]
    evidence: Mapped[LongText] = mapped_column(default="")
    findings: Mapped[LongText] = mapped_column(default="")
    findings_agreed: Mapped[bool] = mapped_column(default=False)
    shared_with: Mapped[Key] = mapped_column(default="schools")
    check_back_on: Mapped[date | None]
    check_back_note: Mapped[LongText] = mapped_column(default="")
    came_of_it: Mapped[LongText] = mapped_column(default="", server_default="")
    came_of_it_at: Mapped[datetime | None]
    self_review: Mapped[dict[str, Any] | None]
    prepared_at: Mapped[datetime | None]
    protocol: Mapped[Key | None]
    follow_up_on: Mapped[date | None]
    follow_up_kind: Mapped[Key | None]
    follow_up_note: Mapped[LongText] = mapped_column(default="", server_default="")
    followed_up_at: Mapped[datetime | None]
    status: Mapped[Key] = mapped_column(default="planned")
    done_at: Mapped[datetime | None]
    done_by: Mapped[PersonId | None] = mapped_column("done_by_id")
    written_at: Mapped[datetime | None]
    shared_parts: Mapped[dict[str, Any] | None]
    evidence_links: Mapped[list[Any] | None]
    proposed_days: Mapped[list[Any] | None]
    findings_draft: Mapped[LongText] = mapped_column(default="", server_default="")
    closing_host: Mapped[LongText] = mapped_column(default="", server_default="")
    closing_reviewer: Mapped[LongText] = mapped_column(default="", server_default="")


class ReviewExclusion(Base):
    """Two schools that are not to review each other: no reason is kept. The smaller id stands first."""

    __tablename__ = "review_exclusions"
    __table_args__ = (UniqueConstraint("network_id", "school_id", "other_id"),)

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    network_id: Mapped[NetworkId]
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id", ondelete="CASCADE"))
    other_id: Mapped[int] = mapped_column(ForeignKey("schools.id", ondelete="CASCADE"))


class ReviewDropOut(Base):
    """A school that cannot do a round, as it said while the round ran: no reason is kept.

    `settled_at` is when chair or SEIL decided who takes its place, or when it turned out that nobody has to.
    """

    __tablename__ = "review_drop_outs"

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    network_id: Mapped[NetworkId]
    round_id: Mapped[int] = mapped_column(ForeignKey("review_rounds.id", ondelete="CASCADE"), index=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("review_groups.id", ondelete="CASCADE"))
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id", ondelete="CASCADE"))
    said_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


keeps_first_words(
    ReviewVisit,
    focus_question="lead_id",
    **dict.fromkeys(("evidence", "findings", "findings_draft", "check_back_note", "came_of_it", "follow_up_note"), ""),
    **dict.fromkeys(("closing_host", "closing_reviewer"), ""),
)
