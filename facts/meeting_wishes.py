"""What somebody wants of meetings, what was understood of it, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from msgspec import Struct

from domain.errors import Invalid
from domain.meeting_times import USUAL_MINUTES
from domain.typed import Asked, Elsewhere
from facts.meetings import MeetingDraft, MeetingFacts, Oddity


class Wish(Struct, frozen=True):
    """day and at are the network's own time; minutes is how long it lasts.

    agenda: None where it is to be suggested. warned_for: the time (as `stamp`) that the person was warned about
    and wants all the same.
    """

    day: date | None
    at: time | None
    minutes: int = USUAL_MINUTES
    place: str = ""
    link: str = ""
    agenda: str | None = None
    warned_for: str = ""

    @property
    def stamp(self) -> str:
        """Date, time and length as one text, to tell whether a warning was about this very wish."""
        return f"{self.day}T{self.at}+{self.minutes}"


class Warned(Struct, frozen=True):
    """Nothing was booked yet: the time is unusual. Sending the same wish with its stamp goes ahead."""

    odd: Oddity
    stamp: str


class FormStart(Struct, frozen=True):
    """What a booking form opens with. uid names the meeting to be, so that sending the form twice books once."""

    network_id: int
    uid: str
    draft: MeetingDraft


class Doubtful(Struct, frozen=True):
    """What was typed is not clear. start is the form filled in with what was; asked and wrong say what is to ask.

    says_nothing: neither a day nor a time was found, so that it may have been no date at all. example: words that
    would be clear.
    """

    network_id: int
    asked: Sequence[Asked]
    start: FormStart
    says_nothing: bool = False
    wrong: Invalid | None = None
    example: str = ""


class Understood(Struct, frozen=True):
    """What was typed is clear, and not yet booked. meeting: as it would be; warning is set where it is unusual.

    today: the network's own day. elsewhere: the time as typed, where that was in another zone.
    """

    network_id: int
    uid: str
    wish: Wish
    meeting: MeetingFacts
    today: date
    warning: Warned | None = None
    elsewhere: Elsewhere | None = None


class Booked(Struct, frozen=True):
    """again: it had been booked already; in_channel: whether a channel is told.

    more_wanted: the term has fewer meetings than the network's minimum.
    """

    network_id: int
    meeting: MeetingFacts
    again: bool
    in_channel: bool
    more_wanted: bool


class Changed(Struct, frozen=True):
    """what: moved, changed, unchanged or cancelled; in_channel: whether the channel is told at once."""

    what: str
    network_id: int
    meeting: MeetingFacts
    in_channel: bool


class Answered(Struct, frozen=True):
    """answer: yes, maybe or no; changed: it takes the place of another answer."""

    answer: str
    meeting: MeetingFacts
    changed: bool


class Recorded(Struct, frozen=True):
    """more_wanted: the term has fewer meetings than the network's minimum; again: they were put right."""

    network_id: int
    meeting: MeetingFacts
    held: bool
    in_channel: bool
    more_wanted: bool
    again: bool = False
