"""Counting what happens in this process. Prometheus's client, which keeps the counts, is read with the first one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

KINDS = {"command", "block_actions", "view_submission", "view_closed", "shortcut", "message_action", "event_callback"}
KINDS |= {"message", "adaptiveCard/action", "task/fetch", "task/submit", "conversationUpdate", "installationUpdate"}
KINDS |= {"composeExtension/fetchTask", "composeExtension/submitAction"}


@contextmanager
def acknowledging(body: Mapping[str, Any], *, uncounted: bool) -> Iterator[None]:
    """Measure how long the block takes to answer a request with this payload.

    uncounted: leave it out, since a count would tell how many have answered a question that is still open.
    """
    if uncounted:
        yield
        return
    from bot.metrics import ACK

    kind = "command" if "command" in body else body.get("type")
    label = kind if isinstance(kind, str) and kind in KINDS else "other"
    with ACK.labels(label).time():
        yield


def count_refused() -> None:
    """A request was turned away."""
    from bot.metrics import REFUSED

    REFUSED.inc()


def show_at_once(number: Callable[[], int]) -> None:
    """Let the figures say how many requests are being worked on."""
    from bot.metrics import AT_ONCE

    AT_ONCE.set_function(number)


def count_rate_limited_by_slack(method: str) -> None:
    """Slack has answered a call with 429."""
    from bot.metrics import RATE_LIMITED

    RATE_LIMITED.labels(method).inc()


def count_rate_limited_by_teams(method: str) -> None:
    """Teams has answered a call with 429."""
    from bot.metrics import TEAMS_RATE_LIMITED

    TEAMS_RATE_LIMITED.labels(method).inc()
