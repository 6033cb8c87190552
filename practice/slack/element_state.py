"""What a person has typed and chosen in a view or message, in the shape of Slack's `state.values`."""

from typing import Any

from practice.slack.messages import elements_with_blocks

State = dict[str, Any]
Values = dict[str, dict[str, State]]

#: element type → (the key of its value in the state, the key of its initial value in the block)
VALUE_KEYS: dict[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "radio_buttons": ("selected_option", "initial_option"),
    "checkboxes": ("selected_options", "initial_options"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", "initial_files"),
}

TEXT_INPUTS = ("plain_text_input", "number_input", "email_text_input", "url_text_input")
OPTION_ELEMENTS = (
    "static_select",
    "external_select",
    "multi_static_select",
    "multi_external_select",
    "radio_buttons",
    "checkboxes",
    "overflow",
)


class NoSuchOptionError(ValueError):
    """The person was asked to choose something that the element does not offer."""


def holds_many(element_type: str) -> bool:
    """Say whether the element's value is a list."""
    return element_type == "checkboxes" or element_type.startswith("multi_") or element_type == "file_input"


def initial_state(blocks: list[dict[str, Any]]) -> Values:
    """Give the state of blocks that nobody has touched yet."""
    values: Values = {}
    for block, element in elements_with_blocks(blocks):
        if element["type"] not in VALUE_KEYS:
            continue
        key, initial = VALUE_KEYS[element["type"]]
        value = element.get(initial)
        if value is None and holds_many(element["type"]):
            value = []
        if value is not None and element["type"] in TEXT_INPUTS:
            value = str(value)
        values.setdefault(block["block_id"], {})[element["action_id"]] = {"type": element["type"], key: value}
    return values


def offered_options(element: dict[str, Any]) -> list[dict[str, Any]]:
    """Give all options of an element, those in groups too."""
    grouped = [o for group in element.get("option_groups", []) for o in group["options"]]
    return list(element.get("options", [])) + grouped


def _option(element: dict[str, Any], wanted: Any) -> dict[str, Any]:
    """Find an option by its value, its text or as a whole; external selects take any whole option."""
    if isinstance(wanted, dict):
        if "external" in element["type"]:
            return wanted
        wanted = wanted.get("value")
    for option in offered_options(element):
        if wanted in (option.get("value"), option["text"]["text"]):
            return option
    raise NoSuchOptionError(f"{element.get('action_id')} offers no option {wanted!r}")


def chosen_state(element: dict[str, Any], value: Any) -> State:
    """Give the state after a person puts `value` into the element; None empties it.

    Text, dates, times and ids are given as strings, a moment as epoch seconds, an option by its
    value or its text (or whole), several as a list.
    """
    kind = element["type"]
    key, _ = VALUE_KEYS[kind]
    if value is None:
        return {"type": kind, key: [] if holds_many(kind) else None}
    if kind in TEXT_INPUTS:
        return {"type": kind, key: str(value) if str(value) else None}
    if holds_many(kind):
        several = list(value) if isinstance(value, list | tuple | set) else [value]
        return {
            "type": kind,
            key: [_option(element, v) for v in several] if kind in OPTION_ELEMENTS else several,
        }
    return {"type": kind, key: _option(element, value) if kind in OPTION_ELEMENTS else value}


def is_empty(state: State) -> bool:
    """Say whether nothing is typed or chosen."""
    key, _ = VALUE_KEYS[state["type"]]
    return state.get(key) in (None, "", [])
