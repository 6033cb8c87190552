"""Turning requests away at once when there are too many to answer in time."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

MOST_AT_ONCE = 64
"""Requests of Slack's that one process works on at a time, before and after their acknowledgement. What waits behind
so many is still answered, and its form opened, within Slack's 3 seconds on a slow machine; Slack sends events again
later, and people can click again."""
LIMITED = "/slack/"
"""What the limit is for; monitors are always answered."""

METRICS = CollectorRegistry()
REFUSED = Counter("cop_bot_requests_refused", "Requests turned away because of too many at once", registry=METRICS)
AT_ONCE = Gauge("cop_bot_requests_at_once", "Requests of Slack's being worked on", registry=METRICS)


class Crowd:
    """ASGI middleware: at most `most` requests under LIMITED at once, a 503 for each one more.

    working: how many handlers are at work, of requests that are acknowledged or not.
    """

    def __init__(self, app: ASGIApp, working: Callable[[], int], most: int = MOST_AT_ONCE) -> None:
        self._app = app
        self._working = working
        self._most = most
        self._inside = 0
        AT_ONCE.set_function(self._at_once)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(LIMITED):
            await self._app(scope, receive, send)
            return
        if self._at_once() >= self._most:
            REFUSED.inc()
            busy = PlainTextResponse("Too much at once. Please try again.\n", 503, {"Retry-After": "1"})
            await busy(scope, receive, send)
            return
        self._inside += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._inside -= 1

    def _at_once(self) -> int:
        # A handler is at work within its request, and after it.
        return max(self._inside, self._working())
