"""What the bot says of a network's meetings where it sums the network up."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from domain.summaries import Urgency
from facts.meetings import MeetingStanding, TermMeetings
from prompts.catalog import say
from prompts.sections import NextStep, Part, Section, lines
from prompts.shares import share_words
from prompts.text import Text, joined
from prompts.wording import day_and_time, short_day, term_name, zone_time

COMMAND = "/cop-meeting"


def section(found: MeetingStanding, zone: ZoneInfo, *, is_now: bool, steps: Sequence[NextStep] = ()) -> Section:
    """Counts of meetings and of schools at them; is_now: whether the half-year is the one that runs."""
    head, coming = _counts(found), _coming(found, zone, is_now=is_now)
    each = [
        say("meetings.standing_came", came=str(a.schools), of=str(a.of), day=short_day(a.on)) for a in found.attendance
    ]
    came = [say("meetings.standing_attendance", meetings=joined(", ", each))] if each else []
    rate = [say("meetings.standing_rate", rate=share_words(found.present))] if found.present is not None else []
    return Section(Part(lines([*head, *came, *coming])), Part(lines([*head, *rate, *coming])), steps)


def minutes_step(found: MeetingStanding) -> NextStep:
    """To write the minutes of meetings that are over."""
    line = say("meetings.step_minutes", number=found.unrecorded)
    return NextStep("minutes", Urgency.TERM, line, say("meetings.step_minutes_label"), COMMAND)


def book_step(found: MeetingStanding) -> NextStep:
    """To book what the running term still lacks."""
    term = term_name(found.terms[-1].term if found.terms else "")
    line = say("meetings.step_book", term=term, number=found.to_book)
    return NextStep("book", Urgency.TERM, line, say("meetings.step_book_label"), COMMAND)


def _counts(found: MeetingStanding) -> list[Text]:
    counted = _counted(found.held, found.unrecorded, 0)
    head = say("meetings.standing", meetings=counted, minimum=found.minimum)
    return [head, *(_term_line(term) for term in found.terms)]


def _term_line(term: TermMeetings) -> Text:
    counted = _counted(term.held, term.unrecorded, term.booked)
    return say("meetings.standing_term", term=term_name(term.term), meetings=counted, minimum=term.minimum)


def _counted(held: int, unrecorded: int, booked: int) -> Text:
    """ "1 held, 1 awaiting its minutes, 2 booked"; a meeting of which nobody has written yet is not called unheld."""
    numbers = (("held", held), ("unrecorded", unrecorded), ("booked", booked))
    said = [say(f"meetings.standing_{key}", number=number) for key, number in numbers if number]
    if not held and not unrecorded:
        said.insert(0, say("meetings.standing_none_held"))
    return joined(", ", said)


def _coming(found: MeetingStanding, zone: ZoneInfo, *, is_now: bool) -> list[Text]:
    if found.next_at is not None:
        place = say("meetings.standing_place", place=found.next_place) if found.next_place else Text()
        when = day_and_time(found.next_at, zone)
        return [say("meetings.standing_next", when=when, place=place, zone=zone_time(zone))]
    return [say("meetings.standing_no_next")] if is_now else []
