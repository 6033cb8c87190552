"""Pulse checks. Who answered and what was answered never stand together in readable form."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id, Key, LongText, NetworkId, PersonId, WorkspaceId


class Pulse(Base):
    """`status` is planned (it opens at `opens_at`), open, published, withheld (too few answers) or withdrawn; nothing
    is kept of the last two's answers.

    `threshold` is frozen at launch. `asked` is how many people could answer, `answered` is set at close, and only when
    the result is published. `untold`: it closed while the network stood still, and the channel has not heard.
    `people` is who was asked, fixed at the opening, sealed like the answers and gone with them; empty where code of
    before asked. `asked` counts their voices, see domain/voices.py. `answered` and the results are kept only as
    exactly as they are told. `item_key` is an item's, or one made of a question in the network's own words; `scale` is
    what its four answers are called; `comments`: whether words may be added to an answer.
    `instrument_key`, `levels`: the instrument that its item is of, and the levels that it is answered on; empty for a
    question in own words, and where code of before asked.
    `sealed`: its answers are sealed under a key outside the database. One that code of before left open is not, and
    has a `secret` instead, until it is adopted: see storage/unsealed.py.
    `by_chat_id`: its voices and `people` go by the chat's ids, since it was opened when code that has no others may
    have been at work; so that each counts once, it stays so until it closes. See storage/voice_names.py.
    """

    __tablename__ = "pulses"

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    network_id: Mapped[NetworkId]
    item_key: Mapped[Key]
    instrument_key: Mapped[Key | None]
    levels: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    instrument_version: Mapped[Key]
    question: Mapped[LongText]
    threshold: Mapped[int]
    asked: Mapped[int]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime] = mapped_column(index=True)
    closed_at: Mapped[datetime | None]
    status: Mapped[Key] = mapped_column(default="open")
    started_by: Mapped[PersonId | None] = mapped_column("started_by_id")
    secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    answered: Mapped[int | None]
    people: Mapped[bytes | None] = mapped_column(LargeBinary)
    card_delivery_id: Mapped[str | None]
    sealed: Mapped[bool] = mapped_column(default=False, server_default=false())
    untold: Mapped[bool] = mapped_column(default=False, server_default=false())
    by_chat_id: Mapped[bool] = mapped_column(server_default=false())
    scale: Mapped[Key] = mapped_column(default="levels", server_default="levels")
    comments: Mapped[bool] = mapped_column(default=False, server_default=false())


class PulseAnswer(Base):
    """An answer as code of before kept it, not sealed. `voter_key` is an HMAC under the pulse's secret."""

    __tablename__ = "pulse_answers"
    # SQLite would number the rows as they come, and so keep the order of the answers; this table it sorts by key.
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it from the class

    # The key is the pulse and the voter, not a counter: a counter would keep the order of the answers.
    pulse_id: Mapped[int] = mapped_column(ForeignKey("pulses.id", ondelete="CASCADE"), primary_key=True)
    voter_key: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[WorkspaceId]
    level: Mapped[int]


class PulseResult(Base):
    __tablename__ = "pulse_results"
    __table_args__ = (UniqueConstraint("pulse_id", "level"),)

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    pulse_id: Mapped[int] = mapped_column(ForeignKey("pulses.id", ondelete="CASCADE"), index=True)
    level: Mapped[int]
    count: Mapped[int]


class SealedComment(Base):
    """What somebody added to their answer in words, while the pulse is open: sealed like the answers, as long for any.

    `writer_key` is another HMAC of the person than their answer's, so that nothing says which answer it belongs to.
    """

    __tablename__ = "sealed_comments"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it from the class

    pulse_id: Mapped[int] = mapped_column(ForeignKey("pulses.id", ondelete="CASCADE"), primary_key=True)
    writer_key: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[WorkspaceId]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class PulseComment(Base):
    """A comment as it is shown: names masked, in an order that a die has made."""

    __tablename__ = "pulse_comments"

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    pulse_id: Mapped[int] = mapped_column(ForeignKey("pulses.id", ondelete="CASCADE"), index=True)
    words: Mapped[LongText]
