"""How fast one kind of call may go, so that the chat never has to refuse one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class TokenBucket:
    """A bucket of `burst` calls that refills at `per_minute` calls a minute."""

    per_minute: float
    burst: int

    @property
    def _interval(self) -> timedelta:
        return timedelta(minutes=1) / self.per_minute

    @property
    def _tolerance(self) -> timedelta:
        return self._interval * (self.burst - 1)

    def after_call(self, spent_until: datetime | None, now: datetime, calls: int = 1) -> tuple[datetime, datetime]:
        """(spent_until, open_at) after a call at `now`, or after so many at once.

        spent_until: when the bucket will be full again; None stands for a full one. open_at: when the next call
        may go. The rule is the generic cell rate algorithm of ITU-T I.371, with one moment as its only state.
        """
        spent = max(spent_until or now, now) + self._interval * calls
        return spent, max(now, spent - self._tolerance)

    def emptied(self, until: datetime) -> datetime:
        """spent_until of a bucket that is empty at `until`: from then on calls go one by one."""
        return until + self._tolerance
