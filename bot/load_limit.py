"""Turning requests away at once when there are too many to answer in time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge

MOST_AT_ONCE = 64
"""Requests of Slack's that one process works on at a time, before and after their acknowledgement. What waits behind
so many is still answered, and its form opened, within Slack's 3 seconds on a slow machine; Slack sends events again
later, and people can click again."""

METRICS = CollectorRegistry()
REFUSED = Counter("cop_bot_requests_refused", "Requests turned away because of too many at once", registry=METRICS)
AT_ONCE = Gauge("cop_bot_requests_at_once", "Requests of Slack's being worked on", registry=METRICS)


class LoadLimit:
    """At most MOST_AT_ONCE. Only requests that are known to be Slack's are let in here: nobody else fills it.

    working: how many handlers are at work, of requests that are acknowledged or not.
    """

    def __init__(self, working: Callable[[], int]) -> None:
        self._working = working
        self._inside = 0
        AT_ONCE.set_function(self._at_once)

    @contextmanager
    def place(self) -> Iterator[bool]:
        """Whether there is room for one more, for as long as the block lasts; counted where there is none."""
        if self._at_once() >= MOST_AT_ONCE:
            REFUSED.inc()
            yield False
            return
        self._inside += 1
        try:
            yield True
        finally:
            self._inside -= 1

    def _at_once(self) -> int:
        # A handler is at work within its request, and after it.
        return max(self._inside, self._working())
