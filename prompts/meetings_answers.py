"""What the bot answers one person about meetings: what it understood, what is booked, what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from prompts import blocks, refs
from prompts.catalog import say
from prompts.meetings import (
    MeetingFacts,
    MeetingsAction,
    answer_buttons,
    book_button,
    minutes_button,
    took_place_button,
    where,
)
from prompts.message import Block, Message
from prompts.text import Mrkdwn, link, term_name

MOST_SHOWN = 12


@dataclass(frozen=True)
class Proposal:
    """A meeting as understood and not yet booked; carried: the ids and values that its buttons bring back."""

    network: str
    when: str
    place: str
    link: str
    carried: dict[str, refs.RefValue]


@dataclass(frozen=True)
class ListedMeeting:
    """A meeting in the overview, with what this person may do about it. answer: theirs, or empty."""

    facts: MeetingFacts
    over: bool
    may_change: bool
    may_write_minutes: bool
    may_answer: bool = False
    answer: str = ""


@dataclass(frozen=True)
class NextMeeting:
    """The next meeting, for one person. answer: theirs, or empty."""

    facts: MeetingFacts
    may_answer: bool
    answer: str = ""


@dataclass(frozen=True)
class Overview:
    """What is booked in a network. term: a key; booked counts the booked and held meetings of that term."""

    network_id: int
    network: str
    term: str
    in_term: bool
    booked: int
    minimum: int
    meetings: Sequence[ListedMeeting]
    may_book: bool


def proposal_message(proposal: Proposal, warning: str = "") -> Message:
    """What was understood, shown back before anything is booked; what is unusual about it comes before the question."""
    place = say("meetings.understood_place", place=proposal.place) if proposal.place else Mrkdwn("")
    text = say("meetings.understood", when=proposal.when, place=place)
    question = say("meetings.shall_i_book", network=proposal.network)
    shown: list[Block] = [blocks.section(text)]
    if proposal.link:
        online = link(proposal.link, proposal.link)
        shown.append(blocks.context(say("meetings.understood_link", link=online)))
    if warning:
        shown.append(blocks.section(warning))
    shown.append(blocks.section(question))
    value = refs.encode(**proposal.carried)
    book = "meetings.button_book_anyway" if warning else "meetings.button_book_it"
    shown.append(
        blocks.actions(
            blocks.button(say(book), MeetingsAction.BOOK, value, style="primary"),
            blocks.button(say("meetings.button_change_first"), MeetingsAction.CHANGE_FIRST, value),
            blocks.button(say("meetings.button_not_now"), MeetingsAction.NOT_NOW),
        )
    )
    return Message(Mrkdwn("\n".join(part for part in (text, warning, question) if part)), shown)


def not_understood_message(network_id: int) -> Message:
    """No date was found in what was typed: an example, and the form."""
    text = say("meetings.doubt_no_date")
    form = book_button(network_id, label="button_form")
    return Message(text, [blocks.section(text), blocks.actions(form)])


def overview_message(overview: Overview) -> Message:
    """What is booked against the minimum, each meeting with what the person can do about it."""
    head = say(
        "meetings.overview" if overview.in_term else "meetings.overview_holidays",
        network=overview.network,
        term=term_name(overview.term),
        booked=overview.booked,
        minimum=overview.minimum,
    )
    shown: list[Block] = [blocks.section(head)]
    for listed in overview.meetings[:MOST_SHOWN]:
        shown += _listed(listed)
    if not overview.meetings:
        none = "overview_none" if overview.may_book else "overview_none_for_a_member"
        shown.append(blocks.section(say(f"meetings.{none}")))
    if overview.may_book:
        enough = overview.booked >= overview.minimum
        label = "button_book_another" if overview.meetings else "button_book"
        shown.append(blocks.actions(book_button(overview.network_id, label=label, primary=not enough)))
    return Message(head, shown)


def next_meeting_line(meeting: NextMeeting) -> Mrkdwn:
    """ "on *Thursday 14 May, 2 pm to 3:30 pm*, at Coburg PS. You said you are coming." """
    said = say(_your_answer(meeting.answer)) if meeting.may_answer else Mrkdwn("")
    return say("meetings.next_line", when=meeting.facts.when, place=where(meeting.facts), answer=said)


def next_meeting_blocks(meeting: NextMeeting) -> list[Block]:
    """When, where, and the person's answer with the buttons to change it."""
    place = where(meeting.facts)
    lines = [say("meetings.next", when=meeting.facts.when, place=Mrkdwn(place[:1].upper() + place[1:]))]
    if not meeting.may_answer:
        return [blocks.section(lines[0])]
    lines.append(say(_your_answer(meeting.answer)))
    return [blocks.section(Mrkdwn("\n".join(lines))), answer_buttons(meeting.facts.meeting_id)]


def _your_answer(answer: str) -> str:
    return f"meetings.overview_you_{answer}" if answer else "meetings.overview_your_answer"


def _listed(listed: ListedMeeting) -> list[Block]:
    facts = listed.facts
    if facts.status == "held":
        held: list[Block] = [blocks.section(say("meetings.overview_held", when=facts.when))]
        put_right = blocks.button(
            say("meetings.button_change_minutes"), MeetingsAction.CHANGE_MINUTES, refs.encode(meeting=facts.meeting_id)
        )
        return [*held, blocks.actions(put_right)] if listed.may_write_minutes else held
    if facts.status == "not_held":
        not_held: list[Block] = [blocks.section(say("meetings.overview_not_held", when=facts.when))]
        button = blocks.actions(took_place_button(facts.meeting_id))
        return [*not_held, button] if listed.may_write_minutes else not_held
    if listed.over:
        shown: list[Block] = [blocks.section(say("meetings.overview_over", when=facts.when))]
        return [*shown, blocks.actions(minutes_button(facts.meeting_id))] if listed.may_write_minutes else shown
    place = where(facts)
    shown = [
        blocks.section(say("meetings.overview_meeting", when=facts.when, place=Mrkdwn(place[:1].upper() + place[1:])))
    ]
    if listed.may_answer:
        shown += [blocks.context(say(_your_answer(listed.answer))), answer_buttons(facts.meeting_id)]
    if listed.may_change:
        shown.append(blocks.actions(*_change_buttons(facts)))
    return shown


def _change_buttons(facts: MeetingFacts) -> list[Block]:
    value = refs.encode(meeting=facts.meeting_id)
    sure = blocks.confirm(
        say("meetings.cancel_title"),
        say("meetings.cancel_text", when=facts.when),
        say("meetings.cancel_yes"),
        say("meetings.cancel_no"),
    )
    return [
        blocks.button(say("meetings.button_change"), MeetingsAction.CHANGE, value),
        blocks.button(say("meetings.button_cancel"), MeetingsAction.CANCEL, value, style="danger", confirm=sure),
    ]


def done_message(
    text: str, *, book_in: int | None = None, label: str = "button_book_another", buttons: Sequence[Block] = ()
) -> Message:
    """What was done, in a sentence or two; with a button to book (another) meeting in the network book_in.

    buttons: what else can be done from here, in front of it.
    """
    offered = [*buttons, *([] if book_in is None else [book_button(book_in, label=label, primary=False)])]
    return Message(text, [blocks.section(text), *([blocks.actions(*offered)] if offered else [])])
