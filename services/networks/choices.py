"""Calendars and zones that can be chosen. Each refusal is a sentence at its field."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from domain.errors import Invalid
from services.context import AppContext
from storage.calendars import CalendarError, UnknownCalendar

log = logging.getLogger(__name__)


def check_calendar(app: AppContext, name: str | None, field: str) -> str:
    """The calendar's name, where it is there and can be used."""
    try:
        return app.calendar(name or "").name
    except UnknownCalendar as error:
        known = ", ".join(app.calendar_names())
        raise Invalid("networks.wrong_calendar", field, calendars=known) from error
    except CalendarError as error:
        log.exception("a school calendar cannot be used")
        raise Invalid("networks.wrong_calendar_file", field, calendar=name or "") from error


def check_zone(name: str | None, field: str) -> str:
    """The zone's name, such as Australia/Melbourne."""
    if not name or name not in _zones().values():
        raise Invalid("networks.wrong_zone", field)
    return ZoneInfo(name).key


def zone_called(text: str) -> str | None:
    """The zone's name as the world writes it, whatever the capitals and blanks; None where there is none."""
    return _zones().get(text.casefold().replace(" ", "_"))


@cache
def _zones() -> Mapping[str, str]:
    # Kept, since it looks through the whole folder of zones.
    return {zone.casefold(): zone for zone in available_timezones()}
