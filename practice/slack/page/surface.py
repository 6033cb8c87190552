"""Where blocks stand (a message, a modal, a home tab) and what their elements offer there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from practice.page.dates import at_epoch
from practice.slack.element_state import VALUE_KEYS, Values, holds_many

from .mrkdwn import is_safe_url
from .reader import Reader

Element = dict[str, Any]
_FILE_ID = re.compile(r"\b(F[A-Z0-9]+)\b")


def plain_option(value: str, text: str) -> dict[str, Any]:
    """A select option with a plain text."""
    return {"value": value, "text": {"type": "plain_text", "text": text}}


@dataclass(frozen=True)
class Surface:
    """One set of blocks for one reader. `key` makes its element ids unique on the page.

    `people`, `channels` and `conversations` are the options of the selects that list them;
    `values` is what has been chosen so far, shaped like Slack's `state.values`. `heading` is the level
    of a header block, so that the page's headings stay in order.
    """

    key: str
    reader: Reader
    values: Values = field(default_factory=dict)
    people: Sequence[dict[str, Any]] = ()
    channels: Sequence[dict[str, Any]] = ()
    conversations: Sequence[dict[str, Any]] = ()
    heading: int = 3

    @staticmethod
    def is_native(element: Element) -> bool:
        """Whether the element is one control of the browser's, so that a label can point at it."""
        kind = element["type"]
        several = kind.startswith("multi_") or kind in ("external_select", "radio_buttons", "checkboxes")
        return not several

    def current(self, element: Element, block_id: str) -> list[str]:
        """What the element holds now, as the values of the controls on the page."""
        chosen = self._chosen(element, block_id)
        if chosen in (None, ""):
            return []
        several = chosen if isinstance(chosen, list) else [chosen]
        values = [str(one["value"] if isinstance(one, dict) else one) for one in several]
        if element["type"] == "datetimepicker":
            return [f"{at_epoch(int(v), self.reader.now.tzinfo or UTC):%Y-%m-%dT%H:%M}" for v in values]
        return values

    def _chosen(self, element: Element, block_id: str) -> Any:
        if element["type"] not in VALUE_KEYS:
            return None
        key, initial = VALUE_KEYS[element["type"]]
        state = self.values.get(block_id, {}).get(element.get("action_id", ""))
        return state.get(key) if state is not None else element.get(initial)

    def choices(self, element: Element, block_id: str = "") -> list[dict[str, Any]]:
        """The options in groups, each `{"label": text object or None, "options": […]}`."""
        if element.get("option_groups"):
            return list(element["option_groups"])
        return [{"label": None, "options": list(self._options(element, block_id))}]

    def _options(self, element: Element, block_id: str) -> Sequence[dict[str, Any]]:
        kind = element["type"].removeprefix("multi_")
        if kind == "external_select":
            chosen = self._chosen(element, block_id) or []
            return chosen if isinstance(chosen, list) else [chosen]
        if kind == "users_select":
            return self.people
        if kind == "channels_select":
            return self.channels
        if kind == "conversations_select":
            return self.conversations
        return element.get("options") or ()

    def image_source(self, element: Element) -> str | None:
        """The address of a picture: a web address as it is, an uploaded file through this page."""
        if url := element.get("image_url"):
            return str(url) if is_safe_url(url) else None
        file = element.get("slack_file") or {}
        found = _FILE_ID.search(file.get("id") or file.get("url") or "")
        return self.reader.file_link(found[1]) if found else None


def typed_value(element: Element, value: Any, reader: Reader) -> Any:
    """What the page's control sent, in the form that a person of the workspace is given.

    Empty text becomes None, and the local time of a datetimepicker becomes epoch seconds.
    """
    if holds_many(element["type"]):
        return [one for one in value if one] if isinstance(value, list) else []
    if value in (None, ""):
        return None
    if element["type"] == "datetimepicker":
        moment = datetime.fromisoformat(str(value)).replace(tzinfo=reader.now.tzinfo)
        return int(moment.timestamp())
    return value
