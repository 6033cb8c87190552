"""The house as one object: people act, the clock moves, messages are read."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr
from sqlalchemy import bindparam, select, update

from bot import sample
from bot.app import Bot, build
from bot.serving import serving
from bot.settings import Settings
from bot.timelapse import TimeLapse
from practice.clock import VirtualClock
from practice.faults import Faults
from practice.page.controls import Standing
from practice.slack.hub import Hub
from practice.slack.page import routes
from practice.slack.person import Person
from practice.slack.server import running
from practice.slack.triggers import Triggers
from practice.slack.world import World
from services import Services
from services.access import Asker
from storage import pulses, rating_forms
from storage.areas import Where
from storage.database import Database
from storage.migrate import upgrade
from storage.models import Network
from storage.models.assessments import AssessmentRound
from storage.models.pulses import Pulse
from tests.handed_in import HandedIn, HandedOut
from tests.loading import InChat, load_sample, person_id

MELBOURNE = ZoneInfo("Australia/Melbourne")
SIGNING_SECRET = "test-signing-secret"
ANSWER_KEY = "jU0mN1Vd5yJ1WmLbR2hVQkZ3c0pYV2lGa2xTbmRQeGc="
BOT_TOKEN = "xoxb-test-token"
MANIFEST = json.loads((Path(__file__).parent.parent / "manifest.json").read_text())
TEAM = "T0COP"
START = datetime(2026, 4, 17, 2, 0, tzinfo=UTC)
"""Friday 17 April 2026, noon in Melbourne: the last weekday of the holidays before Term 2."""


def melbourne(text: str) -> datetime:
    """ "2026-05-14 14:00" in Melbourne, as an aware moment."""
    return datetime.fromisoformat(text).replace(tzinfo=MELBOURNE).astimezone(UTC)


_NAMED = select(Network).where(Network.name == bindparam("name")).order_by(Network.id).limit(1)
"""Each test asks for it several times."""


def build_template(url: str) -> None:
    """Migrate an empty database."""

    async def go() -> None:
        database = Database(url)
        await upgrade(database)
        await database.close()

    asyncio.run(go())


class Clockwork:
    """A house in any chat: the bot, which works while the clock moves. `hub` is the way from the chat to the bot."""

    def __init__(self, bot: Bot, hub: Any, clock: VirtualClock) -> None:
        self.bot = bot
        self.hub = hub
        hub.bot_finishes = bot.router.finish
        self._clock = clock
        self._lapse = TimeLapse(bot.services, bot.clock, lambda at: clock.set(at.timestamp()), self._finish)

    @property
    def services(self) -> Services:
        return self.bot.services

    @property
    def database(self) -> Database:
        return self.bot.database

    @property
    def now(self) -> datetime:
        return datetime.fromtimestamp(self._clock.now(), UTC)

    @property
    def local(self) -> datetime:
        """This moment in Melbourne."""
        return self.now.astimezone(MELBOURNE)

    async def network(self, name: str = "Merri-bek") -> Network:
        """The network's row as it stands in the database."""
        async with self.database.read() as session:
            from storage import networks

            found = await session.scalar(_NAMED, {"name": name}) or await networks.by_name(session, name)
            assert found is not None
            return found

    async def where(self, name: str = "Merri-bek") -> Where:
        """The names of the network's area and region."""
        async with self.database.read() as session:
            from storage import areas

            return await areas.where_is(session, await self.network(name))

    async def close_others(self, name: str = "Merri-bek") -> None:
        """Close every other network, where nothing of it matters: half of what falls due is Moonee Valley's."""
        async with self.database.write() as session:
            await session.execute(update(Network).where(Network.name != name).values(status="closed"))

    # Time

    async def settle(self) -> None:
        """Let handlers finish, carry out what is due now, and deliver it (seconds may pass for the chat's pace)."""
        await self._finish()
        await self._lapse.settle(timedelta(minutes=2))

    async def go_to(self, moment: datetime | str) -> None:
        """Move the clock to a moment ("2026-05-14 09:00" is Melbourne time), stopping at all that falls due."""
        await self._lapse.go_to(melbourne(moment) if isinstance(moment, str) else moment)
        await self._finish()

    async def jump(self, moment: datetime | str) -> None:
        """Move the clock to a moment in one step; what fell due on the way and still makes sense is caught up.

        Where nothing may have been said meanwhile, jump to a time at which it would still be said.
        """
        self._clock.set((melbourne(moment) if isinstance(moment, str) else moment).timestamp())
        await self.settle()

    async def _finish(self) -> None:
        """Let the bot hear of all that has happened, and finish what it does about it."""
        await self.hub.settle()
        await self.bot.router.finish()

    def bot_was_away_until(self, moment: str) -> None:
        """Move the clock to a moment in Melbourne with nothing carried out on the way, as if the bot had been down."""
        self._clock.set(melbourne(moment).timestamp())


class House(Clockwork):
    """What a test holds. `bot` is the real one; `world` is what Slack would hold."""

    def __init__(self, bot: Bot, world: World, hub: Hub, clock: VirtualClock, faults: Faults) -> None:
        super().__init__(bot, hub, clock)
        self.world = world
        self.faults = faults

    def person(self, user_id: str) -> Person:
        """Somebody to act as."""
        return Person(self.hub, user_id)

    async def asker(self, user_id: str) -> Asker:
        """The person as services know them, for calling a service directly. user_id: Slack's."""
        return Asker(await self.services.places.workspace(TEAM), await self.id_of(user_id))

    async def id_of(self, user_id: str) -> str:
        """Our id of somebody by Slack's: `person_id` for the sample's people, another for who came later."""
        workspace_id = await self.services.places.workspace(TEAM)
        return user_id and await self.services.app.directory.person_for(workspace_id, user_id)

    # Reading

    def channel(self, channel_id: str = sample.MERRI_BEK) -> list[dict[str, Any]]:
        """The messages in a channel, oldest first, without those that Slack writes itself (joins and the like)."""
        return [m for m in self.world.channels[channel_id].messages if m.get("bot_id") or "subtype" not in m]

    def dm(self, *user_ids: str) -> list[dict[str, Any]]:
        """The messages of the bot's direct conversation with one person, or with exactly these people."""
        wanted = {*user_ids, self.world.bot.user_id}
        for channel in self.world.channels.values():
            if channel.kind in ("im", "mpim") and set(channel.members) == wanted:
                return list(channel.messages)
        return []

    async def answers(self) -> list[int]:
        """The levels of the open pulse's answers, read with its key as at the close; empty where none is open."""
        async with self.database.read() as session:
            pulse = await session.scalar(select(Pulse).where(Pulse.status == "open").order_by(Pulse.network_id))
            counts = None if pulse is None else await pulses.count_answers(session, pulse)
        return sorted(Counter(counts or {}).elements())

    async def drafts(self, user_id: str) -> dict[str, int]:
        """What somebody has rated in the open self-assessment, item key to level."""
        async with self.database.read() as session:
            found = await session.scalar(
                select(AssessmentRound).where(AssessmentRound.status == "open").order_by(AssessmentRound.network_id)
            )
            return {} if found is None else await rating_forms.draft(session, found, person_id(user_id))

    def said_to(self, user_id: str, channel_id: str = sample.MERRI_BEK) -> list[dict[str, Any]]:
        """What only this person sees in a channel (ephemeral answers), oldest first."""
        return list(self.person(user_id).ephemerals(channel_id))

    async def clear_screens(self) -> None:
        """Let everybody close their forms, and take the private answers away."""
        for user_id in self.world.users:
            while self.person(user_id).views:
                await self.person(user_id).close()
        await self.bot.router.finish()
        self.world.ephemerals.clear()


@asynccontextmanager
async def open_house(
    database_url: str,
    start: datetime,
    *,
    settings: Mapping[str, Any] | None = None,
    strict_rate_limits: bool = True,
    weekly_pulse: bool = False,
    both_networks: bool = True,
    reached_at: Callable[[World, int], str] | None = None,
    load: bool = True,
    put_back: Callable[[World, Hub, Bot], None] | None = None,
    with_page: bool = False,
) -> AsyncIterator[House]:
    """The workspace over HTTP on loopback and the bot behind it, with the sample networks loaded.

    weekly_pulse: whether the networks have their weekly questions. Only tests about them live through them: they are
        most of what happens in a term.
    reached_at: gives the workspace's address, from the world and the port, where it is another than its own.
    load: whether the sample is to be loaded, or stands in the database already.
    put_back: brings back what stood in the workspace, where the database stands as it was left (tests/kept.py).
    with_page: whether a browser finds the workspace's page at `world.base_url`, its clock in the test's hands.
    """
    clock = VirtualClock(start.timestamp())
    world = World(clock, team_id=TEAM, scopes=frozenset(MANIFEST["oauth_config"]["scopes"]["bot"]))
    people_the_world(world)
    faults = Faults()
    # However busy the machine is, the bot is in time with its answers and forms.
    world.triggers = Triggers(lambda: 0.0)
    hub = Hub(world, signing_secret=SIGNING_SECRET, manifest=MANIFEST, ack_seconds=60)
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(
            running(
                world,
                faults=faults,
                hub=hub,
                signing_secret=SIGNING_SECRET,
                bot_token=BOT_TOKEN,
                strict_rate_limits=strict_rate_limits,
                routes=routes(world, hub, Standing(start)) if with_page else (),
            )
        )
        values: dict[str, Any] = {
            "slack_bot_token": SecretStr(BOT_TOKEN),
            "slack_signing_secret": SecretStr(SIGNING_SECRET),
            "slack_api_url": slack.url if reached_at is None else reached_at(world, slack.port),
            "database_url": database_url,
            "admin_user_ids": frozenset({"UADMIN"}),
            "answer_keys": () if database_url.startswith("sqlite") else (SecretStr(ANSWER_KEY),),
            **(settings or {}),
        }

        async def pause(seconds: float) -> None:
            clock.advance(seconds)

        out = HandedOut(slack.app, f"{slack.base_url}/", faults)
        bot = build(checked_settings(values), lambda: datetime.fromtimestamp(clock.now(), UTC), pause, out)
        stack.push_async_callback(bot.close)
        if put_back is not None:
            put_back(world, hub, bot)
        elif load:
            in_slack = InChat("slack", TEAM, world.bot.user_id)
            await load_sample(bot.database, start, in_slack, weekly_pulse=weekly_pulse, both_networks=both_networks)
            bot.database.may_have_remains = False  # nothing was ever deleted in it
        else:
            await bot.introduce()
        port = await stack.enter_async_context(serving(bot.web, "127.0.0.1", 0))
        hub.http = HandedIn(bot.web, f"http://127.0.0.1:{port}/slack/events", SIGNING_SECRET)
        stack.push_async_callback(hub.close)
        yield House(bot, world, hub, clock, faults)
        shown = (*(channel.messages for channel in world.channels.values()), world.ephemerals)
        assert "<@pp" not in str(shown), "somebody is mentioned by our id, which Slack does not know"


def checked_settings(values: dict[str, Any], own: Sequence[str] = ("database_url", "slack_api_url")) -> Settings:
    """The settings with these values. own: what differs from house to house, and was checked when the first was
    built."""
    any_ = {name: "sqlite:///any.db" if name == "database_url" else "http://127.0.0.1/api/" for name in own}
    return _checked_settings(**{**values, **any_}).model_copy(update={name: values[name] for name in own})


@cache
def _checked_settings(**values: Any) -> Settings:
    return Settings(_env_file=None, **values)


def people_the_world(world: World) -> None:
    """Add the sample's people and channels; the bot is a member of both channels."""
    for person in sample.PEOPLE:
        email = person.name.lower().replace(" ", ".") + "@schools.example"
        world.add_user(person.id, person.name.split()[0].lower(), person.name, email)
    for channel_id, name in sample.CHANNELS.items():
        members = [p.id for p in sample.PEOPLE if channel_id in p.channels]
        world.add_channel(channel_id, name, private=True, members=[*members, world.bot.user_id])


def asked_for(request: pytest.FixtureRequest) -> dict[str, Any]:
    """What a test wants of its house, by its marks."""
    return {name: request.node.get_closest_marker(name) is not None for name in ("weekly_pulse", "both_networks")}
