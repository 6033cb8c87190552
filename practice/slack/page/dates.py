"""The dates in Slack's own notation, `<!date^…>`, as a person in Australia reads them."""

import re
from datetime import UTC, datetime

from practice.page.dates import at_epoch, clock_time, long_date, nearby

_TOKEN = re.compile(r"\{(\w+)\}")


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
        "date_pretty": nearby(day, today) or plain,
        "date_short_pretty": nearby(day, today) or short,
        "date_long_pretty": nearby(day, today) or long_date(day),
        "day_divider_pretty": nearby(day, today) or long_date(day, year=day.year != today.year),
        "time": clock_time(moment),
        "time_secs": clock_time(moment, seconds=True),
        "ago": _ago(moment, now),
    }
    return _TOKEN.sub(lambda found: values.get(found[1], found[0]), template)
