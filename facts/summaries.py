"""What is known of where a network stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.disclosure import Participation
from domain.ratings import Change, Median, median_change
from domain.summaries import Step


@dataclass(frozen=True)
class ItemMark:
    """One item's median now; `before` is that of the half-year it is compared with, None where it has none."""

    title: str
    now: Median
    before: Median | None = None

    @property
    def change(self) -> Change | None:
        return median_change(self.before, self.now) if self.before else None


@dataclass(frozen=True)
class PillarMarks:
    """A pillar's items under its title, with the pillar's own median and which way that went."""

    title: str
    median: Median
    items: tuple[ItemMark, ...]
    change: Change | None = None


@dataclass(frozen=True)
class TermMeetings:
    """One term's meetings (term as "2026-T2"): held, booked and still to come, and the minimum.

    `unrecorded` counts those that are over without anybody having said how they went.
    """

    term: str
    held: int
    booked: int
    minimum: int
    unrecorded: int = 0


@dataclass(frozen=True)
class MeetingAttendance:
    on: date
    schools: int
    of: int


@dataclass(frozen=True)
class MeetingCounts:
    """`minimum` is the half-year's. `present`: schools at meetings, coarsely; None where it must not be shown.

    `to_book` counts the meetings that the running term still lacks.
    """

    terms: tuple[TermMeetings, ...] = ()
    minimum: int = 0
    attendance: tuple[MeetingAttendance, ...] = ()
    present: Participation | None = None
    to_book: int = 0
    next_at: datetime | None = None
    next_place: str = ""

    @property
    def held(self) -> int:
        return sum(term.held for term in self.terms)

    @property
    def unrecorded(self) -> int:
        return sum(term.unrecorded for term in self.terms)


@dataclass(frozen=True)
class AssessmentMarks:
    """The newest result. half_year and before are keys; before is None where nothing came before."""

    half_year: str
    before: str | None
    pillars: tuple[PillarMarks, ...]


@dataclass(frozen=True)
class PulseMark:
    """One published pulse. participation: how many answered, coarsely; None where it must not be shown."""

    title: str
    median: Median
    participation: Participation | None


@dataclass(frozen=True)
class ReviewCounts:
    number: int
    done: int
    total: int
    late: int


@dataclass(frozen=True)
class Summary:
    """Where a network stands in one half-year (a key). `is_now`: it is the one that is running.

    steps: what this reader can do next. may_share: whether they may post the safe version.
    """

    network_id: int
    network: str
    half_year: str
    is_now: bool
    zone: ZoneInfo
    meetings: MeetingCounts = MeetingCounts()
    assessment: AssessmentMarks | None = None
    assessment_open_until: date | None = None
    pulses: tuple[PulseMark, ...] = ()
    reviews: ReviewCounts | None = None
    introduced: int = 0
    met: int = 0
    actions_open: int = 0
    actions_overdue: int = 0
    actions_done: int = 0
    steps: tuple[Step, ...] = ()
    may_share: bool = False
