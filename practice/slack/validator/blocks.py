"""Blocks, each with the surfaces that may hold it."""

from typing import Any, Literal

from practice.checks import (
    Check,
    Report,
    Shape,
    any_value,
    boolean,
    by_type,
    integer,
    items,
    one_of,
    string,
    union,
)
from practice.slack.validator.elements import (
    ACCESSORIES,
    ACTION_ELEMENTS,
    ALT_TEXT,
    IMAGE_SOURCES,
    INPUT_ELEMENTS,
    SHAPES,
)
from practice.slack.validator.rich_text import RICH_TEXT
from practice.slack.validator.texts import either, plain, text_shapes

Surface = Literal["message", "modal", "home"]

MAX_BLOCKS: dict[Surface, int] = {"message": 50, "modal": 100, "home": 100}
MAX_MARKDOWN = 12_000
MAX_TEXT = 13_200

_ID: dict[str, Check] = {"type": any_value}
_BLOCK: dict[str, Check] = {"block_id": string(255)}


def _section_says_something(block: Any, path: str, report: Report) -> None:
    if block.get("text") is None and block.get("fields") is None:
        report.add(path, "must define either `text` or `fields`")


def _unique_actions(block: Any, path: str, report: Report) -> None:
    seen: set[str] = set()
    for index, element in enumerate(block["elements"]):
        action_id = element.get("action_id")
        if action_id is not None and action_id in seen:
            report.add(f"{path}/elements/{index}/action_id", f"`action_id` {action_id} is not unique")
        seen.add(action_id)


def _one_image_source(block: Any, path: str, report: Report) -> None:
    if (block.get("image_url") is None) == (block.get("slack_file") is None):
        report.add(path, "must define either `image_url` or `slack_file`")


def _even_rows(block: Any, path: str, report: Report) -> None:
    if len({len(row) for row in block["rows"]}) > 1:
        report.add(f"{path}/rows", "every row must have the same number of cells")


_CELL = by_type({"raw_text": Shape({"type": any_value, "text": string(3000)}), "rich_text": RICH_TEXT})
_COLUMN = Shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})


def _column(value: Any, path: str, report: Report) -> None:
    if value is not None:  # null leaves a column as it is
        _COLUMN(value, path, report)


BLOCKS: dict[str, Check] = {
    "section": Shape(
        _ID,
        {
            **_BLOCK,
            "text": union(either(3000)),
            "fields": items(union(either(2000)), 10),
            "accessory": union(by_type(SHAPES, ACCESSORIES)),
            "expand": boolean,
        },
        _section_says_something,
    ),
    "header": Shape({**_ID, "text": plain(150)}, _BLOCK),
    "divider": Shape(_ID, _BLOCK),
    "context": Shape(
        {**_ID, "elements": items(union(by_type({**text_shapes(2000), "image": SHAPES["image"]})), 10)},
        _BLOCK,
    ),
    "actions": Shape({**_ID, "elements": items(union(by_type(SHAPES, ACTION_ELEMENTS)), 25)}, _BLOCK, _unique_actions),
    "image": Shape({**_ID, "alt_text": ALT_TEXT}, {**_BLOCK, **IMAGE_SOURCES, "title": plain(2000)}, _one_image_source),
    "input": Shape(
        {**_ID, "label": plain(2000), "element": union(by_type(SHAPES, INPUT_ELEMENTS))},
        {**_BLOCK, "hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "rich_text": RICH_TEXT,
    "markdown": Shape({**_ID, "text": string(MAX_MARKDOWN)}, _BLOCK),
    "table": Shape(
        {**_ID, "rows": items(items(_CELL, 20), 100)},
        {**_BLOCK, "column_settings": items(_column, 20, 0)},
        _even_rows,
    ),
    "context_actions": Shape(
        {**_ID, "elements": items(by_type({"icon_button": any_value, "feedback_buttons": any_value}), 5)},
        _BLOCK,
    ),
    "video": Shape(
        {
            **_ID,
            "alt_text": ALT_TEXT,
            "title": plain(200),
            "thumbnail_url": string(3000),
            "video_url": string(3000),
        },
        {
            **_BLOCK,
            "author_name": string(50),
            "description": plain(200),
            "provider_name": string(100),
            "provider_icon_url": string(3000),
            "title_url": string(3000),
            "width": integer(1, 10000),
        },
    ),
}

_ANYWHERE = ("section", "header", "divider", "context", "actions", "image", "rich_text", "video")
ALLOWED: dict[Surface, tuple[str, ...]] = {
    "message": (*_ANYWHERE, "markdown", "table", "context_actions"),
    "modal": (*_ANYWHERE, "input"),
    "home": (*_ANYWHERE, "input"),
}


def check_blocks(blocks: Any, path: str, surface: Surface, report: Report) -> None:
    """Check a list of blocks for this surface, one by one and together."""
    before = len(report.problems)
    items(by_type(BLOCKS, ALLOWED[surface]), MAX_BLOCKS[surface], 0)(blocks, path, report)
    if len(report.problems) > before:
        return
    _unique_ids(blocks, path, report)
    _one_focus(blocks, path, report)
    if surface == "home":
        _no_files(blocks, path, report)
    if sum(block["type"] == "table" for block in blocks) > 1:
        report.add(path, "only one table is allowed in a message", "only_one_table_allowed")
    markdown = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    if markdown > MAX_MARKDOWN:
        report.add(path, f"markdown must be less than {MAX_MARKDOWN + 1} characters together")
    if surface == "message" and text_length(blocks) > MAX_TEXT:
        report.add(path, "the blocks hold too much text", "msg_blocks_too_long")


def _unique_ids(blocks: list[Any], path: str, report: Report) -> None:
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        block_id = block.get("block_id")
        if block_id is not None and block_id in seen:
            report.add(f"{path}/{index}/block_id", f"`block_id` {block_id} is not unique")
        seen.add(block_id)


def _one_focus(blocks: list[Any], path: str, report: Report) -> None:
    focused = 0
    for block in blocks:
        for element in [block.get("element"), block.get("accessory"), *(block.get("elements") or [])]:
            focused += isinstance(element, dict) and element.get("focus_on_load") is True
    if focused > 1:
        report.add(path, "only one element may set `focus_on_load`")


def _no_files(blocks: list[Any], path: str, report: Report) -> None:
    for index, block in enumerate(blocks):
        if block["type"] == "input" and block["element"]["type"] == "file_input":
            report.add(f"{path}/{index}/element/type", "unsupported type: file_input")


def text_length(value: Any) -> int:
    """Add up all text that a person would read in these blocks, in characters."""
    if isinstance(value, list):
        return sum(text_length(inner) for inner in value)
    if not isinstance(value, dict):
        return 0
    own = len(value["text"]) if isinstance(value.get("text"), str) else 0
    return own + sum(text_length(inner) for inner in value.values())


def slack_files(blocks: list[Any]) -> list[tuple[str, dict[str, Any]]]:
    """Give every (path, slack_file object) in these blocks, to hold against the files that exist."""
    found = []
    for index, block in enumerate(blocks):
        places = [(f"/blocks/{index}", block), (f"/blocks/{index}/accessory", block.get("accessory"))]
        elements = block.get("elements") or []
        places += [(f"/blocks/{index}/elements/{i}", element) for i, element in enumerate(elements)]
        for path, place in places:
            if isinstance(place, dict) and place.get("type") == "image" and place.get("slack_file"):
                found.append((f"{path}/slack_file", place["slack_file"]))
    return found
