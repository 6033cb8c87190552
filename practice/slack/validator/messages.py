"""Messages as a whole: text, blocks and metadata."""

import json
from typing import Any

from practice.checks import Problem, Report
from practice.slack.validator.blocks import check_blocks

#: Slack cuts a message's text here.
MAX_TEXT = 40_000
#: Bytes of JSON that a message's metadata may have.
MAX_METADATA = 8_000


def validate_message(message: dict[str, Any]) -> list[Problem]:
    """Say what Slack would refuse in a message (`text`, `blocks`, `metadata`); empty if it would post it.

    Paths are JSON pointers into the message, such as /blocks/0/text/text.
    """
    report = Report("invalid_blocks")
    blocks = message.get("blocks")
    if blocks is not None and not isinstance(blocks, list):
        return [Problem("/blocks", "must provide an array", "invalid_blocks_format")]
    text = message.get("text")
    if text is not None and not isinstance(text, str):
        report.add("/text", "must provide a string", "invalid_arguments")
    said = isinstance(text, str) and text.strip()
    if not (said or blocks or message.get("attachments")):
        report.add("", "neither text nor blocks were given", "no_text")
    if blocks:
        check_blocks(blocks, "/blocks", "message", report)
    if message.get("metadata") is not None:
        check_metadata(message["metadata"], report)
    return report.problems


def check_metadata(metadata: Any, report: Report) -> None:
    """Check a message's metadata: an event_type and a flat enough event_payload."""
    if not isinstance(metadata, dict):
        report.add("/metadata", "must provide an object", "invalid_metadata_format")
        return
    kind, payload = metadata.get("event_type"), metadata.get("event_payload")
    if not isinstance(kind, str) or not 0 < len(kind) <= 255:
        report.add("/metadata/event_type", "must provide a string", "invalid_metadata_schema")
    if not isinstance(payload, dict):
        report.add("/metadata/event_payload", "must provide an object", "invalid_metadata_schema")
    for name in metadata:
        if name not in ("event_type", "event_payload", "entities"):
            report.add("/metadata", f"invalid additional property: {name}", "invalid_metadata_schema")
    if len(json.dumps(metadata).encode()) > MAX_METADATA:
        report.add("/metadata", f"must be less than {MAX_METADATA + 1} bytes", "metadata_too_large")
