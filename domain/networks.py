"""A network's schools, settings and days: what may stand in them. Each refusal is a sentence at its field."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from domain.assessment_windows import SHORTEST_WINDOW
from domain.calendar import HalfYear, SchoolCalendar, UnknownDate
from domain.disclosure import SCORE_FLOOR
from domain.errors import Invalid
from domain.names import name_key, tidy_name
from domain.policies import DEPARTMENT_ROLES, SCHOOL_ROLES, Role

NAME_LIMIT = 80
"""Characters in a name: it has to fit on a button and in a list."""
FOCUS_LIMIT = 500
MOST_SCHOOLS = 100
"""Schools in a network: as many as a list to choose from holds. Networks have about 25."""
EARLIEST_POSTING, LATEST_POSTING = time(7, 0), time(16, 0)
_BETWEEN = re.compile("[,;\t]")
MOST_MEETINGS = 10
HIGHEST_THRESHOLD = 50
CHAIR_YEARS = 1
CHAIR_NOTICE_DAYS = 56
"""How long before the end of the chair's year it is brought up: a succession takes most of a term."""
WINDOW_ENDS_IN_WEEK = 7
"""The school week of a half-year's last term by which its self-assessment is over, unless dates are set."""


@dataclass(frozen=True)
class NamedSchool:
    """A school as it is typed: its name, and its type where one was given."""

    name: str
    school_type: str = ""


def clean_name(text: str, field: str, too_long: str = "networks.wrong_long_name") -> str:
    """`text` as a name is kept. Raises Invalid where it is empty or too long, which `too_long` is the key of."""
    found = tidy_name(text)
    if not found:
        raise Invalid("networks.wrong_no_name", field)
    if len(found) > NAME_LIMIT:
        raise Invalid(too_long, field, most=NAME_LIMIT, count=len(found))
    return found


def read_schools(text: str, field: str) -> tuple[NamedSchool, ...]:
    """The schools in lines of "Name" or "Name, type"; a name twice counts once.

    Raises Invalid naming the line that cannot be used.
    """
    found: dict[str, NamedSchool] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        # A table that is pasted has tabs between its columns.
        name, school_type = (tidy_name(part) for part in (*_BETWEEN.split(line.strip(), maxsplit=1), "")[:2])
        if not name and not school_type:
            continue
        if not name:
            raise Invalid("networks.wrong_no_school_name", field, line=number)
        if len(name) > NAME_LIMIT or len(school_type) > NAME_LIMIT:
            raise Invalid("networks.wrong_long_line", field, line=number, most=NAME_LIMIT)
        found.setdefault(name_key(name), NamedSchool(name, school_type.lower()))
    if len(found) > MOST_SCHOOLS:
        raise Invalid("networks.wrong_many_schools", field, most=MOST_SCHOOLS, count=len(found))
    return tuple(found.values())


def check_min_meetings(number: int | None, field: str) -> int:
    """How many meetings a term the network promises itself, 1 to 10."""
    if number is None or not 1 <= number <= MOST_MEETINGS:
        raise Invalid("networks.wrong_min_meetings", field, most=MOST_MEETINGS)
    return number


def check_threshold(number: int | None, field: str) -> int:
    """From how many answers on results are shown; never fewer than the floor that protects people."""
    if number is None or number < SCORE_FLOOR:
        raise Invalid("networks.wrong_low_threshold", field, least=SCORE_FLOOR)
    if number > HIGHEST_THRESHOLD:
        raise Invalid("networks.wrong_threshold", field, least=SCORE_FLOOR, most=HIGHEST_THRESHOLD)
    return number


def check_posting_time(at: time | None, field: str) -> time:
    """The time of day at which the network hears from the bot, 7 am to 4 pm."""
    if at is None or not EARLIEST_POSTING <= at <= LATEST_POSTING:
        raise Invalid("networks.wrong_posting_time", field)
    return at


def check_roles(roles: Collection[Role], has_school: bool, roles_field: str, school_field: str) -> None:
    """Whether roles and school go together. Raises Invalid where they do not."""
    if not has_school and (needing := [r for r in (Role.MEMBER, Role.DELEGATE) if r in roles]):
        raise Invalid("networks.wrong_no_school", school_field, role=needing[0])
    if has_school and not set(roles) & SCHOOL_ROLES and set(roles) & DEPARTMENT_ROLES:
        raise Invalid("networks.wrong_department_school", school_field)


def half_year_to_set(calendar: SchoolCalendar, today: date) -> HalfYear:
    """The half-year whose self-assessment comes next: this one until its usual window is over, then the next.

    Raises UnknownDate past the calendar's end.
    """
    half_year = calendar.half_year_of(today)
    terms = calendar.terms_of(half_year)
    if not terms:
        return half_year
    last_week = min(WINDOW_ENDS_IN_WEEK, calendar.weeks_in(terms[-1]))
    over = (today - calendar.monday_of_week(terms[-1], last_week)).days > 6
    return half_year.next if over else half_year


def check_window(
    calendar: SchoolCalendar, half_year: HalfYear, opens: date | None, closes: date | None, fields: tuple[str, str]
) -> tuple[date, date] | None:
    """The self-assessment's days in a half-year, or None where the usual ones hold.

    fields: the names of the opening and the closing day's field.
    """
    if opens is None and closes is None:
        return None
    if opens is None:
        raise Invalid("networks.wrong_no_opening", fields[0])
    if closes is None:
        raise Invalid("networks.wrong_no_closing", fields[1])
    for day, field in ((opens, fields[0]), (closes, fields[1])):
        if _term_half_year(calendar, day, field) != half_year:
            raise Invalid("networks.wrong_half_year", field, half_year=half_year)
    if closes <= opens:
        raise Invalid("networks.wrong_closes_first", fields[1])
    if calendar.school_days_between(opens - timedelta(days=1), closes) < SHORTEST_WINDOW:
        raise Invalid("networks.wrong_too_short", fields[1], count=SHORTEST_WINDOW)
    return opens, closes


def check_override(calendar: SchoolCalendar, day: date | None, is_school_day: bool, field: str) -> date:
    """A day that the network keeps otherwise. `calendar` is the plain one, without the network's own days.

    Raises Invalid where that would change nothing, or the day is unknown.
    """
    if day is None:
        raise Invalid("forms.choose_day", field)
    try:
        already = calendar.is_school_day(day)
        lifted = calendar.with_overrides(open={day}).is_school_day(day)
    except UnknownDate as error:
        raise _unknown(calendar, field) from error
    if is_school_day and already:
        raise Invalid("networks.wrong_already_open", field)
    if is_school_day and not lifted:
        raise Invalid("networks.wrong_not_to_open", field)
    if not is_school_day and not already:
        raise Invalid("networks.wrong_closed_anyway", field)
    return day


def chair_until(since: date) -> date:
    """When the chair's time is up: the same day a year on (28 February for 29 February)."""
    try:
        return since.replace(year=since.year + CHAIR_YEARS)
    except ValueError:
        return since.replace(year=since.year + CHAIR_YEARS, day=28)


def new_schools(typed: Sequence[NamedSchool], there: Collection[str]) -> list[NamedSchool]:
    """Those whose name is not there yet, however it is written."""
    known = {name_key(name) for name in there}
    return [school for school in typed if name_key(school.name) not in known]


def _term_half_year(calendar: SchoolCalendar, day: date, field: str) -> HalfYear | None:
    try:
        term = calendar.term_on(day)
    except UnknownDate as error:
        raise _unknown(calendar, field) from error
    return term.half_year if term is not None else None


def _unknown(calendar: SchoolCalendar, field: str) -> Invalid:
    return Invalid("networks.wrong_unknown_day", field, since=calendar.known_from, until=calendar.known_until)
