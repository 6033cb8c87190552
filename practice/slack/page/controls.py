"""What the page asks of whoever runs the practice: the clock, and steps to try."""

from collections.abc import Sequence
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
    """The practice clock. Each move gives a sentence of what happened, for the person who moved it."""

    guide: Sequence[GuideStep]

    async def now(self) -> datetime:
        """The practice time, aware."""
        ...

    async def next_event(self) -> str:
        """Move to the next thing that the bot does by itself."""
        ...

    async def next_school_day(self) -> str:
        """Move to the morning of the next school day."""
        ...

    async def go_to(self, date: str) -> str:
        """Move to a date, given as `2026-05-14`. ValueError, with a sentence, where that is impossible."""
        ...


@dataclass(frozen=True)
class Standing:
    """Controls for a page whose clock nobody moves: it shows a time and offers no steps."""

    moment: datetime
    guide: Sequence[GuideStep] = ()

    async def now(self) -> datetime:
        return self.moment

    async def next_event(self) -> str:
        return "Nothing is planned."

    async def next_school_day(self) -> str:
        return "The clock of this workspace stands still."

    async def go_to(self, date: str) -> str:
        return "The clock of this workspace stands still."
