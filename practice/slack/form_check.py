"""What Slack's client checks itself before it sends a form: required inputs, lengths, formats."""

import re
from typing import Any

from practice.slack.element_state import VALUE_KEYS, Values, is_empty

REQUIRED = "Please complete this required field."

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_URL = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)


def inputs(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Give a view's input blocks by block id."""
    return {b["block_id"]: b for b in view["blocks"] if b["type"] == "input"}


def client_errors(view: dict[str, Any], values: Values) -> dict[str, str]:
    """Give what the client would refuse in this form, by block id; empty if it would send it."""
    errors = {}
    for block_id, block in inputs(view).items():
        element = block["element"]
        state = values[block_id][element["action_id"]]
        if is_empty(state):
            if not block.get("optional", False):
                errors[block_id] = REQUIRED
            continue
        problem = _problem(element, state[VALUE_KEYS[element["type"]][0]])
        if problem:
            errors[block_id] = problem
    return errors


def _problem(element: dict[str, Any], value: Any) -> str | None:
    kind = element["type"]
    if kind == "plain_text_input":
        return _length_problem(element, value)
    if kind == "number_input":
        return _number_problem(element, value)
    if kind == "email_text_input" and not _EMAIL.fullmatch(value):
        return "Enter a valid e-mail address."
    if kind == "url_text_input" and not _URL.fullmatch(value):
        return "Enter a valid web address."
    if kind.startswith("multi_") and len(value) > element.get("max_selected_items", len(value)):
        return f"Choose at most {element['max_selected_items']}."
    return None


def _length_problem(element: dict[str, Any], value: str) -> str | None:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) < least:
        return f"Write at least {least} characters."
    return f"Write at most {most} characters." if len(value) > most else None


def _number_problem(element: dict[str, Any], value: str) -> str | None:
    pattern = r"-?\d+(\.\d+)?" if element.get("is_decimal_allowed") else r"-?\d+"
    if not re.fullmatch(pattern, value):
        return "Enter a number."
    least, most = element.get("min_value"), element.get("max_value")
    if least is not None and float(value) < float(least):
        return f"Enter a number no smaller than {least}."
    return f"Enter a number no larger than {most}." if most is not None and float(value) > float(most) else None
