"""One thing that Slack would refuse, with the place it is in."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """A refusal: `path` is a JSON pointer such as /blocks/0/text, `code` the error Slack answers with."""

    path: str
    message: str
    code: str = "invalid_blocks"

    def __str__(self) -> str:
        """Give the problem in Slack's own notation."""
        return f"{self.message} [json-pointer:{self.path}]" if self.path else self.message
