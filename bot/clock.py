"""The only readers of the time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol

from domain.moments import utc


class Clock(Protocol):
    def __call__(self) -> datetime:
        """This moment, aware, in UTC."""


def system_clock() -> datetime:
    return datetime.now(UTC)


def in_utc(clock: Clock) -> Clock:
    """The same clock, which speaks UTC whatever zone it was set up with."""
    return lambda: utc(clock())


class MovableClock:
    """A clock that can be set, for the demo and for `tick --at`; it runs on from there, unless it is held."""

    def __init__(self, start: datetime, *, running: bool = True) -> None:
        self._running = running
        self.set(start)

    def __call__(self) -> datetime:
        return self._at + (system_clock() - self._set_at if self._running else timedelta())

    def set(self, moment: datetime) -> None:
        """Show `moment` (aware) from now on."""
        self._at = utc(moment)
        self._set_at = system_clock()
