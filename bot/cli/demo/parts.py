"""What the demo is put together from, whichever chat it plays in."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from bot import sample
from bot.app import Bot, build
from bot.cli.demo import large_network
from bot.cli.demo.controls import DemoControls
from bot.clock import MovableClock
from bot.sample import SamplePerson
from bot.scheduler import Worker
from bot.settings import Settings
from services.chat_ids import ChatIds
from services.delivery.outbox import post_in_channel
from services.networks.roster_files import SourceFile
from storage import networks as network_rows
from storage.migrate import upgrade

START = datetime(2027, 1, 27, 8, 15, tzinfo=ZoneInfo("Australia/Melbourne")).astimezone(UTC)
"""The first morning of Term 1, 2027: the whole half-year lies ahead."""
ROSTERS = (
    (sample.NETWORKS_CSV, sample.MEMBERS_CSV),
    (large_network.NETWORKS_CSV, large_network.MEMBERS_CSV),
)

OtherChat = Callable[[str], Mapping[str, str]]
"""The link (href, words) to the same person in the other chat."""


class DemoClock:
    """The practice chat reads the bot's clock, so that both live at the same moment."""

    def __init__(self, clock: MovableClock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock().timestamp()

    def set(self, epoch: float) -> None:
        self._clock.set(datetime.fromtimestamp(epoch, UTC))

    def advance(self, seconds: float) -> None:
        self.set(self.now() + seconds)


class Work:
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


Hub = TypeVar("Hub")


@dataclass(frozen=True)
class Demo(Generic[Hub]):
    """The running demo: open `url` in a browser. hub: the practice chat's way to the bot."""

    url: str
    bot: Bot
    controls: DemoControls
    hub: Hub


def fresh(database: Path) -> str:
    """The address of a SQLite file of which nothing is left."""
    for leftover in database.parent.glob(database.name + "*"):
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
    return f"sqlite:///{database}"


@asynccontextmanager
async def built(values: Mapping[str, Any], clock: MovableClock) -> AsyncIterator[Bot]:
    """The bot with these settings; waiting moves the clock."""

    async def pause(seconds: float) -> None:
        clock.set(clock() + timedelta(seconds=seconds))

    bot = build(Settings(_env_file=None, **values), clock, pause)
    try:
        await upgrade(bot.database)
        yield bot
    finally:
        await bot.close()


def everybody(*, with_large_network: bool) -> Sequence[SamplePerson]:
    """Who is in the demo."""
    return [*sample.PEOPLE, *(large_network.PEOPLE if with_large_network else ())]


def channels(*, with_large_network: bool) -> Mapping[str, str]:
    """The networks' channels, names by id."""
    return sample.CHANNELS | ({large_network.CHANNEL: large_network.CHANNEL_NAME} if with_large_network else {})


def crowd(*, with_large_network: bool) -> Sequence[str]:
    """The ids of those who answer what the bot asks."""
    people = everybody(with_large_network=with_large_network)
    return [person.id for person in people[: len(sample.PEOPLE) + large_network.ACTIVE]]


def network_names() -> Mapping[str, str]:
    """The networks' names by the ids of their channels."""
    return {row["channel_id"]: row["network"] for networks, _ in ROSTERS for row in _rows(networks)}


def in_schools(*, with_large_network: bool) -> frozenset[str]:
    """Those who belong to a school: whom pulse checks ask."""
    rosters = ROSTERS if with_large_network else ROSTERS[:1]
    return frozenset(row["slack_user"] for _, members in rosters for row in _rows(members) if row["school"])


async def furnish(
    bot: Bot,
    workspace_id: int,
    *,
    with_large_network: bool,
    chat_ids: ChatIds,
    person: Callable[[str], str] = str,
    channel: Callable[[str], str] = str,
) -> None:
    """Load the networks, their people and what they rated before the bot, and say in each channel what the setup
    command would have said there, so that a visitor does not start with nothing.

    chat_ids: how the chat writes ids; person, channel: what it calls those of the sample.
    """
    for networks, members in ROSTERS if with_large_network else ROSTERS[:1]:
        files = (_renamed(networks, {"channel_id": channel}), _renamed(members, {"slack_user": person}))
        load = bot.services.networks.importing.load
        await load(*files, bot.clock(), workspace_id=workspace_id, chat_ids=chat_ids)
    before = SourceFile(sample.RESULTS_CSV.name, sample.RESULTS_CSV.read_bytes())
    await bot.services.trends.importing.load(before, bot.clock(), workspace_id=workspace_id)
    by = await bot.services.app.directory.person_for(workspace_id, person("UADMIN"))
    async with bot.database.write() as session:
        for channel_id in channels(with_large_network=with_large_network):
            network = await network_rows.in_channel(session, workspace_id, channel(channel_id))
            if network is not None:
                post_in_channel(session, network, "networks.welcome", {"by": by}, now=bot.clock())


def _renamed(path: Path, names: Mapping[str, Callable[[str], str]]) -> SourceFile:
    """A roster in which the columns named hold what the functions make of them."""
    rows = [{column: names.get(column, str)(text) for column, text in row.items()} for row in _rows(path)]
    written = io.StringIO()
    writer = csv.DictWriter(written, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return SourceFile(path.name, written.getvalue().encode())


def _rows(path: Path) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
