"""Opening a round by hand: which half-year it is for, and which closing days fit."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from domain.assessments import early_closing
from domain.calendar import UnknownDate, local_day
from domain.errors import Invalid
from prompts.assessments_forms import AssessmentsField
from prompts.catalog import say
from prompts.text import day
from services.ground import NetworkGround

LONGEST_WINDOW = timedelta(weeks=8)


def propose(place: NetworkGround, now: datetime) -> tuple[str, date]:
    """The half-year's key that a round opened now would be for, and the closing day to propose.

    Raises Invalid where the school calendar does not reach that far.
    """
    today = local_day(now, place.zone)
    try:
        return place.calendar.half_year_of(today).key, early_closing(place.calendar, today)
    except UnknownDate as error:
        raise Invalid(say("assessments.status_unknown", network=place.network.name)) from error


def check_closing_day(place: NetworkGround, closes_on: date, now: datetime) -> None:
    """Raises Invalid, with the field, where that is no school day, not after today, or too far away."""
    today = local_day(now, place.zone)
    latest = today + LONGEST_WINDOW
    if closes_on <= today:
        raise Invalid(say("assessments.closes_too_early"), AssessmentsField.CLOSES)
    if closes_on > latest:
        raise Invalid(say("assessments.closes_too_late", day=day(latest)), AssessmentsField.CLOSES)
    try:
        fits = place.calendar.is_school_day(closes_on)
    except UnknownDate:
        fits = False
    if not fits:
        raise Invalid(say("assessments.closes_not_school_day"), AssessmentsField.CLOSES)
