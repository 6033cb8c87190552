"""Every block and element that a bot may use has its place on the page."""

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from practice.slack.page.reader import Reader
from practice.slack.page.rendering import block, blocks, options
from practice.slack.page.surface import Surface, plain_option, typed_value

MELBOURNE = ZoneInfo("Australia/Melbourne")
NOW = datetime(2026, 5, 14, 9, 0, tzinfo=MELBOURNE)
READER = Reader("U1", NOW, {"U1": "Anna"}, {"C1": "merri"}, lambda c: f"/c/{c}", {"F1": "/as/U1/files/F1"}.get)
SURFACE = Surface("s", READER, people=[plain_option("U1", "Anna")], channels=[plain_option("C1", "#merri")])
EVIL = '"><script>alert(1)</script>'


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def option(text: str, **more: Any) -> dict[str, Any]:
    return {"text": plain(text), "value": text.lower(), **more}


def render(**given: Any) -> str:
    return re.sub(r"\s+", " ", str(block({"block_id": "b1", **given}, SURFACE)))


def render_element(**element: Any) -> str:
    return render(type="actions", elements=[{"action_id": "a1", **element}])


def render_input(*, optional: bool = False, **element: Any) -> str:
    return render(type="input", label=plain("Label"), optional=optional, element={"action_id": "a1", **element})


def test_a_button_carries_its_ids_value_style_and_question() -> None:
    confirm = {"title": plain("Sure?"), "text": plain("Really."), "confirm": plain("Yes"), "deny": plain("No")}
    html = render_element(type="button", text=plain("Go"), value="v1", style="danger", confirm=confirm)
    for part in ('data-action-id="a1"', 'data-block-id="b1"', 'data-value="v1"', "btn-danger", "Sure?", ">Go</button>"):
        assert part in html


def test_a_button_with_a_web_address_is_a_link_and_one_with_a_script_is_not() -> None:
    assert 'href="https://a.example/"' in render_element(type="button", text=plain("Go"), url="https://a.example/")
    assert "href" not in render_element(type="button", text=plain("Go"), url="javascript:alert(1)")


def test_a_table_has_a_header_row_alignment_and_rich_cells() -> None:
    cell = {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": "bold", "style": {"bold": True}}]}
        ],
    }
    html = render(
        type="table",
        column_settings=[{"is_wrapped": True}, {"align": "right"}],
        rows=[
            [{"type": "raw_text", "text": "Item"}, {"type": "raw_text", "text": "Level"}],
            [cell, {"type": "raw_text", "text": EVIL}],
        ],
    )
    assert '<th class="align-left wrapped" scope="col">Item</th>' in html
    assert '<td class="align-right">&#34;&gt;&lt;script&gt;' in html
    assert "<strong>bold</strong>" in html


@pytest.mark.parametrize(
    ("given", "parts"),
    [
        ({"type": "header", "text": plain("Hello :tada:")}, ["<h3", 'Hello <span class="emoji"', "emoji.svg#1f389"]),
        ({"type": "divider"}, ["<hr>"]),
        ({"type": "section", "fields": [plain("One"), {"type": "mrkdwn", "text": "*Two*"}]}, ["One", "<strong>Two"]),
        (
            {
                "type": "context",
                "elements": [
                    plain("small"),
                    {"type": "image", "image_url": "https://a.example/i.png", "alt_text": "icon"},
                ],
            },
            ["small", 'src="https://a.example/i.png"', 'alt="icon"'],
        ),
        ({"type": "image", "slack_file": {"id": "F1"}, "alt_text": "chart"}, ['src="/as/U1/files/F1"', 'alt="chart"']),
        ({"type": "image", "slack_file": {"id": "F9"}, "alt_text": "chart"}, ["Picture not available: chart"]),
        ({"type": "markdown", "text": "**x**"}, ["<strong>x</strong>"]),
        (
            {
                "type": "rich_text",
                "elements": [
                    {
                        "type": "rich_text_list",
                        "style": "ordered",
                        "elements": [
                            {
                                "type": "rich_text_section",
                                "elements": [
                                    {"type": "user", "user_id": "U1"},
                                    {"type": "link", "url": "https://a.example", "text": "page"},
                                ],
                            }
                        ],
                    }
                ],
            },
            ["<ol", "@Anna", ">page</a>"],
        ),
        (
            {
                "type": "rich_text",
                "elements": [{"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x < 1"}]}],
            },
            ["<pre>x &lt; 1</pre>"],
        ),
        ({"type": "hologram"}, ["cannot show a “hologram” block"]),
    ],
)
def test_each_block_shows_what_it_holds(given: dict[str, Any], parts: list[str]) -> None:
    html = render(**given)
    for part in parts:
        assert part in html


@pytest.mark.parametrize(
    ("element", "parts"),
    [
        (
            {"type": "plain_text_input", "initial_value": "x", "max_length": 9},
            ['type="text"', 'value="x"', 'maxlength="9"'],
        ),
        ({"type": "plain_text_input", "multiline": True, "min_length": 3}, ["<textarea", 'data-minlength="3"']),
        (
            {"type": "number_input", "is_decimal_allowed": False, "min_value": "1"},
            ['type="number"', 'step="1"', 'min="1"'],
        ),
        ({"type": "email_text_input"}, ['type="email"']),
        ({"type": "url_text_input"}, ['type="url"']),
        ({"type": "datepicker", "initial_date": "2026-05-14"}, ['type="date"', 'value="2026-05-14"']),
        ({"type": "timepicker", "initial_time": "14:30"}, ['type="time"', 'value="14:30"']),
        (
            {"type": "datetimepicker", "initial_date_time": int(NOW.timestamp())},
            ['type="datetime-local"', 'value="2026-05-14T09:00"'],
        ),
        (
            {"type": "static_select", "options": [option("One"), option("Two")], "initial_option": option("Two")},
            ["<select", '<option value="two" selected>Two'],
        ),
        (
            {"type": "static_select", "option_groups": [{"label": plain("Group"), "options": [option("One")]}]},
            ['<optgroup label="Group">', 'value="one"'],
        ),
        ({"type": "users_select", "initial_user": "U1"}, ['<option value="U1" selected>Anna']),
        ({"type": "channels_select"}, ['<option value="C1">#merri']),
        (
            {"type": "multi_static_select", "options": [option("One")], "max_selected_items": 2},
            ['type="checkbox"', 'data-max="2"'],
        ),
        ({"type": "multi_users_select", "initial_users": ["U1"]}, ['value="U1" checked']),
        ({"type": "external_select", "min_query_length": 2}, ["data-external", 'data-min="2"']),
        ({"type": "radio_buttons", "options": [option("One", description=plain("more"))]}, ['type="radio"', "more"]),
        (
            {"type": "checkboxes", "options": [option("One")], "initial_options": [option("One")]},
            ['type="checkbox"', 'value="one" checked'],
        ),
    ],
)
def test_each_input_has_its_control_and_label(element: dict[str, Any], parts: list[str]) -> None:
    html = render_input(**element)
    label = re.search(r'class="field-label" id="(\w+)"', html)
    assert label
    assert f'aria-labelledby="{label[1]}"' in html
    for part in [f'data-kind="{element["type"]}"', "(required)", *parts]:
        assert part in html


def test_an_optional_input_says_so_and_is_not_required() -> None:
    html = render_input(type="plain_text_input", optional=True)
    assert "(optional)" in html
    assert "data-required" not in html


def test_an_overflow_menu_lists_its_options() -> None:
    html = render_element(type="overflow", options=[option("Move"), option("Cancel")])
    assert 'data-option="move"' in html
    assert 'data-option="cancel"' in html


@pytest.mark.parametrize(
    "given",
    [
        {"type": "section", "text": plain(EVIL)},
        {"type": "section", "text": {"type": "mrkdwn", "text": EVIL}},
        {"type": "header", "text": plain(EVIL)},
        {"type": "image", "image_url": "https://a.example/" + EVIL, "alt_text": EVIL, "title": plain(EVIL)},
        {"type": "actions", "elements": [{"type": "button", "text": plain(EVIL), "value": EVIL, "action_id": EVIL}]},
        {
            "type": "actions",
            "elements": [
                {
                    "type": "static_select",
                    "action_id": "a",
                    "placeholder": plain(EVIL),
                    "options": [{"text": plain(EVIL), "value": EVIL}],
                }
            ],
        },
        {
            "type": "input",
            "label": plain(EVIL),
            "hint": plain(EVIL),
            "element": {"type": "plain_text_input", "action_id": "a", "initial_value": EVIL},
        },
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": EVIL, "style": {"code": True}},
                        {"type": "link", "url": "javascript:x", "text": EVIL},
                    ],
                }
            ],
        },
        {"type": "markdown", "text": EVIL},
        {"type": EVIL},
    ],
)
def test_no_part_of_a_block_becomes_markup(given: dict[str, Any]) -> None:
    html = render(**given)
    assert "<script" not in html
    assert "javascript:" not in html


def test_what_was_chosen_before_wins_over_the_initial_value() -> None:
    state = {"b1": {"a1": {"type": "plain_text_input", "value": "typed"}}}
    given = {
        "type": "input",
        "block_id": "b1",
        "label": plain("L"),
        "element": {"type": "plain_text_input", "action_id": "a1", "initial_value": "initial"},
    }
    assert 'value="typed"' in block(given, Surface("s", READER, state))


def test_a_block_keeps_its_revision_until_it_changes() -> None:
    given = {"type": "section", "block_id": "b1", "text": plain("One")}
    (before,), (same,) = blocks([given], SURFACE), blocks([dict(given)], SURFACE)
    (after,) = blocks([given | {"text": plain("Two")}], SURFACE)
    assert before.rev == same.rev != after.rev


def test_the_bots_own_options_travel_whole() -> None:
    html = options([option("Coburg PS")], SURFACE, "name", many=True)
    assert 'type="checkbox"' in html
    assert "data-option=" in html


@pytest.mark.parametrize(
    ("element", "sent", "value"),
    [
        ("plain_text_input", "", None),
        ("plain_text_input", "x", "x"),
        ("checkboxes", ["a", ""], ["a"]),
        ("multi_users_select", "", []),
        ("datetimepicker", "2026-05-14T09:00", int(NOW.timestamp())),
    ],
)
def test_what_a_control_sends_becomes_what_slack_would_send(element: str, sent: object, value: object) -> None:
    assert typed_value({"type": element}, sent, READER) == value
