"""The forms about meetings: booking and changing one, and writing its minutes."""

from __future__ import annotations

from datetime import time
from enum import StrEnum

from domain.meeting_times import USUAL_MINUTES
from facts.meetings import MeetingDraft, MinutesDraft, Oddity
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.meetings.cards import MeetingsAction
from prompts.message import View
from prompts.school_days import why_no_school
from prompts.text import Text, Words, joined
from prompts.typed import typed_block
from prompts.wording import meeting_when, term_name

LENGTHS = (30, 45, 60, 90, 120, 150, 180, 240, 300, 360)
USUAL_TIME = time(14)
MOST_PLACE, MOST_LINK, MOST_AGENDA, MOST_MINUTES, MOST_ACTION = 150, 800, 2000, 2500, 300
"""Characters that a field takes. Place and link travel in a button, which holds 2,000."""
FIRST_ACTIONS, MORE_ACTIONS, MOST_ACTIONS = 3, 3, 9


class MeetingsView(StrEnum):
    BOOK = "meetings.book_form"
    CHANGE = "meetings.change_form"
    MINUTES = "meetings.minutes_form"


class Field(StrEnum):
    DATE = "date"
    TIME = "time"
    LENGTH = "length"
    PLACE = "place"
    LINK = "link"
    AGENDA = "agenda"
    HELD = "held"
    SUMMARY = "summary"
    DECISIONS = "decisions"
    SCHOOLS = "schools"
    WHAT = "what"
    OWNER = "owner"
    DUE = "due"


def booking_form(
    network_id: int, uid: str, draft: MeetingDraft, *, note: Words = "", typed: str = "", warned_for: str = ""
) -> View:
    """Book a meeting. uid makes sending the form twice book once; warned_for: the time already warned about.

    typed: what the form was opened with, where something of it has to be asked about.
    """
    return View(
        MeetingsView.BOOK,
        say("meetings.form_title"),
        _fields(draft, note, typed),
        submit=say("meetings.button_book_anyway" if warned_for else "meetings.form_submit"),
        close=say("meetings.form_close"),
        metadata=refs.encode(network=network_id, uid=uid, warned=warned_for),
    )


def change_form(
    meeting_id: int, draft: MeetingDraft, *, note: Words = "", typed: str = "", warned_for: str = ""
) -> View:
    """Change a booked meeting: another time, place, link or agenda."""
    return View(
        MeetingsView.CHANGE,
        say("meetings.change_title"),
        _fields(draft, note, typed),
        submit=say("meetings.change_submit"),
        close=say("meetings.form_close"),
        metadata=refs.encode(meeting=meeting_id, warned=warned_for),
    )


def _fields(draft: MeetingDraft, note: Words, typed: str) -> list[Element]:
    at = draft.at.strftime("%H:%M") if draft.at else ""
    chosen = "" if draft.minutes is None else str(draft.minutes)
    shown: list[Element] = [elements.Section(note)] if note else []
    shown += [typed_block(typed)] if typed else []
    return [
        *shown,
        elements.DateInput(Field.DATE, say("meetings.field_date"), initial=draft.day),
        elements.TimeInput(Field.TIME, say("meetings.field_time"), initial=at),
        elements.SelectInput(Field.LENGTH, say("meetings.field_length"), _lengths(draft.minutes), initial=chosen),
        elements.TextInput(
            Field.PLACE,
            say("meetings.field_place"),
            initial=draft.place,
            optional=True,
            hint=say("meetings.hint_place"),
            most=MOST_PLACE,
        ),
        elements.TextInput(
            Field.LINK,
            say("meetings.field_link"),
            initial=draft.link,
            optional=True,
            hint=say("meetings.hint_link"),
            most=MOST_LINK,
        ),
        elements.TextInput(
            Field.AGENDA,
            say("meetings.field_agenda"),
            initial=draft.agenda,
            multiline=True,
            optional=True,
            hint=say("meetings.hint_agenda"),
            most=MOST_AGENDA,
        ),
    ]


def _lengths(chosen: int | None) -> list[elements.Option]:
    return [elements.Option(_length(minutes), str(minutes)) for minutes in sorted({*LENGTHS, chosen or USUAL_MINUTES})]


def _length(minutes: int) -> Text:
    if minutes >= 60 and minutes % 30 == 0:
        return say("meetings.length_hours", number=minutes / 60)
    return say("meetings.length_minutes", number=minutes)


def unusual_text(odd: Oddity) -> Text:
    """What is unusual about the time, one line each."""
    lines = []
    for kind in odd.kinds:
        off = why_no_school(odd.day, odd.off) if odd.off else ""
        other = meeting_when(odd.other) if odd.other else ""
        lines.append(say(f"meetings.unusual_{kind}", no_school=off, term=term_name(odd.term), other=other))
    return joined("\n", lines)


def warning_note(odd: Oddity) -> Text:
    """The same above a form that was sent, which goes ahead when it is sent once more."""
    return unusual_text(odd) + "\n" + say("meetings.warn_again")


def minutes_form(draft: MinutesDraft, rows: int = FIRST_ACTIONS) -> View:
    """The minutes of a meeting; rows: for how many actions there is room (none where minutes are put right)."""
    facts, rows = draft.facts, 0 if draft.again else rows
    intro = "minutes_intro_again" if draft.again else "minutes_intro"
    shown: list[Element] = [elements.Section(say(f"meetings.{intro}", when=meeting_when(facts)))]
    if not draft.again:
        yes_no = [elements.Option(say("meetings.held_yes"), "yes"), elements.Option(say("meetings.held_no"), "no")]
        shown.append(elements.RadioInput(Field.HELD, say("meetings.field_held"), yes_no, initial="yes"))
    shown += [
        elements.TextInput(
            Field.SUMMARY,
            say("meetings.field_summary"),
            multiline=True,
            optional=not draft.again,
            hint="" if draft.again else say("meetings.hint_summary"),
            initial=draft.summary,
            most=MOST_MINUTES,
        ),
        elements.TextInput(
            Field.DECISIONS,
            say("meetings.field_decisions"),
            multiline=True,
            optional=True,
            initial=draft.decisions,
            most=MOST_MINUTES,
        ),
    ]
    if draft.schools:
        shown.append(_schools(draft))
    if not draft.again:
        shown += _actions(facts.meeting_id, rows)
    return View(
        MeetingsView.MINUTES,
        say("meetings.minutes_title"),
        shown,
        submit=say("meetings.change_submit" if draft.again else "meetings.minutes_submit"),
        close=say("meetings.form_close"),
        metadata=refs.encode(meeting=facts.meeting_id, rows=rows, again=int(draft.again)),
    )


def _actions(meeting_id: int, rows: int) -> list[Element]:
    shown: list[Element] = [elements.Section(say("meetings.actions_title"))]
    for number in range(1, rows + 1):
        shown += _action_row(number)
    if rows < MOST_ACTIONS:
        more = elements.Button(
            say("meetings.button_more_actions"), MeetingsAction.MORE_ACTIONS, refs.encode(meeting=meeting_id)
        )
        shown.append(elements.Buttons(more))
    return shown


def _schools(draft: MinutesDraft) -> Element:
    return elements.SelectInput(
        Field.SCHOOLS,
        say("meetings.field_schools"),
        [elements.Option(school.name, str(school.school_id)) for school in draft.schools],
        optional=True,
        multiple=True,
        initials=[str(school_id) for school_id in draft.expected],
        hint=say("meetings.hint_schools") if draft.expected and not draft.again else "",
    )


def row_field(field: Field, number: int) -> str:
    """The block id of a field in the nth row of actions, from 1."""
    return f"{field}_{number}"


def _action_row(number: int) -> list[Element]:
    return [
        elements.TextInput(
            row_field(Field.WHAT, number),
            say("meetings.field_action", number=number),
            optional=True,
            most=MOST_ACTION,
        ),
        elements.PersonInput(row_field(Field.OWNER, number), say("meetings.field_owner"), optional=True),
        elements.DateInput(row_field(Field.DUE, number), say("meetings.field_due"), optional=True),
    ]
