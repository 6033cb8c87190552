"""Regions and areas of the department, and schools with their part in networks over time."""

from datetime import date, datetime

from sqlalchemy import Double, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Id, Key, NetworkId, WorkspaceId, partial_index


class Region(Base):
    """One of the department's regions; two names that are one to whoever reads them are one row."""

    __tablename__ = "regions"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    name: Mapped[Key]


class Area(Base):
    """A part of a region, with a director who sees its networks. `region_id` is empty where nobody has said."""

    __tablename__ = "areas"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id", ondelete="SET NULL"), index=True)
    name: Mapped[Key]


class School(Base):
    """A school of the workspace; which networks it belongs to, and belonged to, is in its memberships.

    `school_number` is the department's; what is known of where the school is is empty where nobody has said.
    `fiso_focus`, `strength` and `finds_hard` are dimensions of FISO, as the school says of itself, or empty.
    A school that was merged into another stays, so that what it did remains readable under its own name.
    """

    __tablename__ = "schools"

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    name: Mapped[Key]
    school_type: Mapped[Key] = mapped_column(default="")
    school_number: Mapped[Key | None] = mapped_column(index=True)
    town: Mapped[Key | None]
    postcode: Mapped[Key | None]
    latitude: Mapped[float | None] = mapped_column(Double())
    longitude: Mapped[float | None] = mapped_column(Double())
    fiso_focus: Mapped[Key] = mapped_column(default="", server_default="")
    strength: Mapped[Key] = mapped_column(default="", server_default="")
    finds_hard: Mapped[Key] = mapped_column(default="", server_default="")
    merged_into_id: Mapped[int | None] = mapped_column(
        # Looked at when all is written: rows are copied in order of their ids, and this may point to a later one.
        ForeignKey("schools.id", ondelete="SET NULL", deferrable=True, initially="DEFERRED"),
        index=True,
    )
    merged_at: Mapped[datetime | None]


class SchoolMembership(Base):
    """A school's part in one network; `until` is set when it ends, and the row stays.

    `rests_until`: before that day no round of peer reviews counts on it, unless chair or SEIL say otherwise.
    """

    __tablename__ = "school_memberships"
    __table_args__ = (
        partial_index("uq_school_memberships_current", "network_id", "school_id", where="until IS NULL", unique=True),
    )

    id: Mapped[Id]
    workspace_id: Mapped[WorkspaceId]
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id", ondelete="CASCADE"), index=True)
    network_id: Mapped[NetworkId]
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    rests_until: Mapped[date | None]
