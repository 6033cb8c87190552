"""What the bot shows of joint groups: the list, the forms, and what a group's card has beside a network's."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from domain.calendar import in_words
from domain.groups import (
    ABOUT,
    FOCUS,
    MOST_PARTNERS,
    MOST_SAID,
    NAME,
    OUTCOME,
    PARTNERS,
    SCHOOLS,
    UNTIL,
)
from domain.networks import FOCUS_LIMIT, NAME_LIMIT
from facts.groups import Asked, AskForm, GroupCard, GroupLine, GroupNews, GroupsBoard, SchoolAsk, StartForm
from prompts import button_data as refs
from prompts import elements
from prompts.catalog import say
from prompts.elements import Element
from prompts.lists import MOVE_UP, first, left_over
from prompts.message import Message, View
from prompts.network_choice import command_button
from prompts.text import Text, channel_link, invite, joined, listing, mention, shorten
from prompts.topics import topic_options

MOST_GROUPS = 12
MOST_NAMED = 8
"""Schools of a group in a list."""
MOST_ASKS = 5
STAYS_READABLE = {
    "meeting": "meetings.command_meeting_label",
    "action": "actions.command_action_label",
    "review": "peer_reviews.command_review_label",
    "pulse": "pulses.command_pulse_label",
}
"""What of an ended group is read by a command, with its button's words."""


class GroupsAction(StrEnum):
    START = "groups.start"
    ASK = "groups.ask"
    YES = "groups.yes"
    NO = "groups.no"
    LEAVE = "groups.leave"
    EXTEND = "groups.extend"
    END = "groups.end"


class GroupsView(StrEnum):
    START = "groups.start_form"
    ASK = "groups.ask_form"
    EXTEND = "groups.extend_form"
    END = "groups.end_form"


# The list


def board_message(board: GroupsBoard) -> Message:
    """What the reader's school is asked, then the groups, then how to start one."""
    which = "board" if board.may_start else "board_own"
    head = say(f"groups.{which}" if board.groups else f"groups.{which}_none", network=board.network)
    shown: list[Element] = []
    shown += first(board.asks, MOST_ASKS, ask_elements, MOVE_UP)
    shown.append(elements.Section(head))
    shown += first(board.groups, MOST_GROUPS, _line)
    if board.may_start:
        shown += [elements.Buttons(start_button(board.network_id)), elements.Context(say("groups.what_it_is"))]
    return Message(head, shown)


def ask_elements(ask: SchoolAsk) -> list[Element]:
    """The question to a school's principal with its two buttons, or what they answered."""
    said = [say("groups.asked", person=mention(ask.by), school=ask.school, group=ask.group)]
    said.append(say("groups.focus", focus=ask.focus))
    said.append(say("groups.until", day=in_words(ask.ends_on)))
    if ask.with_:
        said.append(say("groups.with", schools=_named(ask.with_)))
    shown: list[Element] = [elements.Section(joined("\n", said))]
    if ask.answer == "yes":
        key = "groups.said_yes" if ask.channel_id else "groups.said_yes_forming"
        channel = channel_link(ask.channel_id) if ask.channel_id else ""
        return [*shown, elements.Context(say(key, school=ask.school, channel=channel))]
    if ask.answer:
        return [*shown, elements.Context(say(f"groups.said_{ask.answer}"))]
    carried = refs.encode(group_invitation=ask.invitation_id)
    buttons = elements.Buttons(
        elements.Button(say("groups.button_yes"), f"{GroupsAction.YES}:{ask.invitation_id}", carried, style="primary"),
        elements.Button(say("groups.button_no"), f"{GroupsAction.NO}:{ask.invitation_id}", carried),
    )
    return [*shown, buttons, elements.Context(say("groups.asked_small_print"))]


def _line(group: GroupLine) -> list[Element]:
    said = [say("groups.line_name", group=group.name), say("groups.focus", focus=group.focus)]
    said.append(say(f"groups.state_{group.state}", day=in_words(group.ends_on)))
    said.append(say("groups.schools", schools=_named(group.schools)) if group.schools else say("groups.no_schools"))
    if group.outcome:
        said.append(say("groups.outcome", words=group.outcome))
    buttons: list[elements.Control] = []
    if group.may_see:
        see = command_button(
            say("groups.button_see"), "/cop-network", network_id=group.group_id, suffix=f"group-{group.group_id}"
        )
        buttons.append(see)
    if group.may_ask:
        buttons.append(ask_button(group.group_id, suffix=f":{group.group_id}"))
    shown: list[Element] = [elements.Section(joined("\n", said))]
    return [*shown, elements.Buttons(*buttons)] if buttons else shown


def start_button(network_id: int, other_id: int | None = None) -> elements.Button:
    """Opens the form that begins a group. other_id: a network that is linked with this one, ticked there."""
    if other_id is None:
        return elements.Button(say("groups.button_start"), GroupsAction.START, refs.encode(network=network_id))
    carried = refs.encode(network=network_id, linked=other_id)
    return elements.Button(say("groups.button_start"), f"{GroupsAction.START}:{other_id}", carried)


def ask_button(group_id: int, suffix: str = "") -> elements.Button:
    """Opens the form in which schools are chosen."""
    return elements.Button(say("groups.button_ask"), f"{GroupsAction.ASK}{suffix}", refs.encode(joint_group=group_id))


def _named(schools: Sequence[str]) -> Text:
    more = len(schools) - MOST_NAMED
    if more > 0:
        return say("groups.named_more", schools=joined(", ", schools[:MOST_NAMED]), number=more)
    return listing(schools)


# A group's own card


def card_lines(card: GroupCard) -> list[Text]:
    """Below its name: until when, or what came of it; for those who lead it, who has not said yes."""
    if card.ended is not None:
        lines = [say("groups.card_ended", day=in_words(card.ended))]
        return [*lines, say("groups.outcome", words=card.outcome)] if card.outcome else lines
    lines = [say("groups.card_until", day=in_words(card.ends_on))]
    if card.asked:
        lines.append(say("groups.card_asked", schools=_named(card.asked)))
    if card.lost:
        lines.append(say("groups.card_lost", schools=_named(card.lost)))
    return lines


def card_buttons(card: GroupCard) -> list[elements.Control]:
    """For those who lead it, and for principals of its schools."""
    if card.ended is not None:
        return [
            command_button(say(label), f"/cop-{command}", network_id=card.group_id)
            for command, label in STAYS_READABLE.items()
        ]
    carried = refs.encode(joint_group=card.group_id)
    found: list[elements.Control] = [ask_button(card.group_id)] if card.may_ask else []
    if card.may_lead:
        found.append(elements.Button(say("groups.button_extend"), GroupsAction.EXTEND, carried))
        found.append(elements.Button(say("groups.button_end"), GroupsAction.END, carried))
    for school_id, school in card.own[:3]:
        sure = elements.Confirm(
            say("groups.leave_title"), say("groups.leave_text", school=school), say("groups.leave_yes")
        )
        carried_school = refs.encode(joint_group=card.group_id, school=school_id)
        label = say("groups.button_leave", school=shorten(school, 40))
        found.append(elements.Button(label, f"{GroupsAction.LEAVE}:{school_id}", carried_school, confirm=sure))
    return found


# Forms


def start_form(form: StartForm, other_id: int | None = None, name: str = "") -> View:
    """What the group is called, works on, and until when. other_id: of a linked network that is chosen already."""
    shown: list[Element] = [
        elements.Section(say("groups.start_lead")),
        elements.TextInput(
            NAME,
            say("groups.field_name"),
            initial=name,
            placeholder=say("groups.name_placeholder"),
            most=NAME_LIMIT,
        ),
        elements.SelectInput(
            ABOUT,
            say("groups.field_about"),
            topic_options(form.topics),
            placeholder=say("groups.about_placeholder"),
            optional=True,
        ),
        elements.TextInput(
            FOCUS,
            say("groups.field_focus"),
            multiline=True,
            optional=True,
            hint=say("groups.focus_hint"),
            most=FOCUS_LIMIT - 100,
        ),
        elements.DateInput(UNTIL, say("groups.field_until"), initial=form.until, hint=say("groups.until_hint")),
    ]
    if form.partners:
        partners = [elements.Option(name, str(id_)) for id_, name in form.partners[:MOST_PARTNERS]]
        hint = say("groups.partners_hint")
        ticked = [str(id_) for id_, _ in form.partners if id_ == other_id]
        shown.append(elements.CheckboxesInput(PARTNERS, say("groups.field_partners"), partners, ticked, hint=hint))
    return View(
        GroupsView.START,
        say("groups.start_title"),
        shown,
        submit=say("groups.start_submit"),
        close=say("groups.close"),
        metadata=refs.encode(network=form.network_id),
    )


def ask_form(form: AskForm, before: Asked | None = None) -> View:
    """Which schools are asked, a list a network. before: what came of the page before."""
    choices = [one for one in form.networks if one.schools]
    shown: list[Element] = [elements.Section(say("groups.ask_lead", group=form.group))]
    if before is not None and (before.joined or before.schools):
        shown.insert(0, elements.Section(joined("\n", _asked_lines(before))))
    shown += [
        elements.SelectInput(
            f"{SCHOOLS}{one.network_id}",
            say("groups.field_schools", network=one.network),
            [elements.Option(name, str(id_)) for id_, name in one.schools],
            placeholder=say("groups.schools_placeholder"),
            optional=True,
            multiple=True,
        )
        for one in choices
    ]
    if not choices:
        return View(
            "", say("groups.start_title"), [elements.Section(say("groups.nobody_to_ask_yet", group=form.group))]
        )
    shown += left_over(form.more, "groups.ask_more")
    return View(
        GroupsView.ASK,
        say("groups.ask_title"),
        shown,
        submit=say("groups.ask_on" if form.more else "groups.ask_submit"),
        close=say("groups.close"),
        metadata=refs.encode(joint_group=form.group_id, page=form.page),
    )


def asked_view(asked: Asked) -> View:
    """What that form turns into: its next page, or what came of it."""
    if asked.rest is not None:
        return ask_form(asked.rest, asked)
    lines = _asked_lines(asked) or [say("groups.sent_nobody_else" if asked.page else "groups.sent_nobody")]
    if not asked.has_channel:
        lines.append(say("groups.needs_channel", invite=invite()))
    return View("", say("groups.ask_title"), [elements.Section(joined("\n", lines))])


def _asked_lines(asked: Asked) -> list[Text]:
    lines = []
    if asked.joined:
        lines.append(
            say("groups.own_joined", schools=listing(asked.joined), number=len(asked.joined), group=asked.group)
        )
    if asked.schools:
        lines.append(say("groups.sent", schools=_named(asked.schools), number=len(asked.schools)))
    return lines


def extend_form(news: GroupNews) -> View:
    """Another last day."""
    return View(
        GroupsView.EXTEND,
        say("groups.extend_title"),
        [
            elements.Section(say("groups.extend_lead", group=news.group, day=in_words(news.ends_on))),
            elements.DateInput(UNTIL, say("groups.field_until"), hint=say("groups.until_hint")),
        ],
        submit=say("groups.extend_submit"),
        close=say("groups.close"),
        metadata=refs.encode(joint_group=news.group_id),
    )


def end_form(news: GroupNews) -> View:
    """What came of it; what is still open, and what ending it means."""
    shown: list[Element] = [elements.Section(say("groups.end_lead", group=news.group))]
    if news.open_actions:
        shown.append(elements.Section(say("groups.end_open", number=news.open_actions)))
    shown.append(
        elements.TextInput(
            OUTCOME,
            say("groups.field_outcome"),
            multiline=True,
            optional=True,
            hint=say("groups.outcome_hint"),
            most=MOST_SAID,
        )
    )
    return View(
        GroupsView.END,
        say("groups.end_title"),
        shown,
        submit=say("groups.end_submit"),
        close=say("groups.close"),
        metadata=refs.encode(joint_group=news.group_id),
    )
