"""Moments are UTC from where they come in: the command line, the clock, a service."""

from __future__ import annotations

from datetime import UTC, datetime


def utc(moment: datetime) -> datetime:
    """The same moment in UTC. Raises ValueError for one without a zone, which could be any of twenty-four."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(UTC)
