"""What came of something a person did."""

from dataclasses import dataclass, field
from typing import Any

from practice.answer import DISPATCH_FAILED, TIMEOUT, Answer

UNREACHABLE = "Unable to reach app. Please try again."
WENT_WRONG = "Something went wrong. Please try again."


@dataclass(frozen=True)
class Outcome:
    """What a person's act led to.

    `status` and `body` are the bot's answer (None where nothing was sent). `client_errors` are those that Teams' client
    shows beside inputs before it sends anything, by input id. `failure` says what went wrong, `problems` its details,
    and `notice` the sentence the person sees: of the failure, or the one that the bot answered with. `url` is the page
    that a link opened.
    """

    status: int | None = None
    body: Any = None
    client_errors: dict[str, str] = field(default_factory=dict)
    failure: str | None = None
    problems: tuple[str, ...] = ()
    notice: str | None = None
    url: str | None = None
    seconds: float = 0.0

    @property
    def sent(self) -> bool:
        """Say whether the bot was asked at all."""
        return self.status is not None or self.failure in (TIMEOUT, DISPATCH_FAILED)

    @property
    def ok(self) -> bool:
        """Say whether all went well: nothing failed and no input was refused."""
        return not (self.failure or self.client_errors)


def said(answer: Answer, notice: str | None = None) -> Outcome:
    """What a person sees of an answer that asks nothing of the client."""
    if answer.failure is not None:
        notice = UNREACHABLE if answer.failure == TIMEOUT else WENT_WRONG
    return Outcome(answer.status, answer.body, failure=answer.failure, notice=notice, seconds=answer.seconds)


def refused(answer: Answer, *problems: str) -> Outcome:
    """An answer that the client cannot show."""
    return Outcome(
        answer.status,
        answer.body,
        failure="invalid_answer",
        problems=problems,
        notice=WENT_WRONG,
        seconds=answer.seconds,
    )
