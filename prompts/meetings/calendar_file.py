"""A meeting as a calendar file (RFC 5545) that phones and mail programs open.

METHOD is PUBLISH, not REQUEST: the file announces a date and invites nobody by e-mail, so that no program asks
its reader to answer an organiser who does not exist. A cancelled meeting goes out with METHOD CANCEL. RFC 5546
wants an ORGANIZER for both; its address is one that can never receive mail.

Times are in UTC, which every calendar shows in its reader's zone. A zone would have to be described in the file, and
Outlook reads such descriptions in its own way: events an hour off for half the year.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from facts.meetings import MeetingFacts
from prompts.catalog import say
from prompts.message import SharedFile
from prompts.text import Text

if TYPE_CHECKING:
    from icalendar import Event

NOBODY = "mailto:no-reply@cop-bot.invalid"


def calendar_file(facts: MeetingFacts, uid: str, sequence: int, stamp: datetime) -> SharedFile:
    """The meeting's entry. uid stays the same for ever, sequence grows with each change; stamp is when it is made."""
    cancelled = facts.status == "cancelled"
    if cancelled:
        comment = say("meetings.file_cancelled")
    else:
        comment = say("meetings.file_changed" if sequence else "meetings.file_booked")
    return SharedFile(
        filename=f"meeting-{facts.local_day.isoformat()}.ics",
        title=_title(facts, cancelled=cancelled).plain,
        content=_calendar(facts, uid, sequence, stamp, cancelled=cancelled),
        comment=comment.plain,
    )


def _title(facts: MeetingFacts, *, cancelled: bool) -> Text:
    return say(f"meetings.event_title{'_cancelled' if cancelled else ''}", network=facts.network)


def _calendar(facts: MeetingFacts, uid: str, sequence: int, stamp: datetime, *, cancelled: bool) -> bytes:
    from icalendar import Calendar  # read for the first file: a start has no use for it

    calendar = Calendar()
    calendar.add("prodid", "-//CoP Bot//Network meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    calendar.add_component(_event(facts, uid, sequence, stamp, cancelled=cancelled))
    content: bytes = calendar.to_ical()
    return content


def _event(facts: MeetingFacts, uid: str, sequence: int, stamp: datetime, *, cancelled: bool) -> Event:
    from icalendar import Event, vCalAddress, vText

    event = Event()
    event.add("uid", uid)
    event.add("sequence", sequence)
    event.add("dtstamp", stamp)
    event.add("last-modified", stamp)
    event.add("dtstart", facts.starts_at.astimezone(UTC))
    event.add("dtend", facts.ends_at.astimezone(UTC))
    event.add("summary", _title(facts, cancelled=cancelled))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    if facts.place or facts.link:
        event.add("location", facts.place or facts.link)
    if facts.link:
        event.add("url", facts.link)
    if facts.agenda:
        event.add("description", f"{facts.agenda}\n\n{facts.link}".strip())
    organiser = vCalAddress(NOBODY)
    organiser.params["cn"] = vText(f"{facts.network} network")
    event.add("organizer", organiser)
    return event
