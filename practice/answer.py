"""The bot's answer to one request, or why there was none."""

from dataclasses import dataclass
from typing import Any

#: The bot did not answer in time.
TIMEOUT = "operation_timeout"
#: The bot could not be reached, or answered with something other than success.
DISPATCH_FAILED = "dispatch_failed"


@dataclass(frozen=True)
class Answer:
    """The bot's answer to one request. `status` is None where there was none, `failure` then says why."""

    status: int | None
    body: Any = None
    failure: str | None = None
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Say whether the bot acknowledged in time."""
        return self.failure is None
