"""The steps of the guide as the practice tenant shows them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.cli.demo.deeds import Deeds, Offered, offers
from bot.cli.demo.neighbours_in_teams import buttons
from bot.cli.demo.parts import everybody
from bot.teams.action_data import decode
from practice.teams.cards import walking
from practice.teams.hub import Hub
from practice.teams.ids import object_id
from practice.teams.messages import Message
from practice.teams.people import BOT

TOGETHER = "https://teams.microsoft.com/l/chat/"
"""Where a link leads that opens a chat of several people: bots cannot begin one."""


class TeamsDeeds(Deeds):
    """Reads what was delivered to the bot, and what it has said."""

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self._hub = hub
        self._read = 0
        self._words = {object_id(person.id): person.id for person in everybody(with_large_network=True)}

    def look(self) -> None:
        fresh = self._hub.deliveries[self._read :]
        self._read += len(fresh)
        for activity in fresh:
            person = self._words.get(activity["from"].get("aadObjectId", ""), "")
            value = activity.get("value")
            if activity["type"] == "message" and not value:
                self.acts.add((person, "/" + str(activity.get("text", ""))))
            carried = decode(_data(value))
            if carried is not None:
                self.acts.add((person, carried.action.partition(":")[0]))

    def said_in(self, channel_id: str) -> Iterable[Offered]:
        try:
            channel = self._hub.world.channel(channel_id)
        except KeyError:
            return []
        return [_offered(message) for message in channel.messages if message.sender == BOT]

    def said_to(self, person: str) -> Iterable[Offered]:
        return [_offered(message) for message in self._to(person)]

    def _to(self, person: str) -> list[Message]:
        return [m for m in self._hub.world.chat_with(person).messages if m.sender == BOT]

    def pairs_can_talk(self, person: str) -> bool:
        return any(offers(said, "peer_reviews.date") for said in self.said_to(person))

    def is_introduced(self, person: str) -> bool:
        links = (m for m in self._to(person) if not offers(_offered(m), "peer_reviews."))
        return any(_leads_together(message) for message in links)


def _data(value: Any) -> Any:
    """What a click or a form brings back, wherever Teams puts it."""
    if not isinstance(value, dict):
        return None
    action = value.get("action")
    return action.get("data") if isinstance(action, dict) else value.get("data", value)


def _offered(message: Message) -> Offered:
    return [action for _, action, _ in buttons(message, "")]


def _leads_together(message: Message) -> bool:
    card = message.card
    texts = list(walking.texts(card)) if card else []
    urls = [str(action.get("url", "")) for action, _ in (walking.actions(card) if card else ())]
    return any(TOGETHER in one for one in (*texts, *urls))
