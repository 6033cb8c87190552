"""What came of something a person did."""

from dataclasses import dataclass, field
from typing import Any

from practice.answer import DISPATCH_FAILED, TIMEOUT


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
