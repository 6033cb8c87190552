"""A visit's entry for people's calendars."""

from __future__ import annotations

from datetime import datetime, timedelta

from facts.peer_reviews import VisitNews
from prompts.calendar_entry import Entry, as_file
from prompts.catalog import say
from prompts.message import SharedFile

LENGTH = timedelta(hours=2)
"""How long a visit with a time of day blocks a calendar; without one it is a note on the day."""


def calendar_file(news: VisitNews, stamp: datetime, *, cancelled: bool) -> SharedFile | None:
    """The visit's entry; None where it has no day."""
    if news.visit_on is None:
        return None
    title = say("peer_reviews.event_title", host=news.host, reviewer=news.reviewer).plain
    first = news.sequence <= 1
    starts = datetime.combine(news.visit_on, news.visit_time, news.zone) if news.visit_time else None
    entry = Entry(
        uid=news.uid,
        sequence=news.sequence,
        stamp=stamp,
        summary=say("peer_reviews.event_cancelled", text=title).plain if cancelled else title,
        starts=starts or news.visit_on,
        ends=starts + LENGTH if starts else None,
        organiser=f"{news.network} network",
        place=news.host,
        description=news.focus,
        cancelled=cancelled,
    )
    key = "file_cancelled" if cancelled else "file_first" if first else "file_changed"
    return SharedFile(
        filename=f"visit-{news.visit_on.isoformat()}.ics",
        title=entry.summary,
        content=as_file(entry),
        comment=say(f"peer_reviews.{key}").plain,
    )
