"""Slack's rate limits, counted by the workspace's clock."""

import math
from dataclasses import dataclass

from practice.clock import Clock

#: Calls a minute for each of Slack's tiers.
TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
#: Posts that may go to one channel in a burst; after that, one a second.
CHANNEL_BURST = 4
#: Times a minute that one person's home tab may be published.
HOME_PER_MINUTE = 10
#: Posts a minute in the whole workspace.
WORKSPACE_POSTS = 300


@dataclass(slots=True)
class Bucket:
    """A bucket of `size` calls that refills at `per_second`."""

    size: float
    per_second: float
    level: float
    filled_at: float

    def refill(self, now: float) -> None:
        """Add what has dripped in since last time; a clock moved back adds nothing."""
        self.level = min(self.size, self.level + max(0.0, now - self.filled_at) * self.per_second)
        self.filled_at = now

    def wait(self) -> float:
        """Say how many seconds are missing until the next call may go; 0 if it may go now."""
        return max(0.0, (1 - self.level) / self.per_second)


class RateLimits:
    """All buckets of one app in one workspace."""

    def __init__(self, clock: Clock, *, strict: bool = True) -> None:
        """Count by `clock`; without `strict` nothing is ever limited."""
        self._clock = clock
        self.strict = strict
        self._buckets: dict[tuple[str, ...], Bucket] = {}

    def _bucket(self, key: tuple[str, ...], size: float, per_second: float) -> Bucket:
        now = self._clock.now()
        bucket = self._buckets.setdefault(key, Bucket(size, per_second, size, now))
        bucket.refill(now)
        return bucket

    def take(self, method: str, per_minute: int, channel: str | None = None, person: str | None = None) -> int | None:
        """Count one call. Gives None if it may go, else the whole seconds for Retry-After.

        A post (with its `channel`) counts for the channel and the workspace, a home tab (with its
        `person`) for the person too; all else by the method.
        """
        if not self.strict:
            return None
        if channel is not None:
            buckets = [
                self._bucket(("channel", channel), CHANNEL_BURST, 1.0),
                self._bucket(("workspace",), WORKSPACE_POSTS, WORKSPACE_POSTS / 60),
            ]
        else:
            buckets = [self._bucket(("method", method), per_minute, per_minute / 60)]
            if person is not None:
                buckets.append(self._bucket(("home", person), HOME_PER_MINUTE, HOME_PER_MINUTE / 60))
        wait = max(bucket.wait() for bucket in buckets)
        if wait > 1e-9:
            return max(1, math.ceil(wait - 1e-9))
        for bucket in buckets:
            bucket.level -= 1
        return None
