"""What the page asks of whoever runs the practice: the clock, and steps to try."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol


class GuideStep(NamedTuple):
    """One step of "Try this". `where` is a channel id, or `home` for the app's home tab."""

    title: str
    text: str
    person_id: str
    where: str


class Controls(Protocol):
    """The practice clock. Each move gives a sentence of what time it is then, for the person who moved it."""

    guide: Sequence[GuideStep]

    async def now(self) -> datetime:
        """The practice time, aware."""
        ...

    async def next_event(self, visitor: str) -> str:
        """Move to the next thing that the bot does by itself. `visitor`: who it is that moves the clock."""
        ...

    async def next_school_day(self, visitor: str) -> str:
        """Move to the morning of the next school day."""
        ...

    async def go_to(self, visitor: str, date: str) -> str:
        """Move to a date, given as `2026-05-14`. ValueError, with a sentence, where that is impossible."""
        ...

    def done(self) -> Collection[int]:
        """The numbers of the steps that have been done, from 1."""
        ...


@dataclass(frozen=True)
class Standing:
    """Controls for a page whose clock nobody moves: it shows a time and offers no steps."""

    moment: datetime
    guide: Sequence[GuideStep] = ()

    async def now(self) -> datetime:
        return self.moment

    async def next_event(self, visitor: str) -> str:
        return "Nothing is planned."

    async def next_school_day(self, visitor: str) -> str:
        return "The clock of this workspace stands still."

    async def go_to(self, visitor: str, date: str) -> str:
        return "The clock of this workspace stands still."

    def done(self) -> Collection[int]:
        return ()
