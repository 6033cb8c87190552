"""Expected errors. Each carries the key of the sentence that its reader sees, and the values that go into it.

The sentences stand in prompts/content/*.yaml; `prompts.notices.spoken` words them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class UserError(Exception):
    """Something a person can put right; the sentence with that key says what happened and what to do."""

    def __init__(self, key: str, /, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


class Refused(UserError):
    """The person may not do this; the sentence says who could."""


class NotOnRoster(Refused):
    """The person has no part in a network yet: they are shown how to get one."""

    def __init__(self) -> None:
        super().__init__("networks.not_on_roster")


class Invalid(UserError):
    """What was typed or chosen does not fit. `field` names the form field (its block id), where there is one.

    `more`: what else does not fit in the same form, each at its own field.
    """

    def __init__(self, key: str, field: str | None = None, /, **values: object) -> None:
        super().__init__(key, **values)
        self.field = field
        self.more: tuple[Invalid, ...] = ()


class OldButton(Invalid):
    """A button or form from an older message carries what no longer fits. command: what to type instead."""

    def __init__(self, command: str = "/cop-help") -> None:
        super().__init__("notices.old_button", command=command)


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
            self._found += [Invalid(one.key, rename(one.field), **one.values) for one in (error, *error.more)]

    def of(self, check: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """What a check gives, or None where it did not fit, which is kept."""
        with self.noted():
            return check(*args, **kwargs)
        return None

    def note(self, key: str, field: str, /, **values: object) -> None:
        self._found.append(Invalid(key, field, **values))

    def check(self) -> None:
        """Raises Invalid with all that was found, or goes on where nothing was."""
        if self._found:
            first, *more = self._found
            first.more = tuple(more)
            raise first


class Gone(UserError):
    """The thing is no longer there or no longer open, as on an old form or button."""


class NotTaken(UserError):
    """The chat did not take the answer, though what was asked for may be done."""


class UnusableFile(Exception):
    """A file of an operator's that cannot be used. Its text names the file, the place in it, and what to do."""


class AlreadyHandled(Exception):
    """The same request came twice; the first one did the work, so this one does nothing."""
