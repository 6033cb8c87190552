"""What is said to whoever books, moves, cancels or answers: what was understood, what is asked, what was done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.typed import Elsewhere
from facts.meeting_wishes import Answered, Booked, Changed, Doubtful, Recorded, Understood
from facts.meetings import MeetingFacts
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.meetings.cards import (
    MeetingsAction,
    at_place,
    book_button,
    minutes_button,
    times_in,
    took_place_button,
)
from prompts.meetings.forms import booking_form, unusual_text
from prompts.message import Message, View
from prompts.notices import spoken
from prompts.text import Text, Words, joined, link
from prompts.typed import asked_text
from prompts.wording import clock_time, dated, day, meeting_when, term_name, zone_time


def proposal_message(found: Understood) -> Message:
    """What was understood, shown back before anything is booked; what is unusual about it comes before the question."""
    meeting, warning = found.meeting, unusual_text(found.warning.odd) if found.warning else Text()
    place = say("meetings.understood_place", place=at_place(meeting.place)) if meeting.place else Text()
    text = say("meetings.understood", when=_when(meeting, found.today), place=place)
    question = say("meetings.shall_i_book", network=meeting.network)
    times = elements.Context(_elsewhere(found.elsewhere, meeting)) if found.elsewhere else times_in(meeting.zone)
    shown: list[Element] = [elements.Section(text), times]
    if meeting.link:
        online = link(meeting.link, meeting.link)
        shown.append(elements.Context(say("meetings.understood_link", link=online)))
    if meeting.agenda:
        shown.append(elements.Section(say("meetings.card_agenda", agenda=meeting.agenda)))
    if warning:
        shown.append(elements.Section(warning))
    shown.append(elements.Section(question))
    value = _carried(found)
    book = "meetings.button_book_anyway" if warning else "meetings.button_book_it"
    shown.append(
        elements.Buttons(
            elements.Button(say(book), MeetingsAction.BOOK, value, style="primary"),
            elements.Button(say("meetings.button_change_first"), MeetingsAction.CHANGE_FIRST, value),
            elements.Button(say("meetings.button_not_now"), MeetingsAction.NOT_NOW),
        )
    )
    return Message(joined("\n", (part for part in (text, warning, question) if part)), shown)


def _carried(found: Understood) -> str:
    """The ids and values that the buttons bring back."""
    wish, warning = found.wish, found.warning
    return refs.encode(
        network=found.network_id,
        uid=found.uid,
        at=f"{wish.day}T{wish.at:%H:%M}",
        minutes=wish.minutes,
        place=found.meeting.place,
        link=found.meeting.link,
        **({"agenda": found.meeting.agenda} if found.meeting.agenda else {}),
        warned=warning.stamp if warning else "",
    )


def fits_a_button(found: Understood) -> bool:
    """Whether the buttons can bring back what was understood, a long agenda too."""
    return len(_carried(found)) <= elements.MOST_VALUE


def _when(meeting: MeetingFacts, today: date) -> str:
    """The time in words, with its year where that is another one."""
    on = meeting.local_day
    return meeting_when(meeting).replace(day(on), dated(on, today), 1)


def _elsewhere(there: Elsewhere, meeting: MeetingFacts) -> Text:
    """ "Thursday 14 May, 2 pm, Perth time, is the time above in Melbourne time." """
    at = f"{day(there.day)}, {clock_time(there.at)}"
    return say("typed.elsewhere", at=at, zone=there.label, here=zone_time(meeting.zone))


def not_understood_message(found: Doubtful, typed: str) -> Message:
    """No date was found in what was typed, or it is wrong: an example or the reason, and the form with the words."""
    example = f"/cop-meeting {found.example}"
    text = spoken(found.wrong) if found.wrong else say("meetings.not_understood", example=example)
    form = book_button(found.network_id, label="button_form", typed=typed)
    return Message(text, [elements.Section(text), elements.Buttons(form)])


def doubtful_form(found: Doubtful, typed: str) -> View:
    """The form with what was understood, the questions, and all that was typed."""
    start = found.start
    return booking_form(found.network_id, start.uid, start.draft, note=asked_text(found.asked), typed=typed)


def not_booked_message() -> Message:
    return done_message(say("meetings.not_booked"))


def booked_message(found: Booked) -> Message:
    key = "booked_already" if found.again else "booked" if found.in_channel else "booked_quietly"
    text = say(f"meetings.{key}", when=meeting_when(found.meeting), network=found.meeting.network)
    return done_message(text, book_in=found.network_id if found.more_wanted else None)


def changed_message(found: Changed) -> Message:
    """Moved, changed, left as it was, or cancelled; then another one can be booked."""
    key = {"moved": "moved_answer", "cancelled": "cancelled_answer"}.get(found.what, found.what)
    if not found.in_channel and found.what != "unchanged":
        key = f"{found.what}_quietly"
    text = say(f"meetings.{key}", when=meeting_when(found.meeting), network=found.meeting.network)
    return done_message(text, book_in=found.network_id if found.what == "cancelled" else None)


def answered_message(found: Answered) -> Message:
    text = say(f"meetings.answer_{found.answer}", when=meeting_when(found.meeting))
    return done_message(say("meetings.answer_changed", answer=text) if found.changed else text)


def recorded_message(found: Recorded) -> Message:
    """The minutes are written, or the meeting did not take place; the way back from that is offered with it."""
    meeting = found.meeting
    if not found.held:
        text = say("meetings.not_held_saved", day=day(meeting.local_day), term=term_name(meeting.term))
        mistake = [took_place_button(meeting.meeting_id)]
        book_in = found.network_id if found.more_wanted else None
        return done_message(text, book_in=book_in, label="button_book", buttons=mistake)
    if found.again:
        return done_message(say("meetings.minutes_changed"))
    key = "minutes_saved" if found.in_channel else "minutes_saved_quietly"
    return done_message(say(f"meetings.{key}", network=meeting.network))


def set_right_message(meeting: MeetingFacts) -> Message:
    """It did take place after all, and its minutes can be written."""
    text = say("meetings.set_right", day=day(meeting.local_day), term=term_name(meeting.term))
    return done_message(text, buttons=[minutes_button(meeting.meeting_id, primary=True)])


def done_view(title: str, message: Message) -> View:
    """A form's answer in its own window. title: booked, changed or minutes_saved."""
    return View("", say(f"meetings.{title}_title"), message.elements)


def done_message(
    text: Words,
    *,
    book_in: int | None = None,
    label: str = "button_book_another",
    buttons: Sequence[elements.Control] = (),
) -> Message:
    """What was done, in a sentence or two; with a button to book (another) meeting in the network book_in.

    buttons: what else can be done from here, in front of it.
    """
    offered: list[elements.Control] = [
        *buttons,
        *([] if book_in is None else [book_button(book_in, label=label, primary=False)]),
    ]
    return Message(text, [elements.Section(text), *([elements.Buttons(*offered)] if offered else [])])
