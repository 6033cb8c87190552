"""Holds the `slack_file` of image blocks against the files that exist and are processed."""

from typing import Any

from practice.checks import Problem
from practice.slack.api.call import Call
from practice.slack.files import File
from practice.slack.validator.blocks import slack_files


def missing_files(
    call: Call, blocks: list[dict[str, Any]], *, below: str = "", code: str = "invalid_blocks"
) -> list[Problem]:
    """Say which pictures cannot be shown (yet); `below` stands before each path, as /view does."""
    problems = []
    for path, reference in slack_files(blocks):
        file = _find(call, reference)
        if file is None or not file.completed or not file.is_image or file.ready_at > call.world.clock.now():
            problems.append(Problem(f"{below}{path}", "invalid slack file", code))
    return problems


def _find(call: Call, reference: dict[str, Any]) -> File | None:
    if reference.get("id"):
        return call.world.files.get(reference["id"])
    address = reference.get("url", "")
    return next((f for f in call.world.files.values() if f"-{f.id}/" in address), None)
