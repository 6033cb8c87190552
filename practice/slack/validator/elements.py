"""Block elements: buttons, menus, inputs, pickers."""

from typing import Any

from practice.checks import (
    Check,
    Report,
    Shape,
    any_value,
    boolean,
    integer,
    items,
    number_text,
    one_of,
    pattern,
    string,
    url,
)
from practice.slack.validator.texts import CONFIRM, MARKDOWN_OPTION, OPTION, OPTION_GROUP, STYLE, URL_OPTION, plain

ACTION_ID = string(255)
PLACEHOLDER = plain(150)
DATE = pattern(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "must be a date in the format YYYY-MM-DD")
TIME = pattern(r"([01]\d|2[0-3]):[0-5]\d", "must be a time in the format HH:mm")
MOMENT = integer(10**9, 10**10 - 1)

_COMMON: dict[str, Check] = {"action_id": ACTION_ID, "focus_on_load": boolean}
_MENU: dict[str, Check] = {**_COMMON, "placeholder": PLACEHOLDER, "confirm": CONFIRM}
_MULTI: dict[str, Check] = {**_MENU, "max_selected_items": integer(1, 100)}
_TYPE: dict[str, Check] = {"type": any_value}


def _options_of(element: dict[str, Any]) -> list[Any]:
    grouped = [o for group in element.get("option_groups") or [] for o in group["options"]]
    return list(element.get("options") or []) + grouped


def _offered(element: Any, path: str, report: Report) -> None:
    """Check that what is chosen at first is on offer."""
    options = _options_of(element)
    first = element.get("initial_option")
    if first is not None and first not in options:
        report.add(f"{path}/initial_option", "initial_option must be one of the options")
    for index, chosen in enumerate(element.get("initial_options") or []):
        if chosen not in options:
            report.add(f"{path}/initial_options/{index}", "initial_options must be among the options")


def _static(element: Any, path: str, report: Report) -> None:
    if (element.get("options") is None) == (element.get("option_groups") is None):
        report.add(path, "must define either `options` or `option_groups`")
    else:
        _offered(element, path, report)


def _lengths(element: Any, path: str, report: Report) -> None:
    if element.get("min_length", 0) > element.get("max_length", 3000):
        report.add(f"{path}/min_length", "min_length must not be greater than max_length")


def _range(element: Any, path: str, report: Report) -> None:
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and most is not None and float(least) > float(most):
        report.add(f"{path}/min_value", "min_value must not be greater than max_value")


def _image_source(element: Any, path: str, report: Report) -> None:
    if (element.get("image_url") is None) == (element.get("slack_file") is None):
        report.add(path, "must define either `image_url` or `slack_file`")


def _file_named_once(value: Any, path: str, report: Report) -> None:
    if (value.get("id") is None) == (value.get("url") is None):
        report.add(path, "must define either `id` or `url`")


SLACK_FILE = Shape({}, {"id": string(255), "url": url}, _file_named_once)
IMAGE_SOURCES: dict[str, Check] = {"image_url": url, "slack_file": SLACK_FILE}
ALT_TEXT = string(2000)

_FILTER = Shape(
    {},
    {
        "include": items(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)
_DISPATCH = Shape({}, {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 2)})
_STATIC_LISTS: dict[str, Check] = {"options": items(OPTION, 100), "option_groups": items(OPTION_GROUP, 100)}
_CONVERSATIONS: dict[str, Check] = {"default_to_current_conversation": boolean, "filter": _FILTER}
_TYPED: dict[str, Check] = {
    **_COMMON,
    "placeholder": PLACEHOLDER,
    "initial_value": string(3000, 0),
    "dispatch_action_config": _DISPATCH,
}
_NUMBERS: dict[str, Check] = {
    **_TYPED,
    "initial_value": number_text,
    "min_value": number_text,
    "max_value": number_text,
}
_ID = string(255)
_IDS = items(_ID, 100, 0)

SHAPES: dict[str, Check] = {
    "button": Shape(
        {**_TYPE, "text": plain(75)},
        {
            "action_id": ACTION_ID,
            "value": string(2000),
            "url": url,
            "style": STYLE,
            "confirm": CONFIRM,
            "accessibility_label": string(75),
        },
    ),
    "overflow": Shape({**_TYPE, "options": items(URL_OPTION, 5)}, {"action_id": ACTION_ID, "confirm": CONFIRM}),
    "static_select": Shape(_TYPE, {**_MENU, **_STATIC_LISTS, "initial_option": OPTION}, _static),
    "multi_static_select": Shape(_TYPE, {**_MULTI, **_STATIC_LISTS, "initial_options": items(OPTION, 100)}, _static),
    "external_select": Shape(_TYPE, {**_MENU, "initial_option": OPTION, "min_query_length": integer(0, 255)}),
    "multi_external_select": Shape(
        _TYPE, {**_MULTI, "initial_options": items(OPTION, 100), "min_query_length": integer(0, 255)}
    ),
    "users_select": Shape(_TYPE, {**_MENU, "initial_user": _ID}),
    "multi_users_select": Shape(_TYPE, {**_MULTI, "initial_users": _IDS}),
    "channels_select": Shape(_TYPE, {**_MENU, "initial_channel": _ID, "response_url_enabled": boolean}),
    "multi_channels_select": Shape(_TYPE, {**_MULTI, "initial_channels": _IDS}),
    "conversations_select": Shape(
        _TYPE,
        {**_MENU, **_CONVERSATIONS, "initial_conversation": _ID, "response_url_enabled": boolean},
    ),
    "multi_conversations_select": Shape(_TYPE, {**_MULTI, **_CONVERSATIONS, "initial_conversations": _IDS}),
    "radio_buttons": Shape(
        {**_TYPE, "options": items(MARKDOWN_OPTION, 10)},
        {**_COMMON, "initial_option": MARKDOWN_OPTION, "confirm": CONFIRM},
        _offered,
    ),
    "checkboxes": Shape(
        {**_TYPE, "options": items(MARKDOWN_OPTION, 10)},
        {**_COMMON, "initial_options": items(MARKDOWN_OPTION, 10), "confirm": CONFIRM},
        _offered,
    ),
    "datepicker": Shape(_TYPE, {**_MENU, "initial_date": DATE}),
    "timepicker": Shape(_TYPE, {**_MENU, "initial_time": TIME, "timezone": string(100)}),
    "datetimepicker": Shape(_TYPE, {**_COMMON, "initial_date_time": MOMENT, "confirm": CONFIRM}),
    "plain_text_input": Shape(
        _TYPE,
        {
            **_TYPED,
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        },
        _lengths,
    ),
    "number_input": Shape({**_TYPE, "is_decimal_allowed": boolean}, _NUMBERS, _range),
    "email_text_input": Shape(_TYPE, _TYPED),
    "url_text_input": Shape(_TYPE, {**_TYPED, "initial_value": url}),
    "rich_text_input": Shape(_TYPE, {**_TYPED, "initial_value": any_value}),
    "file_input": Shape(
        _TYPE, {"action_id": ACTION_ID, "filetypes": items(string(20), 100), "max_files": integer(1, 10)}
    ),
    "image": Shape({**_TYPE, "alt_text": ALT_TEXT}, IMAGE_SOURCES, _image_source),
}

_SELECTS = ("static_select", "external_select", "users_select", "channels_select", "conversations_select")
_MULTI_SELECTS = tuple(f"multi_{kind}" for kind in _SELECTS)
_CHOICES = ("radio_buttons", "checkboxes", "datepicker", "timepicker", *_SELECTS)

ACTION_ELEMENTS = ("button", "overflow", "datetimepicker", *_CHOICES)
ACCESSORIES = ("button", "overflow", "image", *_CHOICES, *_MULTI_SELECTS)
INPUT_ELEMENTS = (
    "plain_text_input",
    "number_input",
    "email_text_input",
    "url_text_input",
    "rich_text_input",
    "file_input",
    "datetimepicker",
    *_CHOICES,
    *_MULTI_SELECTS,
)
