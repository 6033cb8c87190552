"""An entry as a calendar file (RFC 5545) that phones and mail programs open.

METHOD is PUBLISH, not REQUEST: the file announces a date and invites nobody by e-mail, so that no program asks
its reader to answer an organiser who does not exist. What is cancelled goes out with METHOD CANCEL. RFC 5546
wants an ORGANIZER for both; its address is one that can never receive mail.

Times are in UTC, which every calendar shows in its reader's zone. A zone would have to be described in the file, and
Outlook reads such descriptions in its own way: events an hour off for half the year.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from icalendar import Event

NOBODY = "mailto:no-reply@cop-bot.invalid"


class Entry(Struct, frozen=True):
    """uid stays the same for ever, sequence grows with each change; stamp is when the file is made.

    starts and ends: aware moments, or a day and None for the whole of it. organiser: a name.
    """

    uid: str
    sequence: int
    stamp: datetime
    summary: str
    starts: datetime | date
    ends: datetime | None
    organiser: str
    place: str = ""
    link: str = ""
    description: str = ""
    cancelled: bool = False


def as_file(entry: Entry) -> bytes:
    """The entry's file."""
    from icalendar import Calendar  # read for the first file: a start has no use for it

    calendar = Calendar()
    calendar.add("prodid", "-//CoP Bot//Network meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "CANCEL" if entry.cancelled else "PUBLISH")
    calendar.add_component(_event(entry))
    content: bytes = calendar.to_ical()
    return content


def _event(entry: Entry) -> Event:
    from icalendar import Event, vCalAddress, vText

    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamp)
    event.add("last-modified", entry.stamp)
    if isinstance(entry.starts, datetime):
        event.add("dtstart", entry.starts.astimezone(UTC))
        event.add("dtend", (entry.ends or entry.starts).astimezone(UTC))
    else:
        event.add("dtstart", entry.starts)
        event.add("dtend", entry.starts + timedelta(days=1))
    event.add("summary", entry.summary)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    if entry.place:
        event.add("location", entry.place)
    if entry.link:
        event.add("url", entry.link)
    if entry.description:
        event.add("description", entry.description)
    organiser = vCalAddress(NOBODY)
    organiser.params["cn"] = vText(entry.organiser)
    event.add("organizer", organiser)
    return event
