"""Opening a round by hand and giving it more time: which half-year it is for, and which closing days fit."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from domain.assessment_windows import earliest_closing, early_closing, latest_closing
from domain.calendar import HalfYear, UnknownDate, in_words, local_day
from domain.errors import Invalid
from prompts.assessments.names import AssessmentsField
from prompts.school_days import why_no_school
from prompts.wording import day, half_year_name, zoned_day_and_time
from services.context import NetworkContext
from storage.models.assessments import AssessmentRound

LONGEST_WINDOW = timedelta(weeks=8)


def proposed_closing(network_ctx: NetworkContext, now: datetime) -> tuple[str, date]:
    """The half-year's key that a round opened now would be for, and the closing day to propose.

    Raises Invalid where the school calendar does not reach that far.
    """
    today = local_day(now, network_ctx.zone)
    try:
        return network_ctx.calendar.half_year_of(today).key, early_closing(network_ctx.calendar, today)
    except UnknownDate as error:
        raise Invalid("assessments.status_unknown", network=network_ctx.network.name) from error


def check_closing_day(network_ctx: NetworkContext, closes_on: date, now: datetime) -> None:
    """Raises Invalid, with the field, where that is no school day, less than a school week away, or too far."""
    today = local_day(now, network_ctx.zone)
    latest = today + LONGEST_WINDOW
    if closes_on > latest:
        raise Invalid("assessments.closes_too_late", AssessmentsField.CLOSES, day=day(latest))
    try:
        earliest = earliest_closing(network_ctx.calendar, today)
    except UnknownDate as error:
        raise Invalid(
            "assessments.closes_unknown", AssessmentsField.CLOSES, until=in_words(error.known_until)
        ) from error
    if closes_on < earliest:
        raise Invalid("assessments.closes_too_early", AssessmentsField.CLOSES, day=day(earliest))
    require_school_day(network_ctx, closes_on)


def latest_day(network_ctx: NetworkContext, found: AssessmentRound) -> date | None:
    """The last closing day that the open round can be given; None where it cannot close later than it does."""
    latest = latest_closing(network_ctx.calendar, HalfYear.parse(found.half_year))
    return latest if latest is not None and latest > local_day(found.closes_at, network_ctx.zone) else None


def require_latest_day(network_ctx: NetworkContext, found: AssessmentRound) -> date:
    """The same. Raises Invalid where there is none."""
    latest = latest_day(network_ctx, found)
    if latest is None:
        until, half_year = zoned_day_and_time(found.closes_at, network_ctx.zone), half_year_name(found.half_year)
        raise Invalid("assessments.extend_no_further", AssessmentsField.CLOSES, until=until, half_year=half_year)
    return latest


def check_later_day(network_ctx: NetworkContext, found: AssessmentRound, closes_on: date) -> None:
    """Raises Invalid, with the field, where that is no later closing day, no school day, or too far away."""
    latest, closes = require_latest_day(network_ctx, found), local_day(found.closes_at, network_ctx.zone)
    if closes_on <= closes:
        raise Invalid("assessments.closes_no_later", AssessmentsField.CLOSES, day=day(closes))
    if closes_on > latest:
        raise Invalid("assessments.closes_too_late", AssessmentsField.CLOSES, day=day(latest))
    require_school_day(network_ctx, closes_on)


def require_school_day(network_ctx: NetworkContext, closes_on: date) -> None:
    """Raises Invalid, with the field, where that is no school day."""
    try:
        off = network_ctx.calendar.day_off(closes_on)
    except UnknownDate as error:
        until = in_words(error.known_until)
        raise Invalid("assessments.closes_unknown", AssessmentsField.CLOSES, until=until) from error
    if off is not None:
        no_school = why_no_school(closes_on, off)
        raise Invalid("assessments.closes_not_school_day", AssessmentsField.CLOSES, no_school=no_school)
