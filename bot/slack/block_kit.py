"""Messages, forms and Home as Slack's Block Kit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.slack.mrkdwn import label, mrkdwn
from prompts.elements import (
    Button,
    Buttons,
    ChannelInput,
    CheckboxesInput,
    Choices,
    Confirm,
    Context,
    Control,
    DateInput,
    Divider,
    Element,
    Heading,
    Input,
    Menu,
    Option,
    OptionGroup,
    PeopleInput,
    PersonInput,
    PicturePlace,
    RadioInput,
    Section,
    SelectInput,
    TextInput,
    TimeInput,
)
from prompts.message import Home, Message, View
from prompts.text import Words, plain

MOST_TEXT = 40_000
Block = dict[str, Any]


def message_blocks(message: Message, files: Mapping[str, str] | None = None) -> list[Block]:
    """What is seen. files: Slack's id of each uploaded picture, by the picture's id."""
    shown = [block(element) for element in message.elements]
    for found in shown:
        if found["type"] == "image" and (file := (files or {}).get(found["block_id"])):
            found["slack_file"] = {"id": file}
    return shown


def message_text(message: Message) -> str:
    """What notifications and screen readers say."""
    return mrkdwn(message.text, MOST_TEXT)


def view_payload(view: View) -> dict[str, Any]:
    """The form as Slack's views.open takes it."""
    payload: dict[str, Any] = {
        "type": "modal",
        "title": {"type": "plain_text", "text": plain(view.title)},
        "close": {"type": "plain_text", "text": plain(view.close)},
        "blocks": [block(element) for element in view.elements],
    }
    if view.callback_id:
        payload["callback_id"] = view.callback_id
    if view.submit:
        payload["submit"] = {"type": "plain_text", "text": plain(view.submit)}
    if view.metadata:
        payload["private_metadata"] = view.metadata
    return payload


def home_payload(home: Home) -> dict[str, Any]:
    return {"type": "home", "blocks": [block(element) for element in home.elements]}


def block(element: Element) -> Block:
    """One element as a block."""
    match element:
        case Heading(words):
            return {"type": "header", "text": _plain(words)}
        case Section():
            return _section(element)
        case Context():
            return {"type": "context", "elements": [_mrkdwn(part, 2000) for part in element.words]}
        case Divider():
            return {"type": "divider"}
        case Buttons():
            row: Block = {"type": "actions", "elements": [_control(control) for control in element.controls]}
            return {**row, "block_id": element.id} if element.id else row
        case PicturePlace():
            place: Block = {"type": "image", "block_id": element.id, "alt_text": plain(element.alt)}
            return {**place, "title": _plain(element.title)} if element.title else place
        case _:
            return _input(element)


def _section(section: Section) -> Block:
    found: Block = {"type": "section"}
    if section.words:
        found["text"] = _mrkdwn(section.words, 3000)
    if section.fields:
        found["fields"] = [_mrkdwn(field, 2000) for field in section.fields]
    if section.beside:
        found["accessory"] = _control(section.beside)
    if section.id:
        found["block_id"] = section.id
    return found


def _control(control: Control) -> Block:
    if isinstance(control, Menu):
        menu: Block = {"type": "static_select", "action_id": control.action, "placeholder": _plain(control.placeholder)}
        return {**menu, **_choices(control.options)}
    return _button(control)


def _button(button: Button) -> Block:
    found: Block = {"type": "button", "text": _plain(button.words), "action_id": button.action}
    for name in ("value", "style", "url"):
        if value := getattr(button, name):
            found[name] = value
    if button.confirm:
        found["confirm"] = _confirm(button.confirm)
    return found


def _confirm(confirm: Confirm) -> Block:
    return {
        "title": _plain(confirm.title),
        "text": _plain(confirm.words),
        "confirm": _plain(confirm.yes),
        "deny": _plain(confirm.no),
    }


def _option(option: Option) -> Block:
    found: Block = {"text": _plain(option.words), "value": option.value}
    if option.description:
        found["description"] = _plain(option.description)
    return found


def _choices(choices: Choices) -> Block:
    if choices and isinstance(choices[0], OptionGroup):
        groups = [choice for choice in choices if isinstance(choice, OptionGroup)]
        shown = [{"label": _plain(g.words), "options": [_option(o) for o in g.options]} for g in groups]
        return {"option_groups": shown}
    return {"options": [_option(choice) for choice in choices if isinstance(choice, Option)]}


def _input(field: Input) -> Block:
    found: Block = {
        "type": "input",
        "block_id": field.id,
        "label": _plain(field.label),
        "element": {"action_id": field.id, **_field(field)},
        "optional": field.optional,
    }
    if isinstance(field, RadioInput) and field.at_once:
        found["dispatch_action"] = True
    if field.hint:
        found["hint"] = _plain(field.hint)
    return found


def _field(field: Input) -> Block:
    match field:
        case TextInput():
            return _text_input(field)
        case SelectInput():
            return _select(field)
        case RadioInput():
            return {"type": "radio_buttons", **_choices(field.options), **_initial(field.options, field.initial)}
        case CheckboxesInput():
            return {"type": "checkboxes", **_choices(field.options), **_initials(field.options, field.initials)}
        case PersonInput():
            return {"type": "users_select", **({"initial_user": field.initial} if field.initial else {})}
        case PeopleInput():
            initials = {"initial_users": list(field.initials)} if field.initials else {}
            return {"type": "multi_users_select", **initials}
        case ChannelInput():
            kinds = {"include": ["public", "private"], "exclude_bot_users": True}
            return {"type": "conversations_select", "filter": kinds}
        case DateInput():
            initial = {"initial_date": field.initial.isoformat()} if field.initial else {}
            return {"type": "datepicker", **initial}
        case TimeInput():
            return {"type": "timepicker", **({"initial_time": field.initial} if field.initial else {})}


def _text_input(field: TextInput) -> Block:
    found: Block = {"type": "plain_text_input", "multiline": field.multiline, "max_length": field.most}
    if field.initial:
        found["initial_value"] = plain(field.initial)
    if field.placeholder:
        found["placeholder"] = _plain(field.placeholder)
    return found


def _select(field: SelectInput) -> Block:
    found: Block = {"type": "multi_static_select" if field.multiple else "static_select", **_choices(field.options)}
    if field.placeholder:
        found["placeholder"] = _plain(field.placeholder)
    if field.multiple:
        return {**found, **_initials(field.options, field.initials)}
    return {**found, **_initial(field.options, field.initial)}


def _flat(choices: Choices) -> list[Option]:
    return [
        option for choice in choices for option in (choice.options if isinstance(choice, OptionGroup) else (choice,))
    ]


def _initial(choices: Choices, value: str | None) -> Block:
    chosen = [option for option in _flat(choices) if option.value == value]
    return {"initial_option": _option(chosen[0])} if chosen else {}


def _initials(choices: Choices, values: Sequence[str]) -> Block:
    chosen = [_option(option) for option in _flat(choices) if option.value in set(values)]
    return {"initial_options": chosen} if chosen else {}


def _plain(words: Words) -> Block:
    return {"type": "plain_text", "text": label(words), "emoji": True}


def _mrkdwn(words: Words, most: int) -> Block:
    return {"type": "mrkdwn", "text": mrkdwn(words, most)}
