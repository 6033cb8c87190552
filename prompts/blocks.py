"""Block Kit pieces as plain dicts, cut to Slack's limits so that long input never breaks a message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from prompts.message import Block
from prompts.text import escape, shorten

SECTION_LIMIT = 3000
Option = dict[str, Any]


def plain(text: str, most: int = 75) -> dict[str, Any]:
    return {"type": "plain_text", "text": shorten(text, most), "emoji": True}


def mrkdwn(text: str, most: int = SECTION_LIMIT) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": shorten(escape(text), most)}


def header(text: str) -> Block:
    return {"type": "header", "text": plain(text, 150)}


def section(text: str, *, accessory: Block | None = None, fields: Sequence[str] = (), block_id: str = "") -> Block:
    """A paragraph of mrkdwn; plain str is escaped, Mrkdwn (as `say` returns) is not."""
    block: dict[str, Any] = {"type": "section"}
    if text:
        block["text"] = mrkdwn(text)
    if fields:
        block["fields"] = [mrkdwn(field, 2000) for field in fields[:10]]
    if accessory:
        block["accessory"] = accessory
    if block_id:
        block["block_id"] = block_id
    return block


def context(*texts: str) -> Block:
    """Small grey print, at most ten pieces."""
    return {"type": "context", "elements": [mrkdwn(text, 2000) for text in texts[:10]]}


def divider() -> Block:
    return {"type": "divider"}


def actions(*elements: Block, block_id: str = "") -> Block:
    block: dict[str, Any] = {"type": "actions", "elements": list(elements)}
    if block_id:
        block["block_id"] = block_id
    return block


def button(
    text: str,
    action_id: str,
    value: str = "",
    *,
    style: str = "",
    confirm: Block | None = None,
    url: str = "",
) -> Block:
    """style: primary or danger or none. `action_id` may carry ":suffix" to be unique in its block."""
    element: dict[str, Any] = {"type": "button", "text": plain(text), "action_id": action_id}
    if value:
        element["value"] = value
    if style:
        element["style"] = style
    if confirm:
        element["confirm"] = confirm
    if url:
        element["url"] = url
    return element


def confirm(title: str, text: str, yes: str, no: str = "Not now") -> Block:
    return {
        "title": plain(title, 100),
        "text": plain(text, 300),
        "confirm": plain(yes, 30),
        "deny": plain(no, 30),
    }


def picture(block_id: str, alt: str, title: str = "") -> Block:
    """The place of a Picture with the same block_id; the messenger puts the uploaded file in."""
    block: dict[str, Any] = {"type": "image", "block_id": block_id, "alt_text": shorten(alt, 2000)}
    if title:
        block["title"] = plain(title, 2000)
    return block


def option(text: str, value: str, description: str = "") -> Option:
    found: Option = {"text": plain(text), "value": value}
    if description:
        found["description"] = plain(description)
    return found


def _input(block_id: str, label: str, element: dict[str, Any], optional: bool, hint: str) -> Block:
    block: dict[str, Any] = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label, 2000),
        "element": {"action_id": block_id, **element},
        "optional": optional,
    }
    if hint:
        block["hint"] = plain(hint, 2000)
    return block


def text_input(
    block_id: str,
    label: str,
    *,
    initial: str = "",
    placeholder: str = "",
    multiline: bool = False,
    optional: bool = False,
    hint: str = "",
    most: int = 3000,
) -> Block:
    """A field to type in; block_id and action_id are the same, so that a value is found by one name."""
    element: dict[str, Any] = {"type": "plain_text_input", "multiline": multiline, "max_length": most}
    if initial:
        element["initial_value"] = initial[:most]
    if placeholder:
        element["placeholder"] = plain(placeholder, 150)
    return _input(block_id, label, element, optional, hint)


def select_input(
    block_id: str,
    label: str,
    options: Sequence[Option],
    *,
    initial: str | None = None,
    placeholder: str = "",
    optional: bool = False,
    hint: str = "",
    multiple: bool = False,
    initials: Sequence[str] = (),
) -> Block:
    """A list to choose one from (or several, where `multiple`); at most 100 options are shown."""
    shown = list(options[:100])
    element: dict[str, Any] = {
        "type": "multi_static_select" if multiple else "static_select",
        "options": shown,
    }
    if placeholder:
        element["placeholder"] = plain(placeholder, 150)
    chosen = [o for o in shown if o["value"] == initial]
    if chosen:
        element["initial_option"] = chosen[0]
    many = [o for o in shown if o["value"] in set(initials)]
    if multiple and many:
        element["initial_options"] = many
    return _input(block_id, label, element, optional, hint)


def radio_input(
    block_id: str,
    label: str,
    options: Sequence[Option],
    *,
    initial: str | None = None,
    optional: bool = False,
    hint: str = "",
) -> Block:
    """Radio buttons, at most ten."""
    element: dict[str, Any] = {"type": "radio_buttons", "options": list(options[:10])}
    chosen = [o for o in options[:10] if o["value"] == initial]
    if chosen:
        element["initial_option"] = chosen[0]
    return _input(block_id, label, element, optional, hint)


def checkboxes_input(
    block_id: str,
    label: str,
    options: Sequence[Option],
    *,
    initials: Sequence[str] = (),
    optional: bool = True,
    hint: str = "",
) -> Block:
    """Checkboxes, at most ten."""
    element: dict[str, Any] = {"type": "checkboxes", "options": list(options[:10])}
    chosen = [o for o in options[:10] if o["value"] in set(initials)]
    if chosen:
        element["initial_options"] = chosen
    return _input(block_id, label, element, optional, hint)


def person_input(
    block_id: str, label: str, *, initial: str | None = None, optional: bool = False, hint: str = ""
) -> Block:
    """One person of the workspace."""
    element: dict[str, Any] = {"type": "users_select"}
    if initial:
        element["initial_user"] = initial
    return _input(block_id, label, element, optional, hint)


def people_input(
    block_id: str, label: str, *, initials: Sequence[str] = (), optional: bool = False, hint: str = ""
) -> Block:
    """Several people of the workspace."""
    element: dict[str, Any] = {"type": "multi_users_select"}
    if initials:
        element["initial_users"] = list(initials)
    return _input(block_id, label, element, optional, hint)


def channel_input(block_id: str, label: str, *, hint: str = "") -> Block:
    """One channel of the workspace, public or private, that the person is in or can see."""
    kinds = {"include": ["public", "private"], "exclude_bot_users": True}
    return _input(block_id, label, {"type": "conversations_select", "filter": kinds}, False, hint)


def date_input(
    block_id: str, label: str, *, initial: date | None = None, optional: bool = False, hint: str = ""
) -> Block:
    element: dict[str, Any] = {"type": "datepicker"}
    if initial:
        element["initial_date"] = initial.isoformat()
    return _input(block_id, label, element, optional, hint)


def time_input(block_id: str, label: str, *, initial: str = "", optional: bool = False, hint: str = "") -> Block:
    """A time of day; `initial` as "14:00"."""
    element: dict[str, Any] = {"type": "timepicker"}
    if initial:
        element["initial_time"] = initial
    return _input(block_id, label, element, optional, hint)
