"""The house with Microsoft Teams as its chat: the same networks, people and clock, in a tenant that is played."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from pydantic import SecretStr

from bot import sample
from bot.app import Bot, build
from practice.clock import VirtualClock
from practice.serving import listen, serving
from practice.teams.hub import Hub
from practice.teams.ids import object_id, thread_id
from practice.teams.person import Person
from practice.teams.server import Running, running
from practice.teams.world import World
from tests.handed_in import HandedOut, TeamsHandedIn
from tests.house import ANSWER_KEY, Clockwork, checked_settings
from tests.loading import InChat, load_sample

OWN = ("database_url", "public_url", "teams_service_url", "teams_login_url", "teams_keys_url")
"""Settings that differ from house to house."""


class TeamsHouse(Clockwork):
    """What a test holds. `bot` is the real one; `world` is what Teams would hold."""

    def __init__(self, bot: Bot, served: Running, clock: VirtualClock) -> None:
        super().__init__(bot, served.hub, clock)
        self.served = served

    @property
    def world(self) -> World:
        return self.served.world

    @property
    def teams_hub(self) -> Hub:
        return self.served.hub

    def somebody(self, word: str) -> Person:
        """Somebody to act as, by their id in the sample."""
        return Person(self.served.hub, word)


def teams_channel(channel_id: str) -> str:
    """A channel of the sample, as Teams calls it."""
    return thread_id(channel_id) if channel_id in sample.CHANNELS else channel_id


@asynccontextmanager
async def open_teams_house(
    database_url: str,
    start: datetime,
    *,
    settings: Mapping[str, Any] | None = None,
    strict_rate_limits: bool = True,
    weekly_pulse: bool = False,
    both_networks: bool = True,
    put_back: Callable[[World, Hub, Bot], None] | None = None,
) -> AsyncIterator[TeamsHouse]:
    """The tenant and the bot over HTTP on loopback, with the sample networks loaded.

    Everybody has the bot in Teams, as a setup policy gives it to them, but for UNEW.

    both_networks, put_back: as in `open_house`.
    """
    clock = VirtualClock(start.timestamp())
    world = World(clock)
    people_the_tenant(world)
    async with AsyncExitStack() as stack:
        served = await stack.enter_async_context(running(world, strict_rate_limits=strict_rate_limits))
        listening = listen(0)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        values: dict[str, Any] = {
            "teams_app_id": world.app.app_id,
            "teams_tenant_id": world.tenant_id,
            "teams_app_secret": SecretStr(world.app.secret),
            "teams_service_url": served.service_url,
            "teams_login_url": served.base_url,
            "teams_keys_url": served.metadata_url,
            "public_url": address,
            "database_url": database_url,
            "admin_user_ids": frozenset({object_id("UADMIN")}),
            "answer_keys": () if database_url.startswith("sqlite") else (SecretStr(ANSWER_KEY),),
            **(settings or {}),
        }

        async def pause(seconds: float) -> None:
            clock.advance(seconds)

        out = HandedOut(served.app, f"{served.base_url}/", served.faults)
        bot = build(checked_settings(values, OWN), lambda: datetime.fromtimestamp(clock.now(), UTC), pause, out)
        stack.push_async_callback(bot.close)
        chat = InChat("teams", world.tenant_id, world.app.account_id, object_id, teams_channel)
        if put_back is not None:
            put_back(world, served.hub, bot)
        else:
            await load_sample(bot.database, start, chat, weekly_pulse=weekly_pulse, both_networks=both_networks)
            bot.database.may_have_remains = False  # nothing was ever deleted in it
        await stack.enter_async_context(serving(bot.web, listening))
        served.hub.http = TeamsHandedIn(bot.web, f"{address}/teams/messages")
        yield TeamsHouse(bot, served, clock)
        assert world.complaints == [], "Teams would show something broken"


def people_the_tenant(world: World) -> None:
    """Add the sample's people, and a team for each network, whose channel it is; the bot is in both teams."""
    for person in sample.PEOPLE:
        world.add_user(person.id, person.name, person.name.lower().replace(" ", ".") + "@schools.example")
        if person.id != "UNEW":
            world.app.installed_for.add(object_id(person.id))
    for channel_id, name in sample.CHANNELS.items():
        members = [person.id for person in sample.PEOPLE if channel_id in person.channels]
        team = world.add_team(f"team {channel_id}", name, members=members, app=True)
        world.add_channel(team.id, channel_id, name)
