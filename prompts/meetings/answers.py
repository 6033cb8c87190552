"""What the bot answers one person about meetings: what it understood, what is booked, what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from domain.errors import Invalid
from facts.meetings import ListedMeeting, MeetingFacts, MeetingOverview, NextMeeting
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
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
from prompts.notices import spoken
from prompts.text import Text, Words, joined, link
from prompts.wording import meeting_when, term_name

MOST_SHOWN = 12


@dataclass(frozen=True)
class Proposal:
    """A meeting as understood and not yet booked; carried: the ids and values that its buttons bring back.

    elsewhere: the time as it was typed, where that was in another zone. zone: the network's.
    """

    network: str
    when: str
    place: str
    link: str
    carried: dict[str, refs.RefValue]
    elsewhere: Words = ""
    zone: ZoneInfo | None = None


def proposal_message(proposal: Proposal, warning: Words = "") -> Message:
    """What was understood, shown back before anything is booked; what is unusual about it comes before the question."""
    place = say("meetings.understood_place", place=proposal.place) if proposal.place else Text()
    text = say("meetings.understood", when=proposal.when, place=place)
    question = say("meetings.shall_i_book", network=proposal.network)
    shown: list[Element] = [elements.Section(text)]
    if proposal.elsewhere:
        shown.append(elements.Context(proposal.elsewhere))
    elif proposal.zone is not None:
        shown.append(times_in(proposal.zone))
    if proposal.link:
        online = link(proposal.link, proposal.link)
        shown.append(elements.Context(say("meetings.understood_link", link=online)))
    if warning:
        shown.append(elements.Section(warning))
    shown.append(elements.Section(question))
    value = refs.encode(**proposal.carried)
    book = "meetings.button_book_anyway" if warning else "meetings.button_book_it"
    shown.append(
        elements.Buttons(
            elements.Button(say(book), MeetingsAction.BOOK, value, style="primary"),
            elements.Button(say("meetings.button_change_first"), MeetingsAction.CHANGE_FIRST, value),
            elements.Button(say("meetings.button_not_now"), MeetingsAction.NOT_NOW),
        )
    )
    return Message(joined("\n", (part for part in (text, warning, question) if part)), shown)


def not_understood_message(network_id: int, typed: str, example: str, wrong: Invalid | None = None) -> Message:
    """No date was found in what was typed, or it is wrong: an example or the reason, and the form with the words."""
    text = spoken(wrong) if wrong else say("meetings.not_understood", example=f"/cop-meeting {example}")
    form = book_button(network_id, label="button_form", typed=typed)
    return Message(text, [elements.Section(text), elements.Buttons(form)])


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
    for listed in overview.meetings[:MOST_SHOWN]:
        shown += _listed(listed)
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
