"""A meeting's entry for people's calendars."""

from __future__ import annotations

from datetime import datetime

from facts.meetings import MeetingFacts
from prompts.calendar_entry import Entry, as_file
from prompts.catalog import say
from prompts.message import SharedFile
from prompts.text import Text


def calendar_file(facts: MeetingFacts, uid: str, sequence: int, stamp: datetime) -> SharedFile:
    """The meeting's entry. uid stays the same for ever, sequence grows with each change; stamp is when it is made."""
    cancelled = facts.status == "cancelled"
    if cancelled:
        comment = say("meetings.file_cancelled")
    else:
        comment = say("meetings.file_changed" if sequence else "meetings.file_booked")
    entry = Entry(
        uid=uid,
        sequence=sequence,
        stamp=stamp,
        summary=_title(facts, cancelled=cancelled).plain,
        starts=facts.starts_at,
        ends=facts.ends_at,
        organiser=f"{facts.network} network",
        place=facts.place or facts.link,
        link=facts.link,
        description=f"{facts.agenda}\n\n{facts.link}".strip() if facts.agenda else "",
        cancelled=cancelled,
    )
    return SharedFile(
        filename=f"meeting-{facts.local_day.isoformat()}.ics",
        title=_title(facts, cancelled=cancelled).plain,
        content=as_file(entry),
        comment=comment.plain,
    )


def _title(facts: MeetingFacts, *, cancelled: bool) -> Text:
    return say(f"meetings.event_title{'_cancelled' if cancelled else ''}", network=facts.network)
