"""The practice workspace's clock: it can hold still, run, and be moved."""

import time
from typing import Protocol


class Clock(Protocol):
    """What the workspace asks of a clock. All values are seconds since 1 January 1970, UTC."""

    def now(self) -> float:
        """Say what time it is in the workspace."""
        ...

    def set(self, epoch: float) -> None:
        """Jump to this time."""
        ...

    def advance(self, seconds: float) -> None:
        """Move on by this many seconds."""
        ...


class VirtualClock:
    """A clock that holds still at `start` except when moved, or runs on from there when `running`."""

    def __init__(self, start: float, running: bool = False) -> None:
        """Start at `start` (epoch seconds). A running clock then keeps pace with real time."""
        self.running = running
        self._epoch = float(start)
        self._since = time.monotonic()

    def now(self) -> float:
        """Give the workspace's time as epoch seconds."""
        if not self.running:
            return self._epoch
        return self._epoch + (time.monotonic() - self._since)

    def set(self, epoch: float) -> None:
        """Jump to `epoch`, forwards or backwards."""
        self._epoch = float(epoch)
        self._since = time.monotonic()

    def advance(self, seconds: float) -> None:
        """Move by `seconds`."""
        self.set(self.now() + seconds)
