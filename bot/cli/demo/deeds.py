"""Which steps of the guide have been done, as the practice workspace shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from bot import sample
from practice.slack.hub import Hub

CHAIR, PRINCIPAL, SEIL, LARGE_CHAIR = "UCHAIR", "ULEE", "USEIL", "UOKMCLEOD"


class Deeds:
    """Watches what people do. A step once done stays done."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._acts: set[tuple[str, str]] = set()
        self._read = 0
        self._done: set[int] = set()
        self._steps: tuple[Callable[[], bool], ...] = (
            self._meeting_is_booked,
            self._principal_has_answered,
            self._pairs_can_talk,
            self._two_have_been_introduced,
            self._network_is_rated_and_summed_up,
            self._large_network_is_asked,
        )

    def done(self) -> frozenset[int]:
        """The numbers of the steps that have been done, from 1."""
        self._look()
        for number, is_done in enumerate(self._steps, start=1):
            if number not in self._done and is_done():
                self._done.add(number)
        return frozenset(self._done)

    def _look(self) -> None:
        """Note who has used what since the last look: a button's or a form's id."""
        fresh = self._hub.deliveries[self._read :]
        self._read += len(fresh)
        for delivery in fresh:
            payload = delivery.payload
            if delivery.kind == "slash_commands":
                self._acts.add((payload["user_id"], payload["command"]))
            person = (payload.get("user") or {}).get("id", "") if isinstance(payload.get("user"), dict) else ""
            for action in payload.get("actions") or []:
                self._acts.add((person, str(action.get("action_id", "")).partition(":")[0]))
            if payload.get("type") == "view_submission":
                self._acts.add((person, str(payload["view"].get("callback_id", ""))))

    # The steps

    def _meeting_is_booked(self) -> bool:
        return any(_offers(m, "meetings.answer") for m in self._said_in(sample.MERRI_BEK))

    def _principal_has_answered(self) -> bool:
        return {(PRINCIPAL, "meetings.answer"), (PRINCIPAL, "pulses.answer")} <= self._acts

    def _pairs_can_talk(self) -> bool:
        return any(_offers(message, "peer_reviews.date") for message in self._said_in_groups(CHAIR))

    def _two_have_been_introduced(self) -> bool:
        asked = (SEIL, "introductions.ask_form") in self._acts
        return asked and any(not _offers(message, "peer_reviews.") for message in self._said_in_groups(SEIL))

    def _network_is_rated_and_summed_up(self) -> bool:
        rated = (CHAIR, "assessments.rate") in self._acts
        pair = {CHAIR, self._hub.world.bot.user_id}
        direct = [c for c in self._hub.world.channels_of(CHAIR) if c.kind == "im" and set(c.members) == pair]
        return rated and any(_offers(m, "summaries.share") for c in direct for m in c.messages if m.get("bot_id"))

    def _large_network_is_asked(self) -> bool:
        return any(person == LARGE_CHAIR and act.startswith("/") for person, act in self._acts)

    # What is there

    def _said_in(self, channel_id: str) -> Iterator[dict[str, Any]]:
        channel = self._hub.world.channels.get(channel_id)
        yield from (m for m in (channel.messages if channel else ()) if m.get("bot_id"))

    def _said_in_groups(self, person: str) -> Iterator[dict[str, Any]]:
        for channel in self._hub.world.channels_of(person):
            if channel.kind == "mpim":
                yield from self._said_in(channel.id)


def buttons(message: dict[str, Any]) -> list[dict[str, Any]]:
    """A message's buttons, each with the id of its block."""
    found = []
    for block in message.get("blocks") or []:
        for element in [block.get("accessory"), *(block.get("elements") or [])]:
            if isinstance(element, dict) and element.get("type") == "button":
                found.append({**element, "block_id": block.get("block_id")})
    return found


def _offers(message: dict[str, Any], action: str) -> bool:
    return any(str(button["action_id"]).startswith(action) for button in buttons(message))
