"""How long one opening takes to reach everybody, against the least time that the chat's limits allow.

`python -m benchmarks.fanout [--teams] [57 570 5700]`: for so many networks, a channel post and eight direct messages
each, in virtual time. Up to 57 networks everything goes over HTTP through the practice workspace, which counts Slack's
limits by the virtual clock; beyond, and for Teams, a messenger in this process counts them the same way.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import multiprocessing
import resource
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from pydantic import SecretStr
from sqlalchemy import update

from benchmarks import statewide
from benchmarks.faults import postgres
from benchmarks.quick_messenger import QuickMessenger
from benchmarks.quick_teams import IN_TENANT, QuickTeams
from benchmarks.tables import circumstances, table
from bot.app import build_context
from bot.settings import Settings
from practice.clock import VirtualClock
from practice.slack.rates import CHANNEL_BURST, WORKSPACE_POSTS
from practice.slack.server import running
from practice.slack.world import World
from prompts.instrument import load_instruments
from services.context import AppContext
from services.delivery.engine import DeliveryService
from services.directory import Directory
from storage.calendars import load_calendar
from storage.database import Database
from storage.models import Workspace
from tests.house import BOT_TOKEN, MANIFEST, SIGNING_SECRET
from tests.services.announcing import ANNOUNCEMENTS

START = datetime(2026, 5, 18, 22, 30, tzinfo=UTC)
OVER_HTTP = 57
SIZES = (57, 570, 5700)
SAMPLE = 250
Done = TypeVar("Done")
HEADINGS = (
    "networks",
    "messages",
    "least time (s)",
    "our time (s)",
    "ratio",
    "429s",
    "CPU ms a message, first",
    "CPU ms a message, last",
    "memory peak (MiB)",
)


@dataclass
class Measured:
    """One size's outcome; times in virtual seconds, cost in this process's CPU milliseconds."""

    networks: int
    messages: int
    least: float
    ours: float
    refused: int
    first_cost: float
    last_cost: float
    peak: float

    @property
    def ratio(self) -> float:
        return self.ours / self.least

    def row(self) -> list[object]:
        times = [round(self.least, 1), round(self.ours, 1), f"{self.ratio:.3f}", self.refused]
        return [self.networks, self.messages, *times, round(self.first_cost, 1), round(self.last_cost, 1), self.peak]


def least_seconds(messages: int, most_in_one_channel: int) -> float:
    """The least time in which Slack takes so many posts, starting with full buckets.

    A person can be posted to by their id, so that no call to open a conversation is needed.
    """
    in_workspace = max(0.0, (messages - WORKSPACE_POSTS) / (WORKSPACE_POSTS / 60))
    in_channel = max(0.0, float(most_in_one_channel - CHANNEL_BURST))
    return max(in_workspace, in_channel, 1.0)


def least_seconds_in_teams(networks: int, people: int) -> float:
    """The least time in which Teams takes a post in each channel and begins a chat with each person to post there."""
    return max((networks + 2 * people - IN_TENANT) / IN_TENANT, 1.0)


async def measure(url: str, networks: int, *, teams: bool = False) -> Measured:
    """Send an opening that is queued there, moving the virtual clock on whenever nothing may go yet."""
    clock = VirtualClock(START.timestamp())
    async with contextlib.AsyncExitStack() as stack:
        if networks <= OVER_HTTP and not teams:
            context, progress = await stack.enter_async_context(_over_http(url, clock, networks))
        else:
            messenger = QuickTeams(clock) if teams else QuickMessenger(clock)
            database = Database(url)
            context = AppContext(database, messenger, load_instruments, load_calendar, Directory(database))
            progress = _Progress(lambda: messenger.posts, lambda: messenger.last, lambda: messenger.refused)
        stack.push_async_callback(context.database.close)
        costs = await _send_all(DeliveryService(context, ANNOUNCEMENTS, "bench"), clock)
    messages = networks * (1 + len(statewide.LEADERS))
    if progress.posts() != messages:
        raise RuntimeError(f"{progress.posts()} of {messages} messages went out")
    return Measured(
        networks,
        messages,
        least_seconds_in_teams(networks, messages - networks) if teams else least_seconds(messages, 1),
        progress.last() - START.timestamp(),
        progress.refused(),
        sum(costs[:SAMPLE]) / SAMPLE,
        sum(costs[-SAMPLE:]) / SAMPLE,
        round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    )


async def queue(url: str, networks: int, *, teams: bool = False) -> None:
    """Fill a database with the networks, and queue one opening."""
    database = Database(url)
    found = await statewide.load(database, networks, START)
    if teams:
        async with database.write() as session:
            await session.execute(update(Workspace).values(chat="teams"))
    await statewide.queue_opening(database, found, "test.words", START)
    await database.close()


@dataclass(frozen=True)
class _Progress:
    posts: Callable[[], int]
    last: Callable[[], float]
    refused: Callable[[], int]


@contextlib.asynccontextmanager
async def _over_http(url: str, clock: VirtualClock, networks: int) -> AsyncIterator[tuple[AppContext, _Progress]]:
    world = World(clock, team_id=statewide.TEAM, scopes=frozenset(MANIFEST["oauth_config"]["scopes"]["bot"]))
    statewide.people(world, networks)
    async with running(world, signing_secret=SIGNING_SECRET, bot_token=BOT_TOKEN) as slack:
        settings = Settings(
            _env_file=None, slack_bot_token=SecretStr(BOT_TOKEN), slack_api_url=slack.url, database_url=url
        )

        def stamps() -> list[float]:
            return [float(m["ts"]) for channel in world.channels.values() for m in channel.messages]

        refused = 0
        take = slack.app.state.limits.take

        def counting(*arguments: Any, **options: Any) -> int | None:
            nonlocal refused
            wait: int | None = take(*arguments, **options)
            refused += wait is not None
            return wait

        slack.app.state.limits.take = counting
        yield build_context(settings), _Progress(lambda: len(stamps()), lambda: max(stamps()), lambda: refused)


async def _send_all(service: DeliveryService, clock: VirtualClock) -> list[float]:
    """Send until nothing waits; returns the CPU milliseconds of each message."""
    costs: list[float] = []
    while (due := await service.next_due()) is not None:
        clock.set(max(clock.now(), due.timestamp()))
        while True:
            started = time.process_time()
            if not await service.deliver_one(datetime.fromtimestamp(clock.now(), UTC)):
                break
            costs.append((time.process_time() - started) * 1000)
    return costs


def report(sizes: Sequence[int] = SIZES[:2]) -> tuple[str, bool]:
    """(the table, whether all ratios are within 1.1)"""
    return _report(sizes, teams=False)


def report_teams(sizes: Sequence[int] = SIZES[:2]) -> tuple[str, bool]:
    """The same in Microsoft Teams."""
    return _report(sizes, teams=True)


def _report(sizes: Sequence[int], *, teams: bool) -> tuple[str, bool]:
    with postgres() as server:
        found = []
        for networks in sizes:
            with server.fresh_database() as url:
                _alone(_queued, url, networks, teams)
                found.append(_alone(_measured, url, networks, teams))
    return table(HEADINGS, [each.row() for each in found]), all(each.ratio <= 1.1 for each in found)


def _queued(url: str, networks: int, teams: bool) -> None:
    asyncio.run(queue(url, networks, teams=teams))


def _measured(url: str, networks: int, teams: bool) -> Measured:
    return asyncio.run(measure(url, networks, teams=teams))


def _alone(what: Callable[[str, int, bool], Done], url: str, networks: int, teams: bool) -> Done:
    """In a process of its own, so that the memory peak is that of the sending alone."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return process.submit(what, url, networks, teams).result()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--teams", action="store_true", help="in Microsoft Teams")
    parser.add_argument("networks", type=int, nargs="*", default=SIZES)
    print(circumstances() + "\n")
    arguments = parser.parse_args()
    text, within = _report(arguments.networks, teams=arguments.teams)
    print(text)
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
