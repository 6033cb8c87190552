"""A clock that several processes share, that runs faster than real time, and that one of them can move."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from multiprocessing.sharedctypes import RawArray
from typing import Any


class SharedClock:
    """Runs `speed` times as fast as real time from `start` (epoch seconds, UTC) on.

    Also the practice workspace's clock. Its one number is written at once, so a process that is killed leaves no
    lock behind. Needs a monotonic clock that all processes of the machine share, as Linux and macOS have.
    """

    def __init__(self, start: float, speed: float) -> None:
        self.speed = speed
        self._offset: Any = RawArray("d", 1)
        self.set(start)

    def now(self) -> float:
        return float(self._offset[0]) + time.monotonic() * self.speed

    def set(self, epoch: float) -> None:
        self._offset[0] = epoch - time.monotonic() * self.speed

    def advance(self, seconds: float) -> None:
        self._offset[0] += seconds

    def moment(self) -> datetime:
        """This moment as the bot reads it."""
        return datetime.fromtimestamp(self.now(), UTC)
