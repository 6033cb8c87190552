"""The only readers of the time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def __call__(self) -> datetime:
        """This moment, aware, in UTC."""


def system_clock() -> datetime:
    return datetime.now(UTC)


class MovableClock:
    """A clock that can be set, for the demo and for `tick --at`; it runs on from there, unless it is held."""

    def __init__(self, start: datetime, *, running: bool = True) -> None:
        self._running = running
        self.set(start)

    def __call__(self) -> datetime:
        return self._at + (system_clock() - self._set_at if self._running else timedelta())

    def set(self, moment: datetime) -> None:
        """Show `moment` (aware) from now on."""
        if moment.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        self._at = moment.astimezone(UTC)
        self._set_at = system_clock()
