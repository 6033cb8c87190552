"""What came of something a person did: the bot's answer, or what went wrong."""

from dataclasses import dataclass, field
from typing import Any

#: The bot did not answer within three seconds.
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


@dataclass(frozen=True)
class Outcome:
    """What a person's act led to.

    `status` and `body` are the acknowledgement's (None where nothing was sent). `errors` are those
    the bot put beside inputs, by block id; `client_errors` those that Slack's client shows before it
    sends anything. `failure` is Slack's word for what went wrong, `problems` its details, and
    `notice` the sentence the person sees of it.
    """

    status: int | None = None
    body: Any = None
    response_action: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    client_errors: dict[str, str] = field(default_factory=dict)
    failure: str | None = None
    problems: tuple[str, ...] = ()
    notice: str | None = None
    seconds: float = 0.0

    @property
    def sent(self) -> bool:
        """Say whether the bot was asked at all."""
        return self.status is not None or self.failure in (TIMEOUT, DISPATCH_FAILED)

    @property
    def ok(self) -> bool:
        """Say whether all went well: nothing failed and no input was refused."""
        return not (self.failure or self.errors or self.client_errors)
