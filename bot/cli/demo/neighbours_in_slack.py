"""A neighbour in the practice workspace.

What the bot says to them alone about a tap is put away as they would put it away, so that a visitor who becomes one of
them does not find the answers to taps of others.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from typing import Any

from bot.cli.demo.neighbours import Button
from practice.slack.hub import Hub
from practice.slack.person import Person
from practice.slack.surfaces import NotThereError


class SlackNeighbour:
    """settle: waits until the bot has done what was asked of it."""

    def __init__(self, hub: Hub, user_id: str, settle: Callable[[], Awaitable[None]]) -> None:
        self._hub = hub
        self._person = Person(hub, user_id)
        self._settle = settle
        self._seen: set[str] = set()
        self.user_id = user_id

    @property
    def has_form(self) -> bool:
        return bool(self._person.views)

    def new_messages(self) -> Iterable[Sequence[Button]]:
        found = []
        for channel in self._hub.world.channels_of(self.user_id):
            for message in channel.messages:
                if message.get("bot_id") and message["ts"] not in self._seen:
                    self._seen.add(message["ts"])
                    found.append([self._button(message, one) for one in buttons(message)])
        return found

    def _button(self, message: dict[str, Any], button: dict[str, Any]) -> Button:
        return Button(button["action_id"], str(button.get("value", "")), partial(self._tap, message, button))

    async def _tap(self, message: dict[str, Any], button: dict[str, Any]) -> None:
        private = self._hub.world.ephemerals
        known = {place: {m["ts"] for m in told} for place, told in private.items() if place[0] == self.user_id}
        try:
            await self._person.click(message, button["action_id"], block_id=button["block_id"])
        except NotThereError:
            return  # the message changed meanwhile, as when a meeting moved
        await self._settle()
        for (user_id, channel_id), told in list(private.items()):
            for ts in [m["ts"] for m in told if user_id == self.user_id]:
                if ts not in known.get((user_id, channel_id), set()):
                    self._person.dismiss(channel_id, ts)

    async def fill_in(self, level: Callable[[], str], most_pages: int) -> None:
        for _ in range(most_pages):
            if not self._person.views:
                return
            view = self._person.view
            if not view.get("submit"):
                await self._person.close()
                return
            values = {
                block["block_id"]: level()
                for block in view["blocks"]
                if block["type"] == "input" and "options" in block["element"]
            }
            await self._person.submit(view, values)
        while self._person.views:
            await self._person.close()


def buttons(message: dict[str, Any]) -> list[dict[str, Any]]:
    """A message's buttons, each with the id of its block."""
    found = []
    for block in message.get("blocks") or []:
        for element in [block.get("accessory"), *(block.get("elements") or [])]:
            if isinstance(element, dict) and element.get("type") == "button":
                found.append({**element, "block_id": block.get("block_id")})
    return found
