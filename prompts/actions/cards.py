"""What the bot says about actions: the list, reminders, and what their owners hear."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from domain.calendar import SATURDAY
from facts.actions import ActionLine, ActionList, OwnerCard
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.lists import left_over
from prompts.message import Message
from prompts.network_choice import command_button
from prompts.text import Text, Words, mention
from prompts.wording import dated

COMMAND = "/cop-action"
MOST_ON_CARD = 12
PAGE = 10
"""Actions on one page of the list: with their buttons they take about 25 of a message's 50 blocks."""


class ActionsAction(StrEnum):
    DONE = "actions.done"
    CARD_DONE = "actions.card_done"
    CHANGE_DATE = "actions.change_date"
    DROP = "actions.drop"
    ADD = "actions.add"
    PAGE = "actions.page"


class ActionsShortcut(StrEnum):
    FROM_MESSAGE = "actions.from_message"


def when_due(due_on: date, today: date) -> Text:
    """ "due Friday 12 June", "due today", "due tomorrow, Saturday 16 May", "overdue since …" """
    near = {today: "due_today", today + timedelta(days=1): "due_tomorrow"}.get(due_on)
    if near is not None and due_on.weekday() < SATURDAY:
        return say(f"actions.{near}")
    if near is not None:
        return say("actions.due_at_weekend", due=say(f"actions.{near}"), day=dated(due_on, today))
    return say("actions.overdue_since" if due_on < today else "actions.due_on", day=dated(due_on, today))


def action_list(shown: ActionList, note: Words = "") -> Message:
    """The open actions with what can be done about each; note: what has just happened, in mrkdwn."""
    said: list[Element] = [elements.Section(note)] if note else []
    late = [elements.Context(say("actions.list_late", count=shown.late))] if shown.late else []
    if not shown.lines:
        empty = say("actions.list_none_shown" if late else "actions.list_empty", network=shown.network_name)
        return Message(empty, [*said, elements.Section(empty), *late, _footer(shown)])
    said.append(elements.Section(say("actions.list_title", network=shown.network_name)))
    mine = [line for line in shown.lines if line.owner_id == shown.reader_id]
    others = [line for line in shown.lines if line.owner_id != shown.reader_id]
    for title, lines in (("actions.list_yours", mine), ("actions.list_others", others)):
        if lines and mine:
            said += [elements.Divider(), elements.Section(say(title))]
        for line in lines:
            said += _listed(line, shown)
    said += [*late, elements.Divider(), _footer(shown)]
    return Message(
        say("actions.list_text", count=shown.total, network=shown.network_name),
        said,
    )


def not_understood_message(network_id: int, typed: str, example: str) -> Message:
    """Neither a person nor a day was found in what was typed: an example, and the form with the words."""
    text = say("actions.not_understood", example=f"{COMMAND} {example}")
    carried = refs.encode(network=network_id, typed=refs.short_enough(typed))
    return Message(
        text,
        [
            elements.Section(text),
            elements.Buttons(elements.Button(say("actions.button_add"), ActionsAction.ADD, carried)),
        ],
    )


def _listed(line: ActionLine, shown: ActionList) -> list[Element]:
    when = when_due(line.due_on, shown.today)
    if line.owner_id == shown.reader_id:
        text = say("actions.line_mine", what=line.what, when=when)
    else:
        text = say("actions.line_other", owner=mention(line.owner_id), what=line.what, when=when)
    if not line.may_change:
        return [elements.Section(text)]
    carried = refs.encode(action=line.id, network=shown.network_id, offset=shown.offset)
    return [
        elements.Section(text),
        elements.Buttons(
            elements.Button(say("actions.button_done"), ActionsAction.DONE, carried),
            elements.Button(say("actions.button_change_date"), ActionsAction.CHANGE_DATE, carried),
            elements.Button(say("actions.button_drop"), ActionsAction.DROP, carried),
        ),
    ]


def _footer(shown: ActionList) -> Element:
    def turn(label: str, offset: int, suffix: str) -> elements.Button:
        carried = refs.encode(network=shown.network_id, offset=offset)
        return elements.Button(say(label), f"{ActionsAction.PAGE}:{suffix}", carried)

    buttons = [elements.Button(say("actions.button_add"), ActionsAction.ADD, refs.encode(network=shown.network_id))]
    if shown.offset > 0:
        buttons.append(turn("actions.button_earlier", max(shown.offset - PAGE, 0), "back"))
    if shown.offset + len(shown.lines) < shown.total:
        buttons.append(turn("actions.button_later", shown.offset + PAGE, "more"))
    return elements.Buttons(*buttons)


def owner_card(card: OwnerCard) -> Message:
    """One message about all of them, each with a button for "done"; those done meanwhile say so."""
    if len(card.lines) == 1:
        return _card_of_one(card, card.lines[0])
    number = len(card.lines)
    if card.kind == "given":
        title = say("actions.given_many", by=mention(card.by), count=number, network=card.lines[0].network_name)
    else:
        title = say("actions.nudge_many", count=number)
    said: list[Element] = [elements.Section(title)]
    for line in card.lines[:MOST_ON_CARD]:
        text = say(
            "actions.card_line", what=line.what, when=when_due(line.due_on, card.today), network=line.network_name
        )
        is_open = line.status == "open"
        said.append(
            elements.Section(text, beside=_done_button(card, line)) if is_open else elements.Section(_closed(line))
        )
    said += left_over(len(card.lines) - MOST_ON_CARD)
    said.append(elements.Buttons(command_button(say("actions.button_all"), COMMAND)))
    return Message(title, said)


def _card_of_one(card: OwnerCard, line: ActionLine) -> Message:
    if line.status != "open":
        closed = _closed(line)
        return Message(closed, [elements.Section(closed)])
    when = when_due(line.due_on, card.today)
    if card.kind == "given":
        text = say("actions.given_one", by=mention(card.by), network=line.network_name, what=line.what, when=when)
    elif line.due_on > card.today:
        text = say("actions.nudge_soon", what=line.what, when=when)
    elif line.due_on == card.today:
        text = say("actions.nudge_today", what=line.what)
    else:
        text = say("actions.nudge_overdue", what=line.what, day=dated(line.due_on, card.today))
    change = elements.Button(say("actions.button_change_date"), ActionsAction.CHANGE_DATE, refs.encode(action=line.id))
    said: list[Element] = [elements.Section(text), elements.Buttons(_done_button(card, line), change)]
    if card.kind == "nudge":
        said.append(elements.Context(say("actions.card_small_print", network=line.network_name)))
    return Message(text, said)


def _done_button(card: OwnerCard, line: ActionLine) -> elements.Button:
    carried = refs.encode(action=line.id, all=card.ids, kind=card.kind, by=card.by)
    return elements.Button(say("actions.button_done"), ActionsAction.CARD_DONE, carried, style="primary")


def _closed(line: ActionLine) -> Text:
    return say("actions.card_done" if line.status == "done" else "actions.card_dropped", what=line.what)


def done_note(line: ActionLine, *, already: bool = False) -> Text:
    """What the one who tapped "Done" reads above the list."""
    return say("actions.done_already" if already else "actions.done_note", what=line.what)


def moved_message(line: ActionLine, by: str, today: date) -> Message:
    """Somebody else gave the owner's action another date."""
    text = say(
        "actions.moved",
        by=mention(by),
        network=line.network_name,
        what=line.what,
        when=when_due(line.due_on, today),
    )
    return Message(text, [elements.Section(text)])


def dropped_message(line: ActionLine, by: str, reason: str) -> Message:
    """Somebody else dropped the owner's action."""
    text = say("actions.dropped_for_you", by=mention(by), network=line.network_name, what=line.what, reason=reason)
    return Message(text, [elements.Section(text)])
