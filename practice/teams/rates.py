"""The connector's rate limits, counted by the tenant's clock."""

import math
from collections import deque
from dataclasses import dataclass

from practice.clock import Clock

#: Calls in so many seconds: sending to and creating in one conversation.
SENDS = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))
#: The same for reading who is in one conversation, and a team's channels.
READS = ((14, 1.0), (16, 2.0), (120, 30.0), (3600, 3600.0))
#: Calls of the app in the tenant, whatever they are about.
TENANT = ((50, 1.0),)

Windows = tuple[tuple[int, float], ...]


class Counter:
    """What was let through, held against windows that slide."""

    def __init__(self, windows: Windows) -> None:
        self.windows = windows
        self.times: deque[float] = deque(maxlen=max(most for most, _ in windows))

    def wait(self, now: float) -> float:
        """Say how many seconds are missing until the next call may go; 0 if it may go now."""
        while self.times and self.times[-1] > now:  # the clock was moved back
            self.times.pop()
        waits = [self.times[-most] + seconds - now for most, seconds in self.windows if len(self.times) >= most]
        return max([0.0, *waits])


@dataclass
class RateLimits:
    """All counters of one app in one tenant. Without `strict` nothing is ever limited."""

    clock: Clock
    strict: bool = True
    refused: int = 0

    def __post_init__(self) -> None:
        self._counters: dict[tuple[str, str], Counter] = {}
        self._tenant = Counter(TENANT)

    def take(self, kind: str, conversation_id: str) -> int | None:
        """Count a call: "send", "create" or "read". Gives None if it may go, else the seconds for Retry-After."""
        if not self.strict:
            return None
        now = self.clock.now()
        windows = READS if kind == "read" else SENDS
        counters = [self._tenant]
        if conversation_id:
            counters.append(self._counters.setdefault((kind, conversation_id), Counter(windows)))
        wait = max(counter.wait(now) for counter in counters)
        if wait > 1e-9:
            self.refused += 1
            return max(1, math.ceil(wait - 1e-9))
        for counter in counters:
            counter.times.append(now)
        return None
