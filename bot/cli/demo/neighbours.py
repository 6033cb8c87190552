"""The other people of the practice networks: while the clock moves, they answer what the bot asks them.

They do so as anybody would, by taps and forms through the front door. Whoever the visitor is, or is likely to be,
leaves the answering to the visitor. What the bot says to them alone about a tap is put away as they would put it away,
so that a visitor who becomes one of them does not find the answers to taps of others.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Collection, Iterable
from typing import Any

from bot.cli.demo.deeds import buttons
from practice.slack.hub import Hub
from practice.slack.person import Person
from practice.slack.surfaces import NotThereError

VISITORS = frozenset({"UCHAIR", "ULEE"})
"""Anna and Daniel are left to the visitor."""
LEVELS = ("1", "2", "2", "3", "3", "3", "4")
MOST_PAGES = 6


class Neighbours:
    """people: who they are. in_schools: those whom pulse checks ask. settle: waits until the bot has done what was
    asked of it. seed: the same one gives the same half-year."""

    def __init__(
        self,
        hub: Hub,
        people: Iterable[str],
        in_schools: Collection[str],
        settle: Callable[[], Awaitable[None]],
        seed: int = 1,
    ) -> None:
        self._hub = hub
        self._settle = settle
        self._random = random.Random(seed)  # noqa: S311 - play, not cryptography
        self._seen: set[tuple[str, str]] = set()
        self._people = [Person(hub, one) for one in people if one not in VISITORS]
        self._in_schools = in_schools
        self.visitor = ""
        """Who the visitor is now: what the bot says to them is theirs to answer."""

    async def act(self) -> None:
        """Let everybody look at what is new to them, and answer it."""
        for person in self._people:
            for message in self._new_to(person):
                if person.user_id != self.visitor:
                    await self._answer(person, message)

    def _new_to(self, person: Person) -> list[dict[str, Any]]:
        world = self._hub.world
        found = []
        for channel in world.channels.values():
            if person.user_id not in channel.members:
                continue
            for message in channel.messages:
                key = (person.user_id, message["ts"])
                if message.get("bot_id") and key not in self._seen:
                    self._seen.add(key)
                    found.append(message)
        return found

    async def _answer(self, person: Person, message: dict[str, Any]) -> None:
        shown = buttons(message)
        for prefix, wanted in (
            ("pulses.answer", self._random.choice(LEVELS)),
            ("meetings.answer", self._random.choice(("yes", "yes", "yes", "maybe", "no"))),
            ("introductions.answer", "yes"),
            ("introductions.outcome", "met"),
        ):
            offered = [b for b in shown if b["action_id"].startswith(prefix)]
            if offered and (prefix != "pulses.answer" or person.user_id in self._in_schools):
                chosen = next((b for b in offered if wanted in _mark(b)), offered[0])
                await self._tap(person, message, chosen)
                return
        start = next((b for b in shown if _opens_ratings(b)), None)
        if start is not None and not person.views:
            await self._tap(person, message, start)
            await self._fill_in(person)

    async def _tap(self, person: Person, message: dict[str, Any], button: dict[str, Any]) -> None:
        private = self._hub.world.ephemerals
        known = {place: {m["ts"] for m in told} for place, told in private.items() if place[0] == person.user_id}
        try:
            await person.click(message, button["action_id"], block_id=button["block_id"])
        except NotThereError:
            return  # the message changed meanwhile, as when a meeting moved
        await self._settle()
        for (user_id, channel_id), told in list(private.items()):
            for ts in [m["ts"] for m in told if user_id == person.user_id]:
                if ts not in known.get((user_id, channel_id), set()):
                    person.dismiss(channel_id, ts)

    async def _fill_in(self, person: Person) -> None:
        """Go through a form page by page, choosing a level wherever one is asked for."""
        for _ in range(MOST_PAGES):
            if not person.views:
                return
            view = person.view
            if not view.get("submit"):
                await person.close()
                return
            values = {
                block["block_id"]: self._random.choice(LEVELS)
                for block in view["blocks"]
                if block["type"] == "input" and "options" in block["element"]
            }
            await person.submit(view, values)
        while person.views:
            await person.close()


def _opens_ratings(button: dict[str, Any]) -> bool:
    """The self-assessment's own form; the button that agrees levels is for the visitor."""
    value = str(button.get("value", ""))
    return '"/cop-assess"' in value and '"agree"' not in value


def _mark(button: dict[str, Any]) -> str:
    """What tells one answer button from its neighbours: the suffix of its id."""
    return str(button["action_id"]).partition(":")[2] or str(button.get("value", ""))
