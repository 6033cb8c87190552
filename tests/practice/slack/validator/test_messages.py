"""What Slack refuses in a message, one row a rule."""

from typing import Any

import pytest

from practice.checks import Problem
from practice.slack.validator import refusal, validate_message

Block = dict[str, Any]


def plain(text: str = "words", **more: Any) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, **more}


def mrkdwn(text: str = "words") -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def section(**more: Any) -> Block:
    return {"type": "section", "text": mrkdwn(), **more}


def actions(*elements: dict[str, Any]) -> Block:
    return {"type": "actions", "elements": list(elements)}


def button(**more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain("Press"), **more}


def option(value: str = "1", text: str = "One", **more: Any) -> dict[str, Any]:
    return {"text": plain(text), "value": value, **more}


def options(count: int) -> list[dict[str, Any]]:
    return [option(str(n)) for n in range(count)]


def select(**more: Any) -> dict[str, Any]:
    return {"type": "static_select", "options": options(2), **more}


def image(**more: Any) -> dict[str, Any]:
    return {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "A chart", **more}


CONFIRM = {"title": plain(), "text": mrkdwn(), "confirm": plain("Yes"), "deny": plain("No")}


def table(rows: int, columns: int) -> Block:
    cell = {"type": "raw_text", "text": "x"}
    return {"type": "table", "rows": [[cell] * columns for _ in range(rows)]}


def rich(*elements: dict[str, Any]) -> Block:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


GOOD: list[tuple[Block, str]] = [
    (section(text=mrkdwn("x" * 3000)), "the longest section text"),
    ({"type": "section", "fields": [mrkdwn("x" * 1300)] * 10}, "ten fields, no text"),
    (section(accessory=button(value="v" * 2000, url="https://example.org/x")), "a button beside a text"),
    (section(accessory=image()), "an image beside a text"),
    (section(accessory={"type": "multi_users_select", "initial_users": ["U1"]}), "a multi select there"),
    ({"type": "header", "text": plain("x" * 150)}, "the longest header"),
    ({"type": "divider", "block_id": "d"}, "a divider"),
    ({"type": "context", "elements": [mrkdwn(), plain(), image()]}, "texts and an image in a context"),
    (actions(*[button(action_id=str(n)) for n in range(25)]), "the most elements"),
    (actions(button(style="danger", confirm=CONFIRM)), "a confirmation"),
    (actions(select(initial_option=option("1"))), "an initial option that is on offer"),
    (actions({"type": "overflow", "options": options(5)}), "the most overflow options"),
    (actions({"type": "radio_buttons", "options": [{"text": mrkdwn("*1*"), "value": "1"}]}), "mrkdwn option"),
    (actions({"type": "datepicker", "initial_date": "2026-05-14"}), "a date"),
    (actions({"type": "timepicker", "initial_time": "08:30"}), "a time"),
    (image(title=plain()), "an image block"),
    ({"type": "image", "alt_text": "A chart", "slack_file": {"id": "F1"}}, "an uploaded image"),
    (rich({"type": "text", "text": "Hi ", "style": {"bold": True}}, {"type": "user", "user_id": "U1"}), "rich"),
    ({"type": "markdown", "text": "# Title"}, "markdown"),
    (table(100, 20), "the largest table"),
    (
        actions({"type": "static_select", "option_groups": [{"label": plain(), "options": options(2)}]}),
        "options in groups",
    ),
]


@pytest.mark.parametrize(("block", "reason"), GOOD, ids=[reason for _, reason in GOOD])
def test_good_block_is_taken(block: Block, reason: str) -> None:
    assert validate_message({"text": "said", "blocks": [block]}) == [], reason


TOO_LONG = "must be less than {} characters"
EMPTY = "must be more than 0 characters"

BAD: list[tuple[Block, str, str]] = [
    # (block, where below /blocks/0, what Slack says)
    ({"type": "sectoin", "text": mrkdwn()}, "/type", "unsupported type: sectoin"),
    ({"text": mrkdwn()}, "", "missing required field: type"),
    ({"type": "input", "label": plain(), "element": {"type": "datepicker"}}, "/type", "unsupported type: input"),
    ({"type": "section"}, "", "must define either `text` or `fields`"),
    (section(text=mrkdwn("x" * 3001)), "/text/text", TOO_LONG.format(3001)),
    (section(text=mrkdwn("")), "/text/text", EMPTY),
    (section(text="words"), "/text", "must provide an object"),
    (section(text={"type": "markdown", "text": "x"}), "/text/type", "unsupported type: markdown"),
    (section(fields=[]), "/fields", "no fewer than 1 items required"),
    (section(fields=[mrkdwn()] * 11), "/fields", "no more than 10 items allowed"),
    (section(fields=[mrkdwn("x" * 2001)]), "/fields/0/text", TOO_LONG.format(2001)),
    (section(block_id="x" * 256), "/block_id", TOO_LONG.format(256)),
    (section(colour="red"), "", "invalid additional property: colour"),
    (section(accessory={"type": "plain_text_input"}), "/accessory/type", "unsupported type: plain_text_input"),
    ({"type": "header", "text": mrkdwn()}, "/text/type", "unsupported type: mrkdwn"),
    ({"type": "header", "text": plain("x" * 151)}, "/text/text", TOO_LONG.format(151)),
    ({"type": "header"}, "", "missing required field: text"),
    ({"type": "context", "elements": []}, "/elements", "no fewer than 1 items required"),
    ({"type": "context", "elements": [mrkdwn()] * 11}, "/elements", "no more than 10 items allowed"),
    ({"type": "context", "elements": [button()]}, "/elements/0/type", "unsupported type: button"),
    (actions(), "/elements", "no fewer than 1 items required"),
    (actions(*[button()] * 26), "/elements", "no more than 25 items allowed"),
    (actions(image()), "/elements/0/type", "unsupported type: image"),
    (
        actions({"type": "multi_static_select", "options": options(1)}),
        "/elements/0/type",
        "unsupported type: multi_static_select",
    ),
    (actions(button(action_id="a"), button(action_id="a")), "/elements/1/action_id", "`action_id` a is not unique"),
    (actions(button(action_id="x" * 256)), "/elements/0/action_id", TOO_LONG.format(256)),
    (actions(button(text=mrkdwn())), "/elements/0/text/type", "unsupported type: mrkdwn"),
    (actions(button(text=plain("x" * 76))), "/elements/0/text/text", TOO_LONG.format(76)),
    (actions(button(text=plain(""))), "/elements/0/text/text", EMPTY),
    (actions(button(value="x" * 2001)), "/elements/0/value", TOO_LONG.format(2001)),
    (actions(button(url="example")), "/elements/0/url", "invalid url"),
    (actions(button(url="https://e.org/" + "x" * 3000)), "/elements/0/url", TOO_LONG.format(3001)),
    (actions(button(style="loud")), "/elements/0/style", "must be one of: primary, danger"),
    (actions(button(disabled=True)), "/elements/0", "invalid additional property: disabled"),
    (
        actions(button(confirm={**CONFIRM, "title": plain("x" * 101)})),
        "/elements/0/confirm/title/text",
        TOO_LONG.format(101),
    ),
    (
        actions(button(confirm={**CONFIRM, "text": mrkdwn("x" * 301)})),
        "/elements/0/confirm/text/text",
        TOO_LONG.format(301),
    ),
    (
        actions(button(confirm={**CONFIRM, "deny": plain("x" * 31)})),
        "/elements/0/confirm/deny/text",
        TOO_LONG.format(31),
    ),
    (actions({"type": "static_select"}), "/elements/0", "must define either `options` or `option_groups`"),
    (actions(select(options=[])), "/elements/0/options", "no fewer than 1 items required"),
    (actions(select(options=options(101))), "/elements/0/options", "no more than 100 items allowed"),
    (actions(select(options=[option("v" * 151)])), "/elements/0/options/0/value", TOO_LONG.format(151)),
    (actions(select(options=[option("1", "x" * 76)])), "/elements/0/options/0/text/text", TOO_LONG.format(76)),
    (
        actions(select(options=[option(description=plain("x" * 76))])),
        "/elements/0/options/0/description/text",
        TOO_LONG.format(76),
    ),
    (
        actions(select(options=[{"text": mrkdwn(), "value": "1"}])),
        "/elements/0/options/0/text/type",
        "unsupported type: mrkdwn",
    ),
    (actions(select(placeholder=plain("x" * 151))), "/elements/0/placeholder/text", TOO_LONG.format(151)),
    (
        actions(select(initial_option=option("7"))),
        "/elements/0/initial_option",
        "initial_option must be one of the options",
    ),
    (actions({"type": "overflow", "options": options(6)}), "/elements/0/options", "no more than 5 items allowed"),
    (
        actions({"type": "radio_buttons", "options": options(11)}),
        "/elements/0/options",
        "no more than 10 items allowed",
    ),
    (actions({"type": "checkboxes", "options": options(11)}), "/elements/0/options", "no more than 10 items allowed"),
    (
        actions({"type": "checkboxes", "options": options(2), "initial_options": [option("9")]}),
        "/elements/0/initial_options/0",
        "initial_options must be among the options",
    ),
    (
        actions({"type": "datepicker", "initial_date": "14.5.2026"}),
        "/elements/0/initial_date",
        "must be a date in the format YYYY-MM-DD",
    ),
    (
        actions({"type": "timepicker", "initial_time": "8.30"}),
        "/elements/0/initial_time",
        "must be a time in the format HH:mm",
    ),
    (
        actions({"type": "datetimepicker", "initial_date_time": 5}),
        "/elements/0/initial_date_time",
        "must be greater than 999999999",
    ),
    ({"type": "image", "image_url": "https://e.org/a.png"}, "", "missing required field: alt_text"),
    ({"type": "image", "alt_text": "x"}, "", "must define either `image_url` or `slack_file`"),
    (image(slack_file={"id": "F1"}), "", "must define either `image_url` or `slack_file`"),
    (image(alt_text="x" * 2001), "/alt_text", TOO_LONG.format(2001)),
    (image(title=plain("x" * 2001)), "/title/text", TOO_LONG.format(2001)),
    ({"type": "image", "alt_text": "x", "slack_file": {}}, "/slack_file", "must define either `id` or `url`"),
    ({"type": "markdown", "text": "x" * 12001}, "/text", TOO_LONG.format(12001)),
    (table(101, 1), "/rows", "no more than 100 items allowed"),
    (table(1, 21), "/rows/0", "no more than 20 items allowed"),
    ({"type": "table", "rows": [[{"type": "text", "text": "x"}]]}, "/rows/0/0/type", "unsupported type: text"),
    (rich({"type": "bold", "text": "x"}), "/elements/0/elements/0/type", "unsupported type: bold"),
    ({"type": "rich_text", "elements": [{"type": "text", "text": "x"}]}, "/elements/0/type", "unsupported type: text"),
]


@pytest.mark.parametrize(("block", "where", "says"), BAD, ids=[f"{n}: {b[2]}" for n, b in enumerate(BAD)])
def test_bad_block_is_refused_at_its_place(block: Block, where: str, says: str) -> None:
    problems = validate_message({"text": "said", "blocks": [section(), block]})
    assert Problem(f"/blocks/1{where}", says, "invalid_blocks") in problems
    allowed = {says, "failed to match all allowed schemas"}
    assert {p.message for p in problems} <= allowed, "nothing else is wrong with it"


@pytest.mark.parametrize(
    ("message", "code", "reason"),
    [
        ({}, "no_text", "nothing is said"),
        ({"text": "  "}, "no_text", "blanks are nothing"),
        ({"text": "", "blocks": []}, "no_text", "no blocks are nothing either"),
        ({"text": "x", "blocks": "section"}, "invalid_blocks_format", "blocks are no list"),
        ({"text": "x", "blocks": [section()] * 51}, "invalid_blocks", "one block too many"),
        ({"text": "x", "blocks": [section(block_id="a")] * 2}, "invalid_blocks", "a block_id twice"),
        ({"text": "x", "blocks": [table(1, 1)] * 2}, "only_one_table_allowed", "two tables"),
        (
            {"text": "x", "blocks": [section(text=mrkdwn("x" * 2700))] * 5},
            "msg_blocks_too_long",
            "13,500 characters in all",
        ),
        (
            {"text": "x", "blocks": [{"type": "markdown", "text": "x" * 6001}] * 2},
            "invalid_blocks",
            "12,002 characters of markdown together",
        ),
        ({"text": "x", "metadata": "delivery"}, "invalid_metadata_format", "metadata is no object"),
        ({"text": "x", "metadata": {"event_type": "d"}}, "invalid_metadata_schema", "no payload"),
        ({"text": "x", "metadata": {"event_payload": {}}}, "invalid_metadata_schema", "no event type"),
        (
            {"text": "x", "metadata": {"event_type": "d", "event_payload": {"a": "x" * 9000}}},
            "metadata_too_large",
            "too much metadata",
        ),
    ],
)
def test_message_as_a_whole_is_refused(message: dict[str, Any], code: str, reason: str) -> None:
    assert validate_message(message)[0].code == code, reason


@pytest.mark.parametrize(
    "message",
    [
        {"text": "Just words"},
        {"blocks": [section()]},
        {"text": "x" * 50_000},
        {"text": "x", "blocks": [section(block_id=str(n)) for n in range(50)]},
        {"text": "x", "metadata": {"event_type": "delivery", "event_payload": {"id": "42"}}},
    ],
)
def test_good_message_is_taken(message: dict[str, Any]) -> None:
    assert validate_message(message) == []


def test_refusal_reads_like_slacks() -> None:
    long = section(text=mrkdwn("x" * 3001))
    first, second = (
        "failed to match all allowed schemas [json-pointer:/blocks/0/text]",
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    )
    assert refusal(validate_message({"text": "x", "blocks": [long]})) == {
        "ok": False,
        "error": "invalid_blocks",
        "errors": [first, second],
        "response_metadata": {"messages": [f"[ERROR] {first}", f"[ERROR] {second}"]},
    }
