"""Dates and times as a person in Australia reads them: `Thursday 14 May 2026`, `2:05 pm`."""

import re
from datetime import UTC, date, datetime, timedelta, tzinfo

_TOKEN = re.compile(r"\{(\w+)\}")


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
    nearby = _nearby(day, today)
    return nearby.capitalize() if nearby else long_date(day, year=day.year != today.year)


def at_epoch(epoch: float, zone: tzinfo) -> datetime:
    """A moment given in epoch seconds, aware, in `zone`."""
    return datetime.fromtimestamp(epoch, UTC).astimezone(zone)


def _nearby(day: date, today: date) -> str:
    names = {today: "today", today - timedelta(days=1): "yesterday", today + timedelta(days=1): "tomorrow"}
    return names.get(day, "")


def _ago(moment: datetime, now: datetime) -> str:
    minutes = int((now - moment).total_seconds() // 60)
    size, unit = abs(minutes), "minute"
    for length, name in ((60, "hour"), (24, "day")):
        if size < length:
            break
        size, unit = size // length, name
    if size == 0:
        return "now"
    count = f"{size} {unit}{'' if size == 1 else 's'}"
    return f"{count} ago" if minutes >= 0 else f"in {count}"


def fill_tokens(template: str, epoch: float, now: datetime) -> str:
    """Fill the tokens of a `<!date^…>` in the zone of `now`; an unknown token stays as it is.

    The tokens are Slack's, their wording Australian: `{date_short}` reads `14 May 2026`.
    """
    moment = at_epoch(epoch, now.tzinfo or UTC)
    day, today = moment.date(), now.date()
    plain = f"{day.day} {day:%B} {day.year}"
    short = f"{day.day} {day:%b} {day.year}"
    values = {
        "date_num": day.isoformat(),
        "date_slash": f"{day:%d/%m/%Y}",
        "date": plain,
        "date_long_full": plain,
        "date_short": short,
        "date_long": long_date(day),
        "date_pretty": _nearby(day, today) or plain,
        "date_short_pretty": _nearby(day, today) or short,
        "date_long_pretty": _nearby(day, today) or long_date(day),
        "day_divider_pretty": _nearby(day, today) or long_date(day, year=day.year != today.year),
        "time": clock_time(moment),
        "time_secs": clock_time(moment, seconds=True),
        "ago": _ago(moment, now),
    }
    return _TOKEN.sub(lambda found: values.get(found[1], found[0]), template)
