"""Workspaces, networks and the people in them."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column

from domain.groups import GROUP
from domain.policies import OUT_OF_SIGHT
from storage.models.base import Base, Id, Key, LongText, NetworkId, PersonId, WorkspaceId, partial_index
from storage.overwriting import keeps_first_words


class Workspace(Base):
    """One Slack team or enterprise, or one tenant of Teams.

    `slack_id` is its id in the chat, whichever that is; empty until the bot first speaks with Slack. `chat` is slack or
    teams. `service_url` is where Teams has said that it is spoken to. `left_at` is when the bot was uninstalled there;
    empty while it is installed. `audit_head` is the hash of the newest audit entry.
    """

    __tablename__ = "workspaces"

    id: Mapped[Id]
    slack_id: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[Key] = mapped_column(default="")
    bot_user_id: Mapped[str | None]
    left_at: Mapped[datetime | None]
    audit_head: Mapped[Key] = mapped_column(default="")
    chat: Mapped[Key] = mapped_column(default="slack", server_default="slack")
    service_url: Mapped[str | None]


class Network(Base):
    """A geographic network of schools that works as a Community of Practice; or a joint group of schools, which has all
    that a network has, and more in storage/models/groups.py.

    `kind` is network or group. `status` is active, paused (its channel is gone or archived) or closed (a group that has
    ended: it is read and not changed).
    `next_check_at` is when the schedule has to look at this network again; empty means at once.
    `notify_channel`: whether the card of a meeting and a pulse check name the whole channel, once each.
    `area_id` is empty where nobody has said; then `region_id` may say the region, which else is the area's.
    `self_made`: somebody set it up by /cop-setup, and no operator has vouched for it.
    `pulse_resumes_on`: the day from which the weekly question, switched off before, is asked again. `pulse_order` holds
    the items that are asked about first, by their keys; one that was asked about is taken out.
    `review_rhythm`: how often a round of peer reviews is proposed without anybody asking; empty: never.
    `review_size`: of the groups of a round, 2 for pairs; `review_visits`: how many visits a school has in a round at
    most; `review_odd`: what becomes of an odd school, as domain.resting names it; `review_types`: whether alike or
    different schools are wished together, empty where it does not matter.
    `pulse_comments`: whether an answer may carry a comment; `pulse_reminds`: whether those who have not answered are
    reminded, once.
    `shows_focus`, `shows_strengths`: whether other networks see its FISO focus, and what it agreed to be good at;
    `shows_words`: what they see in its own words, empty: nothing.
    `instruments`: those that it uses, see domain/in_use.py; empty: the usual one.
    `assessment_dates` maps a half-year key to {"opens": date, "closes": date} where the default does not fit.
    """

    __tablename__ = "networks"
    __table_args__ = (
        UniqueConstraint("workspace_id", "name"),
        UniqueConstraint("workspace_id", "channel_id"),
    )

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    name: Mapped[Key]
    area_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id", ondelete="SET NULL"), index=True)
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id", ondelete="SET NULL"), index=True)
    channel_id: Mapped[str | None]
    calendar: Mapped[Key] = mapped_column(default="victoria")
    timezone: Mapped[Key] = mapped_column(default="Australia/Melbourne")
    posting_time: Mapped[time] = mapped_column(default=time(8, 30))
    min_meetings: Mapped[int] = mapped_column(default=1)
    fiso_focus: Mapped[LongText] = mapped_column(default="")
    pulse_threshold: Mapped[int] = mapped_column(default=5)
    weekly_pulse: Mapped[bool] = mapped_column(default=True)
    pulse_fortnightly: Mapped[bool] = mapped_column(default=False, server_default=false())
    pulse_resumes_on: Mapped[date | None]
    instruments: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    pulse_order: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    pulse_reminds: Mapped[bool] = mapped_column(default=False, server_default=false())
    pulse_comments: Mapped[bool] = mapped_column(default=True, server_default=true())
    notify_channel: Mapped[bool] = mapped_column(default=False, server_default=false())
    review_rhythm: Mapped[Key] = mapped_column(default="", server_default="")
    review_size: Mapped[int] = mapped_column(default=2, server_default="2")
    review_visits: Mapped[int] = mapped_column(default=3, server_default="3")
    review_odd: Mapped[Key] = mapped_column(default="ring", server_default="ring")
    review_types: Mapped[Key] = mapped_column(default="", server_default="")
    shows_focus: Mapped[bool] = mapped_column(default=False, server_default=false())
    shows_strengths: Mapped[bool] = mapped_column(default=False, server_default=false())
    shows_words: Mapped[LongText] = mapped_column(default="", server_default="")
    assessment_dates: Mapped[dict[str, Any]] = mapped_column(default=dict)
    status: Mapped[Key] = mapped_column(default="active")
    status_reason: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    self_made: Mapped[bool] = mapped_column(default=False, server_default=false())
    next_check_at: Mapped[datetime | None] = mapped_column(index=True)
    kind: Mapped[Key] = mapped_column(default="network", server_default="network")

    @property
    def is_group(self) -> bool:
        return self.kind == GROUP

    @property
    def has_ended(self) -> bool:
        return self.status == "closed"

    @property
    def goes_on(self) -> bool:
        """Whether what falls due is carried out: also in a joint group that has no channel yet, whose people hear of it
        alone."""
        return self.status == "active" or (self.is_group and self.status == "paused" and self.channel_id is None)

    @property
    def seen_from(self) -> int | None:
        """The area from which it is seen by those who see widely: a group's schools are seen in their own networks."""
        return OUT_OF_SIGHT if self.is_group else self.area_id


class Membership(Base):
    """One role of one person in one network; `until` is set when it ends, and the row stays.

    `school_since` is since when it is for this school; empty: since the role began. `records_since` is from when on
    what was written about the school itself is open to the holder; empty: from when the role was for this school.
    `counts_from` is from when on the holder is asked and heard in pulse checks and self-assessments; empty: at once.
    """

    __tablename__ = "memberships"
    __table_args__ = (
        partial_index("uq_memberships_held", "network_id", "person_id", "role", where="until IS NULL", unique=True),
    )

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    network_id: Mapped[NetworkId]
    school_id: Mapped[int | None] = mapped_column(ForeignKey("schools.id", ondelete="SET NULL"), index=True)
    person_id: Mapped[PersonId] = mapped_column(index=True)
    role: Mapped[Key]
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    school_since: Mapped[datetime | None]
    records_since: Mapped[datetime | None]
    counts_from: Mapped[datetime | None]


class RoleProposal(Base):
    """A school's role that waits for whoever gives it: its principals, or chair and SEIL while it has none.

    `status` is open, given, refused or overtaken.
    """

    __tablename__ = "role_proposals"
    __table_args__ = (
        partial_index(
            "uq_role_proposals_waiting", "school_id", "person_id", "role", where="status = 'open'", unique=True
        ),
    )

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    network_id: Mapped[NetworkId]
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id", ondelete="CASCADE"))
    person_id: Mapped[PersonId]
    role: Mapped[Key]
    proposed_by: Mapped[PersonId] = mapped_column("proposed_by_id")
    proposed_at: Mapped[datetime]
    status: Mapped[Key] = mapped_column(default="open")
    answered_by: Mapped[PersonId | None] = mapped_column("answered_by_id")
    answered_at: Mapped[datetime | None]


class CalendarOverride(Base):
    """A day that this network keeps otherwise than its calendar: closed, or open after all."""

    __tablename__ = "calendar_overrides"
    __table_args__ = (UniqueConstraint("network_id", "day"),)

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    network_id: Mapped[NetworkId]
    day: Mapped[date]
    is_school_day: Mapped[bool]
    reason: Mapped[str] = mapped_column(default="")


keeps_first_words(Network, shows_words="")
