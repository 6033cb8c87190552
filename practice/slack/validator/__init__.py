"""Holds messages and views against Slack's rules, as strictly as Slack does.

`validate_message` and `validate_view` are pure: a dict in, a list of `Problem` out.
"""

from typing import Any

from practice.checks import Problem
from practice.slack.validator.messages import validate_message
from practice.slack.validator.views import validate_view

__all__ = ["refusal", "validate_message", "validate_view"]


def refusal(problems: list[Problem]) -> dict[str, Any]:
    """Give the answer Slack makes of problems: the first one's code, and all messages with their paths."""
    code = problems[0].code
    messages = [str(problem) for problem in problems if problem.code == code]
    answer: dict[str, Any] = {"ok": False, "error": code}
    if code == "no_text":
        return answer
    if code == "invalid_blocks":
        answer["errors"] = messages
    return answer | {"response_metadata": {"messages": [f"[ERROR] {message}" for message in messages]}}
