"""Calendars and zones that can be chosen. Each refusal is a sentence at its field."""

from __future__ import annotations

from zoneinfo import ZoneInfo, available_timezones

from domain.errors import Invalid
from services.ground import Ground
from storage.calendars import CalendarError


def check_calendar(ground: Ground, name: str | None, field: str) -> str:
    """The calendar's name, where it is there and can be used."""
    try:
        return ground.calendar(name or "").name
    except CalendarError as error:
        known = ", ".join(ground.calendar_names())
        raise Invalid(f"I don't know that school calendar. Choose one of these: {known}.", field) from error


def check_zone(name: str | None, field: str) -> str:
    """The zone's name, such as Australia/Melbourne."""
    if not name or name not in available_timezones():
        raise Invalid("Choose a time zone from the list, such as Melbourne.", field)
    return ZoneInfo(name).key
