"""What Slack refuses in a modal or home tab, one row a rule."""

from typing import Any

import pytest

from practice.slack.validator import refusal, validate_view


def plain(text: str = "words") -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def asking(**element: Any) -> dict[str, Any]:
    inner = {"type": "plain_text_input", "action_id": "it", **element}
    return {"type": "input", "block_id": "b", "label": plain(), "element": inner}


def modal(**more: Any) -> dict[str, Any]:
    view = {"type": "modal", "title": plain("Form"), "submit": plain("Send"), "blocks": [asking()]} | more
    return {key: value for key, value in view.items() if value is not ...}


def home(**more: Any) -> dict[str, Any]:
    return {"type": "home", "blocks": [{"type": "divider"}], **more}


DIVIDER = {"type": "divider"}
TOO_LONG = "must be less than {} characters"


@pytest.mark.parametrize(
    ("view", "reason"),
    [
        (modal(), "a form"),
        (modal(submit=..., blocks=[DIVIDER]), "nothing to fill in needs no submit button"),
        (modal(title=plain("x" * 24), submit=plain("x" * 24), close=plain("x" * 24)), "the longest words"),
        (modal(private_metadata="x" * 3000, callback_id="x" * 255), "the most metadata"),
        (modal(blocks=[DIVIDER] * 100), "the most blocks"),
        (modal(blocks=[asking(type="email_text_input")]), "an e-mail address"),
        (modal(blocks=[asking(type="number_input", is_decimal_allowed=False, min_value="1")]), "a number"),
        (modal(blocks=[asking(type="url_text_input", initial_value="https://example.org")]), "an address"),
        (home(), "a home tab"),
        (home(blocks=[]), "an empty home tab"),
        (home(blocks=[asking()]), "inputs may stand in a home tab"),
    ],
)
def test_good_view_is_taken(view: dict[str, Any], reason: str) -> None:
    assert validate_view(view) == [], reason


@pytest.mark.parametrize(
    ("view", "path", "says"),
    [
        ({"blocks": []}, "/view", "missing required field: type"),
        ({"type": "dialog"}, "/view/type", "unsupported type: dialog"),
        (modal(title=...), "/view", "missing required field: title"),
        (modal(blocks=...), "/view", "missing required field: blocks"),
        (modal(submit=...), "/view", "missing required field: submit"),
        (modal(title=plain("x" * 25)), "/view/title/text", TOO_LONG.format(25)),
        (modal(title=plain("")), "/view/title/text", "must be more than 0 characters"),
        (modal(title={"type": "mrkdwn", "text": "x"}), "/view/title/type", "unsupported type: mrkdwn"),
        (modal(submit=plain("x" * 25)), "/view/submit/text", TOO_LONG.format(25)),
        (modal(close=plain("x" * 25)), "/view/close/text", TOO_LONG.format(25)),
        (modal(private_metadata="x" * 3001), "/view/private_metadata", TOO_LONG.format(3001)),
        (modal(private_metadata={"id": 1}), "/view/private_metadata", "must provide a string"),
        (modal(callback_id="x" * 256), "/view/callback_id", TOO_LONG.format(256)),
        (modal(colour="red"), "/view", "invalid additional property: colour"),
        (modal(blocks=[DIVIDER] * 101), "/view/blocks", "no more than 100 items allowed"),
        (modal(blocks=[asking(), asking()]), "/view/blocks/1/block_id", "`block_id` b is not unique"),
        (modal(blocks=[{"type": "table", "rows": []}]), "/view/blocks/0/type", "unsupported type: table"),
        (modal(blocks=[{"type": "markdown", "text": "x"}]), "/view/blocks/0/type", "unsupported type: markdown"),
        (modal(blocks=[{**asking(), "label": plain("x" * 2001)}]), "/view/blocks/0/label/text", TOO_LONG.format(2001)),
        (modal(blocks=[{**asking(), "hint": plain("x" * 2001)}]), "/view/blocks/0/hint/text", TOO_LONG.format(2001)),
        (modal(blocks=[asking(type="button")]), "/view/blocks/0/element/type", "unsupported type: button"),
        (modal(blocks=[asking(max_length=3001)]), "/view/blocks/0/element/max_length", "must be less than 3001"),
        (
            modal(blocks=[asking(min_length=9, max_length=3)]),
            "/view/blocks/0/element/min_length",
            "min_length must not be greater than max_length",
        ),
        (modal(blocks=[asking(initial_value=5)]), "/view/blocks/0/element/initial_value", "must provide a string"),
        (
            modal(blocks=[asking(type="number_input")]),
            "/view/blocks/0/element",
            "missing required field: is_decimal_allowed",
        ),
        (
            modal(blocks=[asking(type="number_input", is_decimal_allowed=True, min_value=1)]),
            "/view/blocks/0/element/min_value",
            "must provide a number as a string",
        ),
        (
            modal(blocks=[asking(type="number_input", is_decimal_allowed=True, min_value="2", max_value="1")]),
            "/view/blocks/0/element/min_value",
            "min_value must not be greater than max_value",
        ),
        (
            modal(blocks=[asking(type="url_text_input", initial_value="coburg")]),
            "/view/blocks/0/element/initial_value",
            "invalid url",
        ),
        (
            modal(blocks=[{**asking(focus_on_load=True), "block_id": n} for n in "ab"]),
            "/view/blocks",
            "only one element may set `focus_on_load`",
        ),
        (home(title=plain()), "/view", "invalid additional property: title"),
    ],
)
def test_bad_view_is_refused_at_its_place(view: dict[str, Any], path: str, says: str) -> None:
    assert (path, says) in [(p.path, p.message) for p in validate_view(view)]


def test_file_input_is_for_modals_alone() -> None:
    block = {"type": "input", "label": plain(), "element": {"type": "file_input"}}
    assert validate_view(modal(blocks=[block])) == []
    assert [p.message for p in validate_view(home(blocks=[block]))] == ["unsupported type: file_input"]


def test_refusal_of_a_view_is_invalid_arguments() -> None:
    answer = refusal(validate_view(modal(title=...)))
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == ["[ERROR] missing required field: title [json-pointer:/view]"]
