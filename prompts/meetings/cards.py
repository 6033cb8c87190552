"""What the bot posts about meetings: the card, news, reminders, and asking for a meeting or its minutes."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.calendar import Term
from domain.inquiry import stage_for
from facts.meetings import AgreedAction, Lack, MeetingFacts, Minutes, Replies
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.message import Message
from prompts.text import Text, everybody, joined, link, listing, mention
from prompts.wording import clock_time, day, meeting_when, short_day, term_name, zone_time

MOST_NAMED = 40
"""Names on the card: more make it unreadable, and the calendar of a network holds about thirty schools."""


class MeetingsAction(StrEnum):
    ANSWER = "meetings.answer"
    OPEN_FORM = "meetings.open_form"
    BOOK = "meetings.book"
    CHANGE_FIRST = "meetings.change_first"
    NOT_NOW = "meetings.not_now"
    CHANGE = "meetings.change"
    CANCEL = "meetings.cancel"
    WRITE_MINUTES = "meetings.write_minutes"
    CHANGE_MINUTES = "meetings.change_minutes"
    MORE_ACTIONS = "meetings.more_actions"
    TOOK_PLACE = "meetings.took_place"


ONLINE = (["online"], ["virtual"], ["virtually"], ["remote"], ["remotely"])
"""How what is given as a place begins where it is none."""
SERVICES = frozenset({"webex", "zoom", "teams", "ms teams", "microsoft teams", "google meet", "skype", "facetime"})
"""What people meet with instead, where that is all they say."""


def suggested_agenda(term: Term) -> str:
    """An agenda for a meeting in the term, along the inquiry cycle; the person changes it as they like."""
    stage = stage_for(term)
    return say("meetings.agenda", stage=stage.title, prompt=stage.prompt).plain


def where(facts: MeetingFacts) -> Text:
    """ "at Coburg PS, and online: Join online", whichever of the two is known."""
    online = link(facts.link, say("meetings.link_label")) if facts.link else Text()
    if facts.place and facts.link:
        key = "at_online_and_link" if is_online(facts.place) else "at_place_and_link"
        return say(f"meetings.{key}", place=at_place(facts.place), link=online)
    if facts.place:
        return at_place(facts.place)
    return say("meetings.at_link", link=online) if facts.link else say("meetings.at_unknown")


def at_place(place: str) -> Text:
    """ "at Coburg PS"; "online via Webex" as it is, and so for "Webex" alone."""
    if not is_online(place):
        return say("meetings.at_place", place=place)
    return say("meetings.at_service", service=place) if place.casefold() in SERVICES else Text((place,))


def is_online(place: str) -> bool:
    """Whether what was given as the place is no place to go to."""
    said = place.casefold()
    return said in SERVICES or said.replace(",", " ").replace(":", " ").split()[:1] in ONLINE


def times_in(zone: ZoneInfo) -> Element:
    """Whose clock the times are on, in small print: people of one network can live in several zones."""
    return elements.Context(say("meetings.times_in", zone=zone_time(zone)))


def card_message(facts: MeetingFacts, replies: Replies, *, started: bool = False, notify: bool = False) -> Message:
    """The meeting's card: when, where, agenda, who is coming, and the buttons to answer until it has started.

    notify: name the whole channel, while the meeting is still to come.
    """
    title = say("meetings.card_title", term=term_name(facts.term))
    text = say("meetings.card_text", term=term_name(facts.term), when=meeting_when(facts))
    shown: list[Element] = [elements.Heading(title)]
    if facts.status == "cancelled":
        text = say("meetings.card_cancelled_text", term=term_name(facts.term), when=meeting_when(facts))
        shown.append(elements.Section(say("meetings.card_cancelled", when=meeting_when(facts))))
        return Message(text, shown)
    lines = [say("meetings.card_when", when=meeting_when(facts), zone=zone_time(facts.zone))]
    if facts.place:
        lines.append(at_place(facts.place).capitalised())
    if facts.link:
        lines.append(say("meetings.card_join", link=link(facts.link, say("meetings.link_label"))))
    shown.append(elements.Section(joined("\n", lines)))
    if facts.status == "not_held":
        told = elements.Context(say("meetings.card_not_held"))
        return Message(text, [*shown, told, elements.Buttons(took_place_button(facts.meeting_id))])
    if facts.agenda:
        shown.append(elements.Section(say("meetings.card_agenda", agenda=facts.agenda)))
    if facts.status == "held":
        return Message(text, [*shown, elements.Context(say("meetings.card_held"))])
    shown += _replies(replies)
    if started:
        return Message(text, [*shown, elements.Context(say("meetings.card_closed"))])
    if notify:
        # In the text for the notification, and in a block, since the blocks are what the chat looks at for mentions.
        text = say("meetings.card_notify_text", everybody=everybody(), text=text)
        shown.append(elements.Section(say("meetings.card_notify", everybody=everybody())))
    shown.append(answer_buttons(facts.meeting_id))
    return Message(text, shown)


def _replies(replies: Replies) -> list[Element]:
    counted = [
        say(f"meetings.count_{key}", number=len(people))
        for key, people in (("coming", replies.coming), ("maybe", replies.maybe), ("not", replies.not_coming))
        if people
    ]
    if not counted:
        return [elements.Context(say("meetings.card_nobody"))]
    shown: list[Element] = []
    if replies.coming:
        people = listing((mention(person) for person in replies.coming), MOST_NAMED)
        shown.append(elements.Section(say("meetings.card_coming", people=people)))
    shown.append(elements.Context(say("meetings.card_counts", count=joined(" · ", counted))))
    return shown


def answer_buttons(meeting_id: int) -> Element:
    """Coming, Maybe, Can't come."""
    value = refs.encode(meeting=meeting_id)
    return elements.Buttons(
        elements.Button(say("meetings.button_coming"), f"{MeetingsAction.ANSWER}:yes", value, style="primary"),
        elements.Button(say("meetings.button_maybe"), f"{MeetingsAction.ANSWER}:maybe", value),
        elements.Button(say("meetings.button_not"), f"{MeetingsAction.ANSWER}:no", value),
    )


def unanswered_message(facts: MeetingFacts) -> Message:
    """To one person who has not answered the invitation."""
    text = say("meetings.unanswered", network=facts.network, when=meeting_when(facts))
    return Message(
        text,
        [
            elements.Section(text + "\n" + where(facts).capitalised() + "."),
            answer_buttons(facts.meeting_id),
            elements.Context(say("meetings.unanswered_note"), say("meetings.times_in", zone=zone_time(facts.zone))),
        ],
    )


def moved_message(facts: MeetingFacts, was: datetime) -> Message:
    """News that the meeting has another time, with the buttons to answer again. was: aware."""
    before = was.astimezone(facts.zone)
    text = say(
        "meetings.moved",
        term=term_name(facts.term),
        when=meeting_when(facts),
        was=f"{day(before)}, {clock_time(before)}",
    )
    return Message(text, [elements.Section(text), times_in(facts.zone), answer_buttons(facts.meeting_id)])


def settled_message(facts: MeetingFacts, was: datetime) -> Message:
    """What an invitation turns into that can't be answered any more. was: aware, the start that it was for."""
    before = was.astimezone(facts.zone)
    moved = was != facts.starts_at
    key = "settled_cancelled" if facts.status == "cancelled" else "settled_moved" if moved else "settled_over"
    text = say(
        f"meetings.{key}",
        term=term_name(facts.term),
        when=meeting_when(facts),
        was=f"{day(before)}, {clock_time(before)}",
    )
    return _plain(text)


def enough_message(network: str, term: str) -> Message:
    """What the question for a date turns into once enough meetings are booked. term: a key as "2026-T2"."""
    return _plain(say("meetings.settled_booked", network=network, term=term_name(term)))


def minutes_settled_message(facts: MeetingFacts) -> Message:
    """What the question for the minutes turns into once it is answered."""
    key = "settled_minutes" if facts.status == "held" else "settled_not_held"
    return _plain(say(f"meetings.{key}", day=day(facts.local_day)))


def altered_message(facts: MeetingFacts) -> Message:
    """News of another place, link or length, while the start and so the answers stay."""
    text = say("meetings.altered", term=term_name(facts.term), place=where(facts), when=meeting_when(facts))
    return Message(text, [elements.Section(text), times_in(facts.zone)])


def cancelled_message(facts: MeetingFacts, network_id: int) -> Message:
    """News that the meeting is cancelled, with the button to book another in its place."""
    text = say("meetings.cancelled", when=meeting_when(facts))
    another = book_button(network_id, label="button_book_another", primary=False)
    return Message(text, [elements.Section(text), times_in(facts.zone), elements.Buttons(another)])


def week_before_message(facts: MeetingFacts, today: date) -> Message:
    """The first reminder: about a week ahead, or later where the week before is in the holidays."""
    days = (facts.local_day - today).days
    key = {0: "same_day", 1: "tomorrow"}.get(days, "coming_up" if days < 6 else "week_before")
    return _reminder(say(f"meetings.{key}", term=term_name(facts.term), when=meeting_when(facts)), facts)


def day_before_message(facts: MeetingFacts, today: date, *, alone: bool = False) -> Message:
    """The last reminder: on the school day before, or on the day itself after holidays. alone: to one person, who may
    be in other networks."""
    days = (facts.local_day - today).days
    key = {0: "same_day", 1: "tomorrow"}.get(days, "day_before")
    when = meeting_when(facts)
    if alone:
        return _reminder(say(f"meetings.{key}_alone", when=when, network=facts.network), facts)
    return _reminder(say(f"meetings.{key}", when=when), facts)


def _reminder(text: Text, facts: MeetingFacts) -> Message:
    place = where(facts)
    shown: list[Element] = [elements.Section(text + "\n" + place.capitalised() + ".")]
    return Message(text, [*shown, times_in(facts.zone), answer_buttons(facts.meeting_id)])


def ask_message(lack: Lack) -> Message:
    """Asking the channel, at the start of a term, for the term's meetings."""
    text = say(
        "meetings.ask_channel",
        term=term_name(lack.term),
        network=lack.network,
        minimum=_times(lack.minimum),
        booked=_booked(lack.booked),
    )
    hint = elements.Context(say("meetings.ask_hint", example=f"/cop-meeting {lack.example}"))
    return Message(text, [elements.Section(text), elements.Buttons(_book_one(lack)), hint])


def nudge_message(kind: str, lack: Lack, week: int) -> Message:
    """Too few meetings. kind: chair, chair_again, chair_alone (no SEIL is known), seil,
    seil_executive (no chair), or seil_alone (neither)."""
    key = "lack_some" if lack.booked else "lack_all"
    lacking = say(
        f"meetings.{key}",
        network=lack.network,
        term=term_name(lack.term),
        booked=lack.booked,
        minimum=lack.minimum,
    )
    text = say(f"meetings.nudge_{kind}", lack=lacking, week=week)
    return Message(text, [elements.Section(text), elements.Buttons(_book_one(lack))])


def _book_one(lack: Lack) -> elements.Button:
    return book_button(lack.network_id, label="button_book_another" if lack.booked else "button_book")


def ask_minutes_message(facts: MeetingFacts, *, again: bool) -> Message:
    """Asking the chair how the meeting went; again: the one reminder."""
    text = say("meetings.ask_minutes_again" if again else "meetings.ask_minutes", day=day(facts.local_day))
    return Message(text, [elements.Section(text), elements.Buttons(minutes_button(facts.meeting_id, primary=True))])


def minutes_message(facts: MeetingFacts, minutes: Minutes) -> Message:
    """The minutes, for the channel."""
    title = say("meetings.minutes_card_title", term=term_name(facts.term), day=day(facts.local_day))
    shown: list[Element] = [
        elements.Heading(title),
        elements.Section(say("meetings.minutes_summary", summary=minutes.summary)),
    ]
    if minutes.decisions:
        shown.append(elements.Section(say("meetings.minutes_decisions", decisions=minutes.decisions)))
    if minutes.actions:
        lines = [_agreed(action) for action in minutes.actions]
        shown.append(elements.Section(joined("\n", [say("meetings.minutes_actions"), *lines])))
    if minutes.schools:
        there, schools = len(minutes.schools), listing(minutes.schools)
        shown.append(elements.Section(say("meetings.minutes_schools", number=there, schools=schools)))
    return Message(title, shown)


def _agreed(action: AgreedAction) -> Text:
    return say(
        "meetings.minutes_action", action=action.what, owner=mention(action.owner_id), due=short_day(action.due_on)
    )


def book_button(
    network_id: int, *, label: str = "button_book", primary: bool = True, typed: str = ""
) -> elements.Button:
    """Opens the form; typed: words that it starts from."""
    return elements.Button(
        say(f"meetings.{label}"),
        MeetingsAction.OPEN_FORM,
        refs.encode(network=network_id, typed=refs.short_enough(typed)) if typed else refs.encode(network=network_id),
        style="primary" if primary else "",
    )


def minutes_button(meeting_id: int, *, primary: bool = False) -> elements.Button:
    return elements.Button(
        say("meetings.button_minutes"),
        MeetingsAction.WRITE_MINUTES,
        refs.encode(meeting=meeting_id),
        style="primary" if primary else "",
    )


def took_place_button(meeting_id: int) -> elements.Button:
    """Sets right that a meeting was marked as not held by mistake."""
    return elements.Button(
        say("meetings.button_took_place"), MeetingsAction.TOOK_PLACE, refs.encode(meeting=meeting_id)
    )


def _plain(text: Text) -> Message:
    return Message(text, [elements.Section(text)])


def _times(number: int) -> Text:
    key = {1: "times_one", 2: "times_two"}.get(number, "times_many")
    return say(f"meetings.{key}", number=number)


def _booked(number: int) -> Text:
    key = {0: "booked_none", 1: "booked_one"}.get(number, "booked_many")
    return say(f"meetings.{key}", number=number)
