"""Expected errors. Each carries the sentence that its reader sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import ParamSpec, Protocol, TypeAlias, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


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
    """What was typed or chosen does not fit. `field` names the form field (its block id), where there is one.

    `more`: what else does not fit in the same form, each at its own field.
    """

    def __init__(self, sentence: Sentence, field: str | None = None, more: Sequence[Invalid] = ()) -> None:
        super().__init__(sentence)
        self.field = field
        self.more = tuple(more)


class Faults:
    """What does not fit in a form, gathered so that all of it is said at once, each at its field."""

    def __init__(self) -> None:
        self._found: list[Invalid] = []

    @contextmanager
    def noted(self, rename: Callable[[str | None], str | None] = lambda field: field) -> Iterator[None]:
        """Go on after an Invalid, and keep it. rename: the field's name in this form, from its own."""
        try:
            yield
        except Invalid as error:
            self._found += [Invalid(one.sentence, rename(one.field)) for one in (error, *error.more)]

    def of(self, check: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """What a check gives, or None where it did not fit, which is kept."""
        with self.noted():
            return check(*args, **kwargs)
        return None

    def note(self, sentence: Sentence, field: str) -> None:
        self._found.append(Invalid(sentence, field))

    def check(self) -> None:
        """Raises Invalid with all that was found, or goes on where nothing was."""
        if self._found:
            first, *more = self._found
            raise Invalid(first.sentence, first.field, more)


class Gone(UserError):
    """The thing is no longer there or no longer open, as on an old form or button."""


class UnusableFile(Exception):
    """A file of an operator's that cannot be used. Its text names the file, the place in it, and what to do."""


class AlreadyHandled(Exception):
    """The same request came twice; the first one did the work, so this one does nothing."""
