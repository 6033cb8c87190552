"""What the bot answers one person about meetings: what it understood, what is booked, what was done."""

from __future__ import annotations

from facts.meetings import ListedMeeting, MeetingFacts, MeetingOverview, NextMeeting
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.lists import first
from prompts.meetings.cards import (
    MeetingsAction,
    answer_buttons,
    book_button,
    minutes_button,
    times_in,
    took_place_button,
    where,
)
from prompts.message import Message
from prompts.text import Text, joined
from prompts.wording import meeting_when, term_name

MOST_SHOWN = 12


def overview_message(overview: MeetingOverview) -> Message:
    """What is booked against the minimum, each meeting with what the person can do about it."""
    head = say(
        "meetings.overview" if overview.in_term else "meetings.overview_holidays",
        network=overview.network,
        term=term_name(overview.term),
        booked=overview.booked,
        minimum=overview.minimum,
    )
    shown: list[Element] = [elements.Section(head)]
    shown += first(overview.meetings, MOST_SHOWN, _listed, "lists.more_days")
    if overview.meetings:
        shown.append(times_in(overview.meetings[0].facts.zone))
    else:
        none = "overview_none" if overview.may_book else "overview_none_for_a_member"
        shown.append(elements.Section(say(f"meetings.{none}")))
    if overview.may_book:
        enough = overview.booked >= overview.minimum
        label = "button_book_another" if overview.meetings else "button_book"
        shown.append(elements.Buttons(book_button(overview.network_id, label=label, primary=not enough)))
    return Message(head, shown)


def next_meeting_line(meeting: NextMeeting) -> Text:
    """ "on *Thursday 14 May, 2 pm to 3:30 pm*, at Coburg PS. You said you are coming." """
    said = say(_your_answer(meeting.answer)) if meeting.may_answer else Text()
    return say("meetings.next_line", when=meeting_when(meeting.facts), place=where(meeting.facts), answer=said)


def next_meeting_blocks(meeting: NextMeeting) -> list[Element]:
    """When, where, and the person's answer with the buttons to change it."""
    place = where(meeting.facts)
    lines = [say("meetings.next", when=meeting_when(meeting.facts), place=place.capitalised())]
    if not meeting.may_answer:
        return [elements.Section(lines[0]), times_in(meeting.facts.zone)]
    lines.append(say(_your_answer(meeting.answer)))
    answers = answer_buttons(meeting.facts.meeting_id)
    return [elements.Section(joined("\n", lines)), times_in(meeting.facts.zone), answers]


def _your_answer(answer: str) -> str:
    return f"meetings.overview_you_{answer}" if answer else "meetings.overview_your_answer"


def _listed(listed: ListedMeeting) -> list[Element]:
    facts = listed.facts
    if facts.status == "held":
        held: list[Element] = [elements.Section(say("meetings.overview_held", when=meeting_when(facts)))]
        put_right = elements.Button(
            say("meetings.button_change_minutes"), MeetingsAction.CHANGE_MINUTES, refs.encode(meeting=facts.meeting_id)
        )
        return [*held, elements.Buttons(put_right)] if listed.may_write_minutes else held
    if facts.status == "not_held":
        not_held: list[Element] = [elements.Section(say("meetings.overview_not_held", when=meeting_when(facts)))]
        button = elements.Buttons(took_place_button(facts.meeting_id))
        return [*not_held, button] if listed.may_write_minutes else not_held
    if listed.over:
        shown: list[Element] = [elements.Section(say("meetings.overview_over", when=meeting_when(facts)))]
        return [*shown, elements.Buttons(minutes_button(facts.meeting_id))] if listed.may_write_minutes else shown
    place = where(facts)
    shown = [elements.Section(say("meetings.overview_meeting", when=meeting_when(facts), place=place.capitalised()))]
    if listed.may_answer:
        shown += [elements.Context(say(_your_answer(listed.answer))), answer_buttons(facts.meeting_id)]
    if listed.may_change:
        shown.append(elements.Buttons(*_change_buttons(facts)))
    return shown


def _change_buttons(facts: MeetingFacts) -> list[elements.Control]:
    value = refs.encode(meeting=facts.meeting_id)
    sure = elements.Confirm(
        say("meetings.cancel_title"),
        say("meetings.cancel_text", when=meeting_when(facts)),
        say("meetings.cancel_yes"),
        say("meetings.cancel_no"),
    )
    return [
        elements.Button(say("meetings.button_change"), MeetingsAction.CHANGE, value),
        elements.Button(say("meetings.button_cancel"), MeetingsAction.CANCEL, value, style="danger", confirm=sure),
    ]
