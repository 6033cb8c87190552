"""The other people of the practice networks: while the clock moves, they answer what the bot asks them.

They do so as anybody would, by taps and forms through the front door. Whoever the visitor is, or is likely to be,
leaves the answering to the visitor.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

VISITORS = ("UCHAIR", "ULEE")
"""Anna and Daniel are left to the visitor."""
LEVELS = ("1", "2", "2", "3", "3", "3", "4")
MOST_PAGES = 6


@dataclass(frozen=True)
class Button:
    """A button that somebody sees. action: its id with the suffix; value: what it carries; tap: presses it."""

    action: str
    value: str
    tap: Callable[[], Awaitable[None]]

    @property
    def mark(self) -> str:
        """What tells one answer button from its neighbours: the suffix of its id."""
        return self.action.partition(":")[2] or self.value


class Neighbour(Protocol):
    """One person at work in a chat."""

    @property
    def user_id(self) -> str:
        """Who it is."""
        ...

    @property
    def has_form(self) -> bool:
        """Whether a form is open."""
        ...

    def new_messages(self) -> Iterable[Sequence[Button]]:
        """The buttons of each message of the bot that this person has not seen yet."""
        ...

    async def fill_in(self, level: Callable[[], str], most_pages: int) -> None:
        """Go through the open form page by page, with a level wherever one is asked for, and leave it closed."""
        ...


class Neighbours:
    """people: who they are. in_schools: those whom pulse checks ask. seed: the same one gives the same half-year.
    person: what the chat calls somebody of the sample."""

    def __init__(
        self,
        people: Iterable[Neighbour],
        in_schools: Collection[str],
        seed: int = 1,
        person: Callable[[str], str] = str,
    ) -> None:
        self._random = random.Random(seed)  # noqa: S311 - play, not cryptography
        visitors = {person(one) for one in VISITORS}
        self._people = [one for one in people if one.user_id not in visitors]
        self._in_schools = in_schools
        self.visitor = ""
        """Who the visitor is now: what the bot says to them is theirs to answer."""

    async def act(self) -> None:
        """Let everybody look at what is new to them, and answer it."""
        for one in self._people:
            for shown in one.new_messages():
                if one.user_id != self.visitor:
                    await self._answer(one, shown)

    async def _answer(self, one: Neighbour, shown: Sequence[Button]) -> None:
        for prefix, wanted in (
            ("pulses.answer", self._level()),
            ("meetings.answer", self._random.choice(("yes", "yes", "yes", "maybe", "no"))),
            ("introductions.answer", "yes"),
            ("introductions.outcome", "met"),
        ):
            offered = [button for button in shown if button.action.startswith(prefix)]
            if offered and (prefix != "pulses.answer" or one.user_id in self._in_schools):
                chosen = next((button for button in offered if wanted in button.mark), offered[0])
                await chosen.tap()
                return
        start = next((button for button in shown if _opens_ratings(button)), None)
        if start is not None and not one.has_form:
            await start.tap()
            await one.fill_in(self._level, MOST_PAGES)

    def _level(self) -> str:
        return self._random.choice(LEVELS)


def _opens_ratings(button: Button) -> bool:
    """The self-assessment's own form; the button that agrees levels is for the visitor."""
    return '"/cop-assess"' in button.value and '"agree"' not in button.value
