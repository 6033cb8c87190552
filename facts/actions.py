"""What is known of actions: who does what by when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from domain.calendar import DayOff
from domain.typed import Asked


class ActionLine(Struct, frozen=True):
    """One action as the person who reads it sees it. `status` is open, done or dropped."""

    id: int
    what: str
    owner_id: str
    due_on: date
    status: str
    network_name: str
    may_change: bool = True


class ActionList(Struct, frozen=True):
    """A page of a network's open actions, the reader's own first. late: overdue ones that the reader is not shown."""

    network_id: int
    network_name: str
    reader_id: str
    today: date
    lines: Sequence[ActionLine]
    offset: int
    total: int
    late: int = 0


class OwnerCard(Struct, frozen=True):
    """What an owner is told of: actions that were `given` to them, or that they are reminded of (`nudge`)."""

    kind: str
    today: date
    lines: Sequence[ActionLine]
    by: str = ""

    @property
    def ids(self) -> str:
        return ",".join(str(line.id) for line in self.lines)


class Reminded(Struct, frozen=True):
    """An action that is due on no school day: why it is none, and the school day on which its owner is reminded."""

    due_on: date
    off: DayOff
    before: date


class ActionDraft(Struct, frozen=True):
    """What a form to add an action starts with. `typed` is whether it came from words after the command.

    `asked`: why the day has to be asked about, where `unclear` words for one were typed. `unknown`: a name that is
    nobody's here, or that may mean each of `maybe`. `said`: all that was typed, where it is longer than an action may
    be. `says_nothing`: words in which there was neither a person nor a day, and too few for an action. `example`: words
    that would be clear. `pulse`: the pulse check whose result it is made of. `reminded`: when the owner is reminded
    instead, where the day is no school day.
    """

    network_id: int
    what: str
    owner_id: str | None
    due_on: date | None
    typed: bool = False
    asked: Asked | None = None
    unclear: str = ""
    unknown: str = ""
    maybe: Sequence[str] = ()
    said: str = ""
    says_nothing: bool = False
    example: str = ""
    reminded: Reminded | None = None
    pulse: int | None = None


class ActionStanding(Struct, frozen=True):
    """How many actions are open, how many of these are overdue, and how many were done in the stretch asked for."""

    open: int
    overdue: int
    done: int
