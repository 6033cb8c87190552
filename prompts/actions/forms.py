"""The forms about actions: add one, change its date, drop it; and what stands in their place afterwards."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from domain.actions import DUE, MOST_CHARACTERS, OWNER, REASON, WHAT
from domain.typed import Doubt
from facts.actions import ActionDraft, ActionLine, Reminded
from prompts import button_data as refs
from prompts import elements
from prompts.actions.cards import when_due
from prompts.catalog import say
from prompts.elements import Element
from prompts.message import View
from prompts.school_days import reminded_text
from prompts.text import Text, Words, joined, listing, mention
from prompts.typed import asked_text, typed_block

MOST_REASON = 500


class ActionsView(StrEnum):
    ADD = "actions.add_form"
    CHANGE_DATE = "actions.date_form"
    DROP = "actions.drop_form"


def add_form(draft: ActionDraft) -> View:
    """The form, filled in with what was understood."""
    said: list[Element] = []
    questions = []
    if draft.maybe:
        people = listing(mention(person) for person in draft.maybe)
        questions.append(say("actions.form_owner_several", typed=draft.unknown, people=people))
    elif draft.unknown:
        questions.append(say("actions.form_owner_unclear", typed=draft.unknown))
    if draft.unclear and not (draft.asked and draft.asked.doubt is Doubt.NO_DAY and draft.asked.day):
        questions.append(say("actions.form_date_unclear", typed=draft.unclear))
    if draft.asked and draft.asked.doubt is not Doubt.UNREAD:
        questions.append(asked_text([draft.asked]))
    if questions:
        said.append(elements.Section(joined("\n", questions)))
    elif draft.typed:
        said.append(elements.Section(say("actions.form_understood")))
    if draft.reminded:
        said.append(elements.Context(reminded_text(draft.reminded)))
    if draft.said:
        said.append(typed_block(draft.said))
    said += [
        elements.TextInput(
            WHAT,
            say("actions.form_what"),
            initial=draft.what,
            placeholder=say("actions.form_what_placeholder"),
            most=MOST_CHARACTERS,
        ),
        elements.PersonInput(
            OWNER, say("actions.form_owner"), initial=draft.owner_id, hint=say("actions.form_owner_hint")
        ),
        elements.DateInput(DUE, say("actions.form_due"), initial=draft.due_on, hint=say("actions.form_due_hint")),
    ]
    return View(
        ActionsView.ADD,
        say("actions.form_title"),
        said,
        submit=say("actions.form_submit"),
        close=say("actions.form_close"),
        metadata=refs.encode(network=draft.network_id, **({} if draft.pulse is None else {"pulse": draft.pulse})),
    )


def date_form(line: ActionLine, today: date) -> View:
    """The form that gives an action another date."""
    return View(
        ActionsView.CHANGE_DATE,
        say("actions.date_title"),
        [_about(line, today), elements.DateInput(DUE, say("actions.date_label"), initial=max(line.due_on, today))],
        submit=say("actions.date_submit"),
        close=say("actions.form_close"),
        metadata=refs.encode(action=line.id),
    )


def drop_form(line: ActionLine, reader_id: str, today: date) -> View:
    """The form that drops an action, with the reason, which its owner reads."""
    said = [
        _about(line, today),
        elements.TextInput(REASON, say("actions.drop_label"), multiline=True, most=MOST_REASON),
    ]
    if line.owner_id != reader_id:
        said.append(elements.Context(say("actions.drop_hint", owner=mention(line.owner_id))))
    return View(
        ActionsView.DROP,
        say("actions.drop_title"),
        said,
        submit=say("actions.drop_submit"),
        close=say("actions.form_close"),
        metadata=refs.encode(action=line.id),
    )


def _about(line: ActionLine, today: date) -> Element:
    return elements.Section(
        say(
            "actions.date_what",
            what=line.what,
            owner=mention(line.owner_id),
            when=when_due(line.due_on, today),
        )
    )


def recorded_view(line: ActionLine, reader_id: str, today: date, reminded: Reminded | None = None) -> View:
    """What the form turns into once the action is recorded. reminded: see ActionDraft."""
    when = when_due(line.due_on, today)
    if line.owner_id == reader_id:
        return _said(
            "actions.recorded_window", say("actions.recorded_mine", what=line.what, when=when), _note(reminded)
        )
    text = say("actions.recorded_other", owner=mention(line.owner_id), what=line.what, when=when)
    return _said("actions.recorded_window", text, _note(reminded))


def date_changed_view(line: ActionLine, today: date, reminded: Reminded | None = None) -> View:
    text = say("actions.date_changed", what=line.what, when=when_due(line.due_on, today))
    return _said("actions.date_window", text, _note(reminded))


def dropped_view(line: ActionLine) -> View:
    return _said("actions.drop_window", say("actions.dropped", what=line.what))


def _note(reminded: Reminded | None) -> Words:
    return reminded_text(reminded) if reminded else ""


def _said(title: str, text: Text, more: Words = "") -> View:
    return View("", say(title), [elements.Section(text), *([elements.Context(more)] if more else [])])
