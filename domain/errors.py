"""Expected errors. Each carries the sentence that its reader sees."""

from __future__ import annotations

from typing import Protocol, TypeAlias


class Spoken(Protocol):
    """A sentence with marks of its own, which it can leave out."""

    @property
    def plain(self) -> str: ...


Sentence: TypeAlias = "str | Spoken"


class UserError(Exception):
    """Something a person can put right; `sentence` says what happened and what to do."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence if isinstance(sentence, str) else sentence.plain)
        self.sentence = sentence


class Refused(UserError):
    """The person may not do this; the sentence says who could."""


class NotOnRoster(Refused):
    """The person has no part in a network yet: they are shown how to get one."""

    def __init__(self) -> None:
        super().__init__("You are not in this network yet. Type /cop-help to see how to join it.")


class Invalid(UserError):
    """What was typed or chosen does not fit. `field` names the form field (its block id), where there is one."""

    def __init__(self, sentence: Sentence, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


class Gone(UserError):
    """The thing is no longer there or no longer open, as on an old form or button."""


class AlreadyHandled(Exception):
    """The same request came twice; the first one did the work, so this one does nothing."""
