"""The half-yearly self-assessment: rounds, raters, drafts while open, results for ever."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from domain.instrument import DEFAULT_KEY
from storage.models.base import Base, Id, Key, LongText, NetworkId, PersonId, WorkspaceId, partial_index


class AssessmentRound(Base):
    """One half-year's assessment of one network with one instrument.

    `status` is open, revealed, withheld (too few raters) or withdrawn (its ratings cannot be read any more); of the
    last two no rating is kept, and one that was withdrawn can be opened anew. The instrument is kept whole, so that
    results stay readable after its texts change. `sealed`, `untold`, `by_chat_id`
    and `people` (the raters) are as in a Pulse. `settled_at` is when the network was told
    which levels were agreed on, and that the medians stand for the rest.
    `named`: an open round, of one or two raters who read each other's ratings (NamedRating) until it is settled; as
    results of it there are the levels agreed on alone, each once.
    """

    __tablename__ = "assessment_rounds"
    __table_args__ = (UniqueConstraint("network_id", "half_year", "instrument_key"),)

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    network_id: Mapped[NetworkId]
    half_year: Mapped[Key]
    instrument_key: Mapped[Key] = mapped_column(default=DEFAULT_KEY, server_default=DEFAULT_KEY)
    instrument_version: Mapped[Key]
    instrument: Mapped[dict[str, Any]]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    status: Mapped[Key] = mapped_column(default="open")
    closed_at: Mapped[datetime | None]
    raters_asked: Mapped[int] = mapped_column(default=0)
    raters_finished: Mapped[int] = mapped_column(default=0)
    people: Mapped[bytes | None] = mapped_column(LargeBinary)
    sealed: Mapped[bool] = mapped_column(default=False, server_default=false())
    untold: Mapped[bool] = mapped_column(default=False, server_default=false())
    by_chat_id: Mapped[bool] = mapped_column(server_default=false())
    settled_at: Mapped[datetime | None]
    named: Mapped[bool] = mapped_column(default=False, server_default=false())


class NamedRating(Base):
    """What one of the few raters of an open round gave an item, between its close and the telling of its levels."""

    __tablename__ = "named_ratings"
    __table_args__ = (UniqueConstraint("round_id", "person_id", "item_key"),)

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    round_id: Mapped[int] = mapped_column(ForeignKey("assessment_rounds.id", ondelete="CASCADE"))
    person: Mapped[PersonId] = mapped_column("person_id")
    item_key: Mapped[Key]
    level: Mapped[int]


class SecondPass(Base):
    """Rating again the items of a revealed round that the ratings were far apart on. The first ratings stay.

    `status` is as in a round. `items` are their keys, `same_people` whether the very same were asked as the first
    time. `finished` is how many forms were counted. `sealed` and `people` are as in a round.
    """

    __tablename__ = "second_passes"
    __table_args__ = (UniqueConstraint("round_id"),)

    by_chat_id: ClassVar[bool] = False

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    network_id: Mapped[NetworkId]
    round_id: Mapped[int] = mapped_column(ForeignKey("assessment_rounds.id", ondelete="CASCADE"))
    items: Mapped[list[Any]]
    same_people: Mapped[bool]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    status: Mapped[Key]
    closed_at: Mapped[datetime | None]
    finished: Mapped[int]
    people: Mapped[bytes | None] = mapped_column(LargeBinary)
    sealed: Mapped[bool]


class SecondResult(Base):
    """What is told of an item that was rated again: its middle, `low` to `high`, and `counts` where they are told.

    `low` and `high` are 0 where nothing is.
    """

    __tablename__ = "second_results"
    __table_args__ = (UniqueConstraint("pass_id", "item_key"),)

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    pass_id: Mapped[int] = mapped_column(ForeignKey("second_passes.id", ondelete="CASCADE"))
    item_key: Mapped[Key]
    low: Mapped[int]
    high: Mapped[int]
    counts: Mapped[list[Any]]


class ItemEvidence(Base):
    """What was brought to an item: while rating, told after the close; or while agreeing on its level (`agreeing`).

    `by` is who brought it. What came with a rating has nobody there, unless they wanted to be named.
    """

    __tablename__ = "item_evidence"

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    round_id: Mapped[int] = mapped_column(ForeignKey("assessment_rounds.id", ondelete="CASCADE"), index=True)
    item_key: Mapped[Key]
    words: Mapped[LongText]
    agreeing: Mapped[bool]
    by: Mapped[PersonId | None] = mapped_column("by_id")


class AssessmentRater(Base):
    """Somebody asked to rate, as code of before kept it, by the chat's id: see storage/unsealed.py."""

    __tablename__ = "assessment_raters"
    __table_args__ = (UniqueConstraint("round_id", "slack_user_id"),)

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    round_id: Mapped[int] = mapped_column(ForeignKey("assessment_rounds.id", ondelete="CASCADE"), index=True)
    slack_user_id: Mapped[str]
    finished_at: Mapped[datetime | None]


class DraftRating(Base):
    """One rater's level for one item, as code of before kept it: see storage/unsealed.py."""

    __tablename__ = "draft_ratings"
    __table_args__ = (UniqueConstraint("rater_id", "item_key"),)

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    rater_id: Mapped[int] = mapped_column(ForeignKey("assessment_raters.id", ondelete="CASCADE"), index=True)
    item_key: Mapped[Key]
    level: Mapped[int]


class AssessmentResult(Base):
    """How many finished raters gave an item a level, from 1 to the highest of its scale.

    `middle_only`: these are no ratings; the item's middle lies at this level, or between this one and its other row's.
    """

    __tablename__ = "assessment_results"
    __table_args__ = (UniqueConstraint("round_id", "item_key", "level"),)

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    round_id: Mapped[int] = mapped_column(ForeignKey("assessment_rounds.id", ondelete="CASCADE"), index=True)
    item_key: Mapped[Key]
    level: Mapped[int]
    count: Mapped[int]
    middle_only: Mapped[bool] = mapped_column(default=False, server_default=false())


class AgreedLevel(Base):
    """The one level that the leadership team settled on after talking about the spread, and why."""

    __tablename__ = "agreed_levels"
    __table_args__ = (UniqueConstraint("round_id", "item_key"),)

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    round_id: Mapped[int] = mapped_column(ForeignKey("assessment_rounds.id", ondelete="CASCADE"), index=True)
    item_key: Mapped[Key]
    level: Mapped[int]
    reason: Mapped[LongText] = mapped_column(default="")
    recorded_by_id: Mapped[PersonId]
    recorded_at: Mapped[datetime]


class LevelRevision(Base):
    """A level that one leader proposed for an item, why, and who confirmed it.

    A correction is a row of its own; what is agreed at the moment stands in AgreedLevel.
    """

    __tablename__ = "level_revisions"

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    round_id: Mapped[int] = mapped_column(ForeignKey("assessment_rounds.id", ondelete="CASCADE"), index=True)
    item_key: Mapped[Key]
    level: Mapped[int]
    reason: Mapped[LongText]
    proposed_by_id: Mapped[PersonId]
    proposed_at: Mapped[datetime]
    confirmed_by_id: Mapped[PersonId | None]
    confirmed_at: Mapped[datetime | None]


class ImportedLevel(Base):
    """Where an item stood in a half-year before the bot, as a network's own spreadsheets say; nobody is named.

    From `low` to `high` among the levels of `scale` (their names); `agreed`: it was agreed on, otherwise it is a
    median. `source` is the file's name. Never overwritten: a correction is a row of its own, and the one before it has
    the moment of that as `superseded_at`.
    """

    __tablename__ = "imported_levels"
    __table_args__ = (
        partial_index(
            "uq_imported_levels_standing",
            "network_id",
            "instrument_key",
            "half_year",
            "item_key",
            where="superseded_at IS NULL",
            unique=True,
        ),
    )

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    network_id: Mapped[NetworkId]
    instrument_key: Mapped[Key]
    half_year: Mapped[Key]
    item_key: Mapped[Key]
    low: Mapped[int]
    high: Mapped[int]
    scale: Mapped[list[Any]]
    agreed: Mapped[bool]
    note: Mapped[LongText]
    source: Mapped[Key]
    imported_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]
