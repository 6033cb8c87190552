"""The real bot beside a tenant that is played, with one network in it, without the sample and its half-year."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from bot.app import Bot, build
from bot.settings import Settings
from bot.teams.messenger import TeamsMessenger
from practice.clock import VirtualClock
from practice.teams.ids import thread_id
from practice.teams.messages import Message
from practice.teams.server import Running, running
from practice.teams.world import World
from storage import deliveries
from storage.database import NEW_WORK
from storage.models import Delivery, Network, Person
from tests.browsers import browser
from tests.loading import person_id

START = datetime(2026, 5, 4, 0, 0, tzinfo=UTC)
CHANNEL = thread_id("network")
PUBLIC = "https://bot.example.org"


@dataclass
class Tenancy:
    """What a test holds. `served` is Teams, `bot` the real one; time passes only as `live` says."""

    bot: Bot
    served: Running
    clock: VirtualClock
    messenger: TeamsMessenger

    @property
    def world(self) -> World:
        return self.served.world

    @property
    def now(self) -> datetime:
        return datetime.fromtimestamp(self.clock.now(), UTC)

    def person(self, word: str) -> str:
        """Somebody as the bot knows them."""
        return person_id(word)

    def object_id(self, word: str) -> str:
        """Somebody as Teams knows them."""
        return self.world.user(word).id

    def said(self, word: str | None = None) -> list[Message]:
        """The messages in the channel, or in the bot's chat with somebody."""
        return list((self.world.channel("network") if word is None else self.world.chat_with(word)).messages)

    async def network(self) -> Network:
        async with self.bot.database.read() as session:
            found = await session.get(Network, 1)
            assert found is not None
            return found

    async def row(self, delivery_id: str) -> Delivery:
        async with self.bot.database.read() as session:
            found = await deliveries.by_id(session, delivery_id)
            assert found is not None
            return found

    async def live(self, span: timedelta = timedelta(minutes=1)) -> None:
        """Let time pass, sending all that may go out."""
        end, delivery = self.now + span, self.bot.services.delivery
        while self.now < end:
            while await delivery.deliver_one(self.now):
                pass
            due = await delivery.next_due()
            self.clock.advance(max(0.02, (min(due or end, end) - self.now).total_seconds()))

    async def fetch(self, url: str) -> httpx.Response:
        """What stands at an address of the bot's."""
        transport = httpx.ASGITransport(self.bot.web)
        async with browser(transport=transport, base_url=PUBLIC) as client:
            return await client.get(url)


@pytest.fixture
async def tenancy(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Tenancy]:
    database = tmp_path / "teams.db"
    shutil.copy(sqlite_template, database)
    clock = VirtualClock(START.timestamp())
    world = World(clock)
    for word, name in (("anna", "Anna Kovac"), ("ben", "Ben Tran"), ("cara", "Cara Olsen"), ("dan", "Dan Wu")):
        world.add_user(word, name, f"{word}@schools.example")
        world.app.installed_for.add(world.user(word).id)
    world.user("cara").guest = True
    world.add_team("team", "Coburg", members=["anna", "ben", "cara"], app=True)
    world.add_channel("team", "network", "Network")
    async with AsyncExitStack() as stack:
        served = await stack.enter_async_context(running(world))
        settings = Settings(
            _env_file=None,
            teams_app_id=world.app.app_id,
            teams_tenant_id=world.tenant_id,
            teams_app_secret=SecretStr(world.app.secret),
            teams_service_url=served.service_url,
            teams_login_url=served.base_url,
            teams_keys_url=served.metadata_url,
            public_url=PUBLIC,
            admin_user_ids=frozenset({"Dan@Schools.example"}),
            database_url=f"sqlite:///{database}",
        )
        bot = build(settings, lambda: datetime.fromtimestamp(clock.now(), UTC))
        stack.push_async_callback(bot.close)
        await bot.introduce()
        async with bot.database.write() as session:
            session.info[NEW_WORK] = True
            session.add(Network(workspace_id=1, name="Coburg", channel_id=CHANNEL, created_at=START))
            session.add_all(
                Person(id=person_id(word), workspace_id=1, chat_id=world.user(word).id, name="")
                for word in ("anna", "ben", "cara", "dan")
            )
        messenger = await bot.services.app.messenger(1)
        assert isinstance(messenger, TeamsMessenger)
        yield Tenancy(bot, served, clock, messenger)
