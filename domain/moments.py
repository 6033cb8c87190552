"""Moments are UTC from where they come in (the command line, the clock, a service), and shown in a zone with a name."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def utc(moment: datetime) -> datetime:
    """The same moment in UTC. Raises ValueError for one without a zone, which could be any of twenty-four."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(UTC)


def short_name(zone: ZoneInfo) -> str:
    """ "Melbourne" for Australia/Melbourne: the place whose time it is."""
    return zone.key.rpartition("/")[2].replace("_", " ")
