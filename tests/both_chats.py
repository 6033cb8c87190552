"""A story is told once, and lived in Slack and in Teams: here is the house in either of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from bot import sample
from tests.house import House, open_house
from tests.kept import opened_after
from tests.somebody import Somebody
from tests.somebody_in_slack import InSlack
from tests.somebody_in_teams import InTeams
from tests.teams_house import TeamsHouse, open_teams_house, teams_channel

CHATS = ("slack", "teams")
T = TypeVar("T")


class Town:
    """The house in one chat. `house` moves the clock and lets the bot work."""

    def __init__(self, chat: str, house: House | TeamsHouse) -> None:
        self.chat = chat
        self.house = house

    def person(self, word: str) -> Somebody:
        return InTeams(self.house, word) if isinstance(self.house, TeamsHouse) else InSlack(self.house, word)

    async def new_channel(self, channel: str, name: str, members: list[str]) -> str:
        """A channel that is no network's, with the bot and these people in it; gives its id in the chat."""
        if isinstance(self.house, TeamsHouse):
            world = self.house.world
            world.app.installed_for |= {world.user(word).id for word in members}
            team = world.add_team(f"team {channel}", name, members=members, app=True)
            found = world.add_channel(team.id, channel, name).id
        else:
            members = [*members, self.house.world.bot_user_id]
            found = self.house.world.add_channel(channel, name.lower(), private=True, members=members).id
        await self.house.settle()
        return found

    async def comes(self, word: str, channel: str = sample.MERRI_BEK) -> None:
        """Somebody comes into a channel."""
        if isinstance(self.house, TeamsHouse):
            self.house.world.app.installed_for.add(self.house.world.user(word).id)
            self.house.world.add_member(teams_channel(channel), word)
        else:
            self.house.world.add_member(channel, word)
        await self.house.settle()


@asynccontextmanager
async def open_town(chat: str, url: str, start: datetime, **options: Any) -> AsyncIterator[Town]:
    """The sample networks and the bot in that chat; what falls due at that moment has been said."""
    async with town_after(chat, _nothing, url=url, start=start, **options) as (town, _):
        yield town


async def _nothing(_town: Town) -> None: ...


@asynccontextmanager
async def town_after(
    chat: str, story: Callable[..., Awaitable[T]], *told: Any, url: str, start: datetime, **options: Any
) -> AsyncIterator[tuple[Town, T]]:
    """The same in which `await story(town, *told)` has happened, and what the story gave: see `tests/kept.py`."""
    opened: Any = partial(open_house if chat == "slack" else open_teams_house, **options)

    async def lived(house: House | TeamsHouse) -> T:
        await house.settle()  # what falls due at that moment is said first
        return await story(Town(chat, house), *told)

    made_of = (chat, story, told, start, repr(sorted(options.items())))
    async with opened_after(made_of, opened, lived, url, start) as (house, outcome):
        yield Town(chat, house), outcome
