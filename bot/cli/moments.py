"""Dates and moments as they are typed after a command."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime

from domain.moments import utc


def a_date(text: str) -> date:
    """A day as 2026-05-14; argparse shows the sentence."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date; write it as 2026-05-14") from error


def a_moment(text: str) -> datetime:
    """A moment as 2026-05-14T08:30+10:00, in UTC; without a zone it is UTC already."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time; write it as 2026-05-14T08:30+10:00") from error
    return utc(found if found.tzinfo else found.replace(tzinfo=UTC))
