"""The steps of the guide as the practice workspace shows them."""

from __future__ import annotations

from collections.abc import Iterable

from bot.cli.demo.deeds import Deeds, Offered, offers
from bot.cli.demo.neighbours_in_slack import buttons
from practice.slack.channels import Channel
from practice.slack.hub import Hub


class SlackDeeds(Deeds):
    """Reads what was delivered to the bot, and what it has said."""

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self._hub = hub
        self._read = 0

    def look(self) -> None:
        fresh = self._hub.deliveries[self._read :]
        self._read += len(fresh)
        for delivery in fresh:
            payload = delivery.payload
            if delivery.kind == "slash_commands":
                self.acts.add((payload["user_id"], payload["command"]))
            person = (payload.get("user") or {}).get("id", "") if isinstance(payload.get("user"), dict) else ""
            for action in payload.get("actions") or []:
                self.acts.add((person, str(action.get("action_id", "")).partition(":")[0]))
            if payload.get("type") == "view_submission":
                self.acts.add((person, str(payload["view"].get("callback_id", ""))))

    def said_in(self, channel_id: str) -> Iterable[Offered]:
        return self._said(self._hub.world.channels.get(channel_id))

    def said_to(self, person: str) -> Iterable[Offered]:
        pair = {person, self._hub.world.bot.user_id}
        direct = (c for c in self._hub.world.channels_of(person) if c.kind == "im" and set(c.members) == pair)
        return self._said(next(direct, None))

    def pairs_can_talk(self, person: str) -> bool:
        return any(offers(said, "peer_reviews.date") for said in self._said_in_groups(person))

    def is_introduced(self, person: str) -> bool:
        return any(not offers(said, "peer_reviews.") for said in self._said_in_groups(person))

    def _said_in_groups(self, person: str) -> Iterable[Offered]:
        for channel in self._hub.world.channels_of(person):
            if channel.kind == "mpim":
                yield from self._said(channel)

    @staticmethod
    def _said(channel: Channel | None) -> Iterable[Offered]:
        for message in channel.messages if channel else ():
            if message.get("bot_id"):
                yield [str(button["action_id"]) for button in buttons(message)]
