"""What is known of meetings: when, where, who comes, what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from msgspec import Struct

from domain.calendar import DayOff
from domain.disclosure import Participation
from domain.meeting_times import USUAL_MINUTES, Unusual


class MeetingFacts(Struct, frozen=True):
    """A meeting as messages need it. starts_at and ends_at are aware; zone is the network's; term a key."""

    meeting_id: int
    network: str
    term: str
    starts_at: datetime
    ends_at: datetime
    zone: ZoneInfo
    place: str
    link: str
    agenda: str
    status: str

    @property
    def local_day(self) -> date:
        return self.starts_at.astimezone(self.zone).date()


class Oddity(Struct, frozen=True):
    """What is unusual about a meeting's time. term: the key of the one that it counts for.

    off: why its day is no school day, where it is none. other: the meeting that it overlaps with, if any.
    """

    kinds: Sequence[Unusual]
    day: date
    term: str
    off: DayOff | None = None
    other: MeetingFacts | None = None


class Replies(Struct, frozen=True):
    """Who answered the invitation, by user id."""

    coming: Sequence[str] = ()
    maybe: Sequence[str] = ()
    not_coming: Sequence[str] = ()


class AgreedAction(Struct, frozen=True):
    what: str
    owner_id: str
    due_on: date


class Minutes(Struct, frozen=True):
    summary: str
    decisions: str
    schools: Sequence[str]
    actions: Sequence[AgreedAction]


class Lack(Struct, frozen=True):
    """A term (a key as "2026-T2") with fewer meetings booked or held than the network wants at least.

    example: words to book one with, that are understood as they are.
    """

    network_id: int
    network: str
    term: str
    booked: int
    minimum: int
    example: str = ""


class ListedMeeting(Struct, frozen=True):
    """A meeting in the overview, with what this person may do about it. answer: theirs, or empty."""

    facts: MeetingFacts
    over: bool
    may_change: bool
    may_write_minutes: bool
    may_answer: bool = False
    answer: str = ""


class NextMeeting(Struct, frozen=True):
    """The next meeting, for one person. answer: theirs, or empty."""

    facts: MeetingFacts
    may_answer: bool
    answer: str = ""


class MeetingOverview(Struct, frozen=True):
    """What is booked in a network. term: a key; booked counts the booked and held meetings of that term."""

    network_id: int
    network: str
    term: str
    in_term: bool
    booked: int
    minimum: int
    meetings: Sequence[ListedMeeting]
    may_book: bool


class MeetingDraft(Struct, frozen=True):
    """What a booking form shows filled in. at and day are local; minutes is how long it lasts.

    What is None is left empty, for the person to say.
    """

    day: date | None = None
    at: time | None = None
    minutes: int | None = USUAL_MINUTES
    place: str = ""
    link: str = ""
    agenda: str = ""


class SchoolChoice(Struct, frozen=True):
    school_id: int
    name: str


class MinutesDraft(Struct, frozen=True):
    """What the minutes' form starts from: the network's schools, and those whose people said they come.

    again: the minutes are written already, and are put right.
    """

    facts: MeetingFacts
    schools: Sequence[SchoolChoice]
    expected: Sequence[int]
    summary: str = ""
    decisions: str = ""
    again: bool = False


class TermMeetings(Struct, frozen=True):
    """One term's meetings (term as "2026-T2"): held, booked and still to come, and the minimum.

    `unrecorded` counts those that are over without anybody having said how they went.
    """

    term: str
    held: int
    booked: int
    minimum: int
    unrecorded: int = 0


class MeetingAttendance(Struct, frozen=True):
    on: date
    schools: int
    of: int


class MeetingStanding(Struct, frozen=True):
    """A half-year's meetings by term, and `minimum` how many there should be in it.

    `present`: schools at meetings, coarsely; None where it must not be shown. `to_book` counts the meetings that the
    running term still lacks.
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
