"""Dates and times as a person in Australia reads them: `Thursday 14 May 2026`, `2:05 pm`."""

from datetime import UTC, date, datetime, timedelta, tzinfo


def clock_time(moment: datetime, *, seconds: bool = False) -> str:
    """The time of day of an aware moment, in its own zone: `2:05 pm`."""
    hour = moment.hour % 12 or 12
    tail = f":{moment.second:02d}" if seconds else ""
    return f"{hour}:{moment.minute:02d}{tail} {'am' if moment.hour < 12 else 'pm'}"


def long_date(day: date, *, year: bool = True) -> str:
    """`Thursday 14 May 2026`, or without the year."""
    text = f"{day:%A} {day.day} {day:%B}"
    return f"{text} {day.year}" if year else text


def day_heading(day: date, today: date) -> str:
    """The line between two days of messages: `Today`, `Yesterday` or the date."""
    name = nearby(day, today)
    return name.capitalize() if name else long_date(day, year=day.year != today.year)


def at_epoch(epoch: float, zone: tzinfo) -> datetime:
    """A moment given in epoch seconds, aware, in `zone`."""
    return datetime.fromtimestamp(epoch, UTC).astimezone(zone)


def nearby(day: date, today: date) -> str:
    """`today`, `yesterday` or `tomorrow`; empty for all other days."""
    names = {today: "today", today - timedelta(days=1): "yesterday", today + timedelta(days=1): "tomorrow"}
    return names.get(day, "")
