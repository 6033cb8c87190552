"""Puts the demo together: practice workspace, bot and page, on loopback alone."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from bot import sample
from bot.app import Bot, build
from bot.cli.demo import large_network
from bot.cli.demo.controls import DemoControls
from bot.cli.demo.deeds import Deeds
from bot.cli.demo.guide import GUIDE
from bot.cli.demo.neighbours import Neighbours
from bot.clock import MovableClock
from bot.scheduler import Worker
from bot.serving import serving
from bot.settings import Settings
from bot.slack.ids import SLACK_IDS
from practice.slack.hub import Hub
from practice.slack.page import routes
from practice.slack.server import BOT_TOKEN, running
from practice.slack.world import World
from services.delivery.outbox import post_in_channel
from services.networks.roster_files import SourceFile
from storage import networks as network_rows
from storage.migrate import upgrade

START = datetime(2027, 1, 27, 8, 15, tzinfo=ZoneInfo("Australia/Melbourne")).astimezone(UTC)
"""The first morning of Term 1, 2027: the whole half-year lies ahead."""
SIGNING_SECRET = "practice-signing-secret"  # noqa: S105 - it guards a practice workspace on this machine
ROSTERS = (
    (sample.NETWORKS_CSV, sample.MEMBERS_CSV),
    (large_network.NETWORKS_CSV, large_network.MEMBERS_CSV),
)
MANIFEST = Path(__file__).parent.parent.parent.parent / "manifest.json"


@dataclass(frozen=True)
class Demo:
    """The running demo: open `url` in a browser."""

    url: str
    bot: Bot
    controls: DemoControls
    hub: Hub

    @property
    def world(self) -> World:
        return self.hub.world


class _WorkspaceClock:
    """The practice workspace reads the bot's clock, so that both live at the same moment."""

    def __init__(self, clock: MovableClock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock().timestamp()

    def set(self, epoch: float) -> None:
        self._clock.set(datetime.fromtimestamp(epoch, UTC))

    def advance(self, seconds: float) -> None:
        self.set(self.now() + seconds)


class _Work:
    """The bot's worker, which rests while the clock is moved: two who send at different moments would be in each
    other's way."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._worker = bot.worker

    def start(self) -> None:
        self._worker.start()

    async def stop(self) -> None:
        await self._worker.stop()

    @asynccontextmanager
    async def resting(self) -> AsyncIterator[None]:
        await self.stop()
        try:
            yield
        finally:
            self._worker = Worker(self._bot.services, self._bot.clock)
            self.start()


@asynccontextmanager
async def open_demo(
    database: Path, port: int, start: datetime = START, *, with_large_network: bool = True
) -> AsyncIterator[Demo]:
    """Run the demo until the block ends. database: a SQLite file, made anew. Raises OSError where the port is taken."""
    for leftover in database.parent.glob(database.name + "*"):
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
    clock = MovableClock(start)
    manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    world = World(
        _WorkspaceClock(clock), team_name="Practice schools", scopes=manifest["oauth_config"]["scopes"]["bot"]
    )
    crowd = people(world, with_large_network=with_large_network)
    hub = Hub(world, signing_secret=SIGNING_SECRET, manifest=manifest)
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(running(world, port=port, hub=hub, signing_secret=SIGNING_SECRET))
        settings = Settings(
            _env_file=None,
            slack_bot_token=SecretStr(BOT_TOKEN),
            slack_signing_secret=SecretStr(SIGNING_SECRET),
            slack_api_url=slack.url,
            database_url=f"sqlite:///{database}",
            admin_user_ids=frozenset({"UADMIN"}),
        )

        async def pause(seconds: float) -> None:
            clock.set(clock() + timedelta(seconds=seconds))

        bot = build(settings, clock, pause)
        stack.push_async_callback(bot.close)
        await upgrade(bot.database)
        await bot.introduce()
        workspace_id = await bot.services.places.workspace(world.team_id)
        in_schools: set[str] = set()
        for pair in ROSTERS if with_large_network else ROSTERS[:1]:
            networks, members = (SourceFile(path.name, path.read_bytes()) for path in pair)
            await bot.services.networks.importing.load(
                networks, members, clock(), workspace_id=workspace_id, chat_ids=SLACK_IDS
            )
            in_schools |= _in_schools(pair[1])
        await _welcome(bot, workspace_id, clock())
        bot_port = await stack.enter_async_context(serving(bot.web, "127.0.0.1", 0))
        hub.connect(f"http://127.0.0.1:{bot_port}/slack/events")
        stack.push_async_callback(hub.close)
        work = _Work(bot)
        controls = DemoControls(
            services=bot.services,
            clock=clock,
            calendar=bot.services.app.calendar("victoria"),
            guide=GUIDE,
            neighbours=Neighbours(hub, crowd, in_schools, bot.router.finish),
            deeds=Deeds(hub),
            resting=work.resting,
            passed=world.changed,
        )
        slack.app.router.routes.extend(routes(world, hub, controls))
        work.start()
        stack.push_async_callback(work.stop)
        yield Demo(slack.base_url, bot, controls, hub)


async def _welcome(bot: Bot, workspace_id: int, now: datetime) -> None:
    """Say in each channel what /cop-setup would have said there, so that a visitor does not start with nothing."""
    by = await bot.services.app.directory.person_for(workspace_id, "UADMIN")
    async with bot.database.write() as session:
        for channel_id in (*sample.CHANNELS, large_network.CHANNEL):
            network = await network_rows.in_channel(session, workspace_id, channel_id)
            if network is not None:
                post_in_channel(session, network, "networks.welcome", {"by": by}, now=now)


def people(world: World, *, with_large_network: bool) -> list[str]:
    """The sample's people and channels, and the large network's; the bot is in each channel. Gives the ids of those
    who answer what the bot asks."""
    everybody = [*sample.PEOPLE, *(large_network.PEOPLE if with_large_network else ())]
    channels = sample.CHANNELS | ({large_network.CHANNEL: large_network.CHANNEL_NAME} if with_large_network else {})
    for person in everybody:
        email = person.name.lower().replace(" ", ".") + "@schools.example"
        world.add_user(person.id, person.name.split()[0].lower(), person.name, email, title=person.what)
    for channel_id, name in channels.items():
        members = [p.id for p in everybody if channel_id in p.channels]
        world.add_channel(channel_id, name, private=True, members=[*members, world.bot.user_id], topic=sample.TOPIC)
    return [person.id for person in everybody[: len(sample.PEOPLE) + large_network.ACTIVE]]


def _in_schools(members: Path) -> set[str]:
    """Those of a roster who belong to a school."""
    with members.open(encoding="utf-8", newline="") as rows:
        return {row["slack_user"] for row in csv.DictReader(rows) if row["school"]}
