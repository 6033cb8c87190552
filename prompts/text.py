"""Words and dates as people in the network read them, safe to put into Slack's mrkdwn."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo


class Mrkdwn(str):
    """Text that is mrkdwn already and must not be escaped again."""

    __slots__ = ()


def escape(text: str) -> Mrkdwn:
    """What a person typed, so that no mention, channel or link in it comes alive."""
    if isinstance(text, Mrkdwn):
        return text
    return Mrkdwn(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def mention(user_id: str) -> Mrkdwn:
    """`user_id` as a mention, shown as the person's name."""
    return Mrkdwn(f"<@{user_id}>")


def channel_link(channel_id: str) -> Mrkdwn:
    return Mrkdwn(f"<#{channel_id}>")


def link(url: str, label: str) -> Mrkdwn:
    """A link that shows `label`; the url is escaped and cannot end the link early."""
    safe = escape(url).replace("|", "%7C").replace("&gt;", "%3E").replace("&lt;", "%3C")
    return Mrkdwn(f"<{safe}|{escape(label).replace('|', '/')}>")


def shorten(text: str, most: int) -> str:
    """`text` in at most `most` characters, cut with an ellipsis where it is longer."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def listing(things: Iterable[str]) -> Mrkdwn:
    """ "a", "a and b", "a, b and c"; each part is escaped unless it is Mrkdwn."""
    parts = [escape(thing) for thing in things]
    if len(parts) < 2:
        return Mrkdwn("".join(parts))
    return Mrkdwn(", ".join(parts[:-1]) + " and " + parts[-1])


def count(number: int, one: str, many: str | None = None) -> str:
    """ "1 school", "3 schools"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def day(when: date) -> str:
    """ "Thursday 14 May" """
    return f"{when:%A} {when.day} {when:%B}"


def short_day(when: date) -> str:
    """ "Thu 14 May" """
    return f"{when:%a} {when.day} {when:%b}"


def clock_time(when: datetime | time) -> str:
    """ "2 pm", "2:30 pm" """
    hour = when.hour % 12 or 12
    minutes = f":{when.minute:02d}" if when.minute else ""
    return f"{hour}{minutes} {'am' if when.hour < 12 else 'pm'}"


def day_and_time(when: datetime, zone: ZoneInfo) -> str:
    """ "Thursday 14 May, 2 pm" in the network's zone."""
    local = when.astimezone(zone)
    return f"{day(local)}, {clock_time(local)}"


def term_name(key: str) -> str:
    """ "Term 2" for "2026-T2"."""
    return f"Term {key.rpartition('T')[2]}"


def half_year_name(key: str) -> str:
    """ "Semester 1, 2026" for "2026-S1"."""
    year, _, semester = key.partition("-S")
    return f"Semester {semester}, {year}"
