"""The school year: terms, weeks, school days, half-years, and when a post may go out.

Days are plain dates of the school's own place. Moments are aware datetimes; what comes back is in UTC.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(weeks=1)
TERMS_OF_SEMESTER = {1: (1, 2), 2: (3, 4)}
LAST_TERM = 4
SATURDAY = 5
LATEST_POSTING_TIME = time(17, 0)


def in_words(day: date) -> str:
    """A date as people here write it: "4 March 2031"."""
    return f"{day.day} {day:%B %Y}"


class UnknownDate(Exception):
    """A day that the calendar has no terms for. Its text is a sentence for the operator."""

    def __init__(self, day: date, calendar_name: str, known_from: date, known_until: date) -> None:
        self.day = day
        self.calendar_name = calendar_name
        self.known_from = known_from
        self.known_until = known_until
        self.values = {"calendar": calendar_name, "since": known_from, "until": known_until, "day": day}
        super().__init__(
            f"The school calendar “{calendar_name}” runs from {in_words(known_from)} to "
            f"{in_words(known_until)}, so it cannot say whether {in_words(day)} is a school day. "
            "Add the missing terms to the calendar's terms file and restart the bot."
        )


@dataclass(frozen=True, order=True)
class Term:
    """One school term. Staff may start before students do; `end` is the last day of term."""

    year: int
    number: int
    staff_start: date
    student_start: date
    end: date

    def __post_init__(self) -> None:
        if not self.staff_start <= self.student_start <= self.end:
            raise ValueError(f"Term {self.key} must start with staff, then students, and then end.")

    @property
    def key(self) -> str:
        """A stable name, like "2026-T2"."""
        return f"{self.year}-T{self.number}"

    @property
    def half_year(self) -> HalfYear:
        return HalfYear(self.year, 1 if self.number in TERMS_OF_SEMESTER[1] else 2)

    def __contains__(self, day: date) -> bool:
        return self.staff_start <= day <= self.end

    def __str__(self) -> str:
        return f"Term {self.number}, {self.year}"


@dataclass(frozen=True, order=True)
class HalfYear:
    """Semester 1 is Terms 1 and 2, semester 2 is Terms 3 and 4."""

    year: int
    semester: int

    def __post_init__(self) -> None:
        if self.semester not in TERMS_OF_SEMESTER:
            raise ValueError(f"A year has semesters 1 and 2, not {self.semester}.")

    @classmethod
    def parse(cls, key: str) -> HalfYear:
        """The half-year that a key like "2026-S1" names; ValueError for anything else."""
        year, separator, semester = key.partition("-S")
        if not (separator and year.isdecimal() and semester.isdecimal()):
            raise ValueError(f"“{key}” is no half-year; one looks like 2026-S1.")
        return cls(int(year), int(semester))

    @property
    def key(self) -> str:
        return f"{self.year}-S{self.semester}"

    @property
    def previous(self) -> HalfYear:
        return HalfYear(self.year, 1) if self.semester == 2 else HalfYear(self.year - 1, 2)

    @property
    def next(self) -> HalfYear:
        return HalfYear(self.year, 2) if self.semester == 1 else HalfYear(self.year + 1, 1)

    @classmethod
    def about(cls, day: date) -> HalfYear:
        """The half-year of a day that no calendar knows: the first one lasts until June."""
        return cls(day.year, 1 if day.month <= 6 else 2)

    def __str__(self) -> str:
        return f"Semester {self.semester}, {self.year}"


class Off(StrEnum):
    """Why a day is no school day."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    CLOSED = "closed"
    STAFF = "staff"
    BETWEEN_TERMS = "between_terms"


@dataclass(frozen=True)
class DayOff:
    """Why a day is no school day, and the public holiday's name where it is one."""

    why: Off
    name: str = ""


@dataclass(frozen=True)
class SchoolCalendar:
    """The terms and public holidays of one place, with what one network changes about them.

    A school day is a weekday on which students are at school: from the student start to the end of a
    term, and no public holiday. `opened` lifts a public holiday (Melbourne Cup Day is another day in
    parts of the country); `closed` takes a day out, and wins over `opened`. Questions about days
    outside `known_from` to `known_until` raise UnknownDate. `holiday_names` has the names of public holidays that
    are known.
    """

    name: str
    timezone: str
    terms: tuple[Term, ...]
    public_holidays: frozenset[date]
    closed: frozenset[date] = frozenset()
    opened: frozenset[date] = frozenset()
    holiday_names: Mapping[date, str] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        if not self.terms:
            raise ValueError(f"The school calendar “{self.name}” has no terms.")
        for earlier, later in zip(self.terms, self.terms[1:], strict=False):
            if later.staff_start <= earlier.end:
                raise ValueError(f"Term {later.key} must come after term {earlier.key} has ended.")

    def with_overrides(
        self, closed: AbstractSet[date] = frozenset(), open: AbstractSet[date] = frozenset()
    ) -> SchoolCalendar:
        """This calendar with one network's own changes on top."""
        if not closed and not open:
            return self  # with all that it has worked out so far
        return replace(self, closed=self.closed | closed, opened=self.opened | open)

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @cached_property
    def known_from(self) -> date:
        """The first day that can be asked about: 1 January, unless the first year begins mid-way."""
        first = self.terms[0]
        return date(first.year, 1, 1) if first.number == 1 else first.staff_start

    @cached_property
    def known_until(self) -> date:
        """The last day that can be asked about: 31 December, unless the last year lacks terms."""
        last = self.terms[-1]
        return date(last.year, 12, 31) if last.number == LAST_TERM else last.end

    def runs_out_within(self, day: date, days: int = 365) -> bool:
        """Whether the calendar's last known day is fewer than that many days after `day`."""
        return self.known_until - day < timedelta(days=days)

    def is_school_day(self, day: date) -> bool:
        term = self.term_on(day)
        if term is None or day < term.student_start or day.weekday() >= 5 or day in self.closed:
            return False
        return day not in self.public_holidays or day in self.opened

    def day_off(self, day: date) -> DayOff | None:
        """Why `day` is no school day; None where it is one."""
        if self.is_school_day(day):
            return None
        term = self.term_on(day)
        holiday = day in self.public_holidays and day not in self.opened
        name = self.holiday_names.get(day, "") if holiday else ""
        if term is None:
            return DayOff(Off.BETWEEN_TERMS, name)
        if name:
            return DayOff(Off.HOLIDAY, name)
        if day.weekday() >= SATURDAY:
            return DayOff(Off.WEEKEND)
        return DayOff(Off.STAFF if day < term.student_start and day not in self.closed else Off.CLOSED)

    def next_school_day(self, day: date, *, including: bool = True) -> date:
        """The first school day after `day`, or `day` itself if it is one and `including` is true."""
        candidate = day if including else day + ONE_DAY
        while not self.is_school_day(candidate):
            candidate += ONE_DAY
        return candidate

    def previous_school_day(self, day: date, *, including: bool = False) -> date:
        """The last school day before `day`, or `day` itself if it is one and `including` is true."""
        candidate = day if including else day - ONE_DAY
        while not self.is_school_day(candidate):
            candidate -= ONE_DAY
        return candidate

    def add_school_days(self, day: date, n: int) -> date:
        """The nth school day after `day`; for 0, `day` itself or the next school day."""
        if n < 0:
            raise ValueError("School days are counted forwards only.")
        result = day if n else self.next_school_day(day)
        for _ in range(n):
            result = self.next_school_day(result, including=False)
        return result

    def school_days_between(self, start: date, end: date) -> int:
        """How many school days come after `start`, up to and including `end` (0 if end is earlier)."""
        return sum(self.is_school_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))

    def term_on(self, day: date) -> Term | None:
        """The term that `day` is in, from its staff start to its end; None in the holidays."""
        term = self._latest_term_started_by(day)
        return term if term is not None and day in term else None

    def term_at_or_after(self, day: date) -> Term:
        """The term that `day` is in, or the next one to come."""
        self._check_known(day)
        position = bisect_left(self.terms, day, key=lambda term: term.end)
        if position == len(self.terms):
            raise UnknownDate(self.known_until + ONE_DAY, self.name, self.known_from, self.known_until)
        return self.terms[position]

    def week_of_term(self, day: date) -> int | None:
        """1 for the Monday-to-Sunday week of the student start, and so on; None outside term."""
        term = self.term_on(day)
        if term is None:
            return None
        week = (monday_of(day) - monday_of(term.student_start)) // ONE_WEEK + 1
        return week if week >= 1 else None

    def weeks_in(self, term: Term) -> int:
        """How many weeks the term touches; a part of a week counts as one."""
        return (monday_of(term.end) - monday_of(term.student_start)) // ONE_WEEK + 1

    def monday_of_week(self, term: Term, n: int) -> date:
        """The Monday of the term's week n, itself perhaps before the term starts. ValueError past its end."""
        if not 1 <= n <= self.weeks_in(term):
            raise ValueError(f"{term} has weeks 1 to {self.weeks_in(term)}, not {n}.")
        return monday_of(term.student_start) + (n - 1) * ONE_WEEK

    def first_school_day_of_week(self, term: Term, n: int) -> date | None:
        """The first school day of the term's week n; None if holidays take the whole week."""
        monday = self.monday_of_week(term, n)
        days = (monday + timedelta(days=offset) for offset in range(5))
        return next((day for day in days if self.is_school_day(day)), None)

    def half_year_of(self, day: date) -> HalfYear:
        """Holidays belong to the half-year of the term before them, and January to semester 1."""
        term = self._latest_term_started_by(day)
        if term is None or term.year < day.year:
            return HalfYear(day.year, 1)
        return term.half_year

    def terms_of(self, half_year: HalfYear) -> tuple[Term, ...]:
        """The half-year's terms in order; empty where the calendar has none."""
        return tuple(term for term in self.terms if term.half_year == half_year)

    def terms_between(self, first: date, last: date) -> tuple[Term, ...]:
        """The terms of which at least one day, staff days included, is among `first` to `last`; in order."""
        return tuple(term for term in self.terms if term.end >= first and term.staff_start <= last)

    def _latest_term_started_by(self, day: date) -> Term | None:
        self._check_known(day)
        position = bisect_right(self.terms, day, key=lambda term: term.staff_start)
        return self.terms[position - 1] if position else None

    def _check_known(self, day: date) -> None:
        if not self.known_from <= day <= self.known_until:
            raise UnknownDate(day, self.name, self.known_from, self.known_until)


def nothing_known(name: str) -> SchoolCalendar:
    """A calendar in the place of one that cannot be read: asked about any day that matters, it raises UnknownDate."""
    long_ago = date(1, 1, 1)
    return SchoolCalendar(name, "UTC", (Term(1, 1, long_ago, long_ago, long_ago),), frozenset())


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def local_moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """That time of day in that zone, in UTC.

    A time that daylight saving skips (2.30 am when clocks go forward) comes out an hour later on the
    clock; one that happens twice is the first of the two.
    """
    return datetime.combine(day, at.replace(fold=0), tzinfo=zone).astimezone(UTC)


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The date on the wall in that zone at an aware moment."""
    return _aware(moment).astimezone(zone).date()


def posting_moment(
    now: datetime,
    calendar: SchoolCalendar,
    posting_time: time,
    latest: time = LATEST_POSTING_TIME,
    zone: ZoneInfo | None = None,
) -> datetime:
    """When something due now may be posted, in UTC, never before `now`.

    Inside posting hours of a school day (from `posting_time` until just before `latest`) that is now;
    before them it is today's posting time, and otherwise the next school day's. A posting time after
    `latest` leaves the evening open, because else nothing could ever go out. `zone` is the network's,
    where it differs from the calendar's.
    """
    zone = zone or calendar.zone
    local = _aware(now).astimezone(zone)
    closing = latest if latest > posting_time else time.max
    opening = local_moment(local.date(), posting_time, zone)
    if calendar.is_school_day(local.date()) and local.time() < closing:
        return max(opening, now.astimezone(UTC))
    next_day = calendar.next_school_day(local.date(), including=False)
    return local_moment(next_day, posting_time, zone)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("A moment needs its time zone.")
    return moment
