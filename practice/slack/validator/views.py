"""Modals and home tabs as a whole."""

from typing import Any

from practice.checks import NO_MATCH, Check, Problem, Report, Shape, any_value, boolean, string
from practice.slack.validator.blocks import Surface, check_blocks
from practice.slack.validator.texts import plain

_COMMON: dict[str, Check] = {
    "private_metadata": string(3000, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
}
_REQUIRED: dict[str, Check] = {"type": any_value, "blocks": any_value}

_SHAPES: dict[Surface, Shape] = {
    "modal": Shape(
        {**_REQUIRED, "title": plain(24)},
        {
            **_COMMON,
            "submit": plain(24),
            "close": plain(24),
            "clear_on_close": boolean,
            "notify_on_close": boolean,
            "submit_disabled": boolean,
        },
    ),
    "home": Shape(_REQUIRED, _COMMON),
}


def validate_view(view: dict[str, Any]) -> list[Problem]:
    """Say what Slack would refuse in a modal or home tab; empty if it would show it.

    Paths start with /view, as in Slack's own answers.
    """
    report = Report("invalid_arguments")
    kind = view.get("type")
    if kind not in ("modal", "home"):
        message = "missing required field: type" if kind is None else f"unsupported type: {kind}"
        report.add("/view" if kind is None else "/view/type", message)
        return report.problems
    surface: Surface = kind
    _SHAPES[surface](view, "/view", report)
    if any(problem.message.startswith("invalid additional") for problem in report.problems):
        report.problems.insert(0, Problem("/view", NO_MATCH, report.code))
    blocks = view.get("blocks")
    if blocks is not None:
        check_blocks(blocks, "/view/blocks", surface, report)
    if surface == "modal" and view.get("submit") is None and _has_input(blocks):
        report.add("/view", "missing required field: submit")
    return report.problems


def _has_input(blocks: Any) -> bool:
    listed = blocks if isinstance(blocks, list) else []
    return any(isinstance(block, dict) and block.get("type") == "input" for block in listed)
