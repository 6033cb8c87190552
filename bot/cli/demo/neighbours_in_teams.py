"""A neighbour in the practice tenant."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial

from bot.cli.demo.neighbours import Button
from bot.teams.action_data import decode
from practice.teams.cards import walking
from practice.teams.hub import Hub
from practice.teams.messages import Message
from practice.teams.people import BOT
from practice.teams.person import NotThereError, Person
from practice.teams.places import Conversation


class TeamsNeighbour:
    """settle: waits until the bot has done what was asked of it."""

    def __init__(self, hub: Hub, word: str, settle: Callable[[], Awaitable[None]]) -> None:
        self._hub = hub
        self._person = Person(hub, word)
        self._settle = settle
        self._read: dict[str, int] = {}
        self.user_id = self._person.user_id

    @property
    def has_form(self) -> bool:
        return bool(self._person.dialogs)

    def new_messages(self) -> Iterable[Sequence[Button]]:
        found = []
        for place in self._conversations():
            fresh = place.messages[self._read.get(place.id, 0) :]
            self._read[place.id] = len(place.messages)
            seen = [m for m in fresh if m.sender == BOT and m.visible_to(self.user_id)]
            found += [[self._button(message, *one) for one in buttons(message, self.user_id)] for message in seen]
        return found

    def _conversations(self) -> Iterable[Conversation]:
        world = self._hub.world
        for team in world.teams.values():
            if self.user_id in team.members:
                yield from (channel for channel in team.channels.values() if world.is_member(channel, self.user_id))
        yield from (chat for chat in world.chats.values() if chat.person == self.user_id)

    def _button(self, message: Message, number: int, action: str, value: str) -> Button:
        return Button(action, value, partial(self._tap, message, number))

    async def _tap(self, message: Message, number: int) -> None:
        try:
            await self._person.press(message, number, {})
        except NotThereError:
            return  # the message changed meanwhile, as when a meeting moved
        await self._settle()

    async def fill_in(self, level: Callable[[], str], most_pages: int) -> None:
        for _ in range(most_pages):
            if not self.has_form:
                return
            dialog = self._person.dialog
            card = dialog.card
            if card is None:
                break
            asked = [one["id"] for one in walking.inputs(card) if one["type"] == "Input.ChoiceSet"]
            try:
                outcome = await self._person.submit({name: level() for name in asked})
            except NotThereError:
                break
            await self._settle()
            if not outcome.ok:
                break
        if self.has_form:
            await self._person.close()


def buttons(message: Message, person: str) -> list[tuple[int, str, str]]:
    """The buttons of a message's card as somebody sees it: number, action and value of each of the bot's own."""
    card = message.card_for(person)
    found = []
    for number, (action, _) in enumerate(walking.actions(card) if card is not None else ()):
        carried = decode(action.get("data"))
        if carried is not None:
            found.append((number, carried.action, carried.value))
    return found
