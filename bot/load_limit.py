"""Turning requests away at once when there are too many to answer in time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.counted import count_refused, show_at_once

MOST_AT_ONCE = 64
"""Requests of Slack's that one process works on at a time, before and after their acknowledgement. What waits behind
so many is still answered, and its form opened, within Slack's 3 seconds on a slow machine; Slack sends events again
later, and people can click again."""


class LoadLimit:
    """At most MOST_AT_ONCE. Only requests that are known to be Slack's are let in here: nobody else fills it.

    working: how many handlers are at work, of requests that are acknowledged or not.
    """

    def __init__(self, working: Callable[[], int]) -> None:
        self._working = working
        self._inside = 0
        self._is_shown = False

    @contextmanager
    def place(self) -> Iterator[bool]:
        """Whether there is room for one more, for as long as the block lasts; counted where there is none."""
        if not self._is_shown:
            show_at_once(self._at_once)
            self._is_shown = True
        if self._at_once() >= MOST_AT_ONCE:
            count_refused()
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
