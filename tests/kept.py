"""A house as it stood after a story, opened again for each test that goes on from there.

Tests that begin with the same weeks (a round is set up, everybody rates, it is closed) have these lived once in each
process. A kept house is opened as after a restart of the bot: the same files, another process, nothing in its memory.
On PostgreSQL the story is lived each time.
"""

from __future__ import annotations

import itertools
import pickle
import sqlite3
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import make_url

from bot.app import Bot
from tests.house import House, open_house
from tests.teams_house import TeamsHouse

T = TypeVar("T")
H = TypeVar("H", House, TeamsHouse)

IN_SLACK = ("users", "channels", "files", "ephemerals", "last_read", "_last_micros", "_serial")
IN_TEAMS = ("users", "teams", "chats", "last_read", "_last_id", "_generations", "_known_as", "_channels", "_chat_of")
"""What a world holds of what has happened in it; the rest is its clock, its server, and what was open."""
MOST_KEPT = 60
FIRST_NEW = 10_000
"""The number of the first form in a house that is opened again: none has that of one before."""


@asynccontextmanager
async def house_after(
    story: Callable[..., Awaitable[T]], *told: Any, url: str, start: datetime, **options: Any
) -> AsyncIterator[tuple[House, T]]:
    """The house of `open_house(url, start, **options)` in which `await story(house, *told)` has happened and the bot
    is done with it, and what the story gave, which is a copy as well: ids and words, and nothing of one house.
    """
    made_of = ("slack", story, told, start, repr(sorted(options.items())))
    async with opened_after(
        made_of, partial(open_house, **options), lambda one: story(one, *told), url, start
    ) as found:
        yield found


@asynccontextmanager
async def opened_after(
    made_of: tuple[object, ...],
    opened: Callable[..., AbstractAsyncContextManager[H]],
    story: Callable[[H], Awaitable[T]],
    url: str,
    start: datetime,
) -> AsyncIterator[tuple[H, T]]:
    """The same with whatever opens a house. made_of: tells this house from every other that is kept."""
    kept = _find(made_of, url)
    async with opened(url, kept.now if kept else start, put_back=kept and kept.put_back) as house:
        if kept is None:
            outcome = await story(house)
            await house.settle()
            _keep(made_of, house, outcome)
        else:
            outcome = kept.outcome()
        yield house, outcome


@dataclass(frozen=True)
class Kept:
    """files: the database's own and those beside it, by what their names add to its. world: what stood in the chat.
    told: what the story gave. addresses: the workspace's and the bot's."""

    now: datetime
    files: dict[str, bytes]
    may_have_remains: bool
    world: bytes
    told: bytes
    addresses: list[str]

    def put_back(self, world: Any, hub: Any, bot: Bot) -> None:
        """Let a world be as it was; nobody has acted in it yet. The database's files stand already."""
        held = self.world
        for before, after in zip(self.addresses, _addresses(world, bot), strict=True):
            assert len(before) == len(after)
            held = held.replace(before.encode(), after.encode())
        of_world, of_hub, shelves = pickle.loads(held)  # noqa: S301 - written below, by this process
        vars(world).update(of_world)
        vars(hub).update(of_hub)
        for shelf, own in shelves.items():
            vars(getattr(world, shelf)).update(own)
        of_views = world.dialogs if hasattr(world, "dialogs") else world.views
        of_views._serial = itertools.count(FIRST_NEW)
        bot.database.may_have_remains = self.may_have_remains

    def outcome(self) -> Any:
        return pickle.loads(self.told)  # noqa: S301 - likewise


_kept: OrderedDict[tuple[object, ...], Kept] = OrderedDict()


def _find(made_of: tuple[object, ...], url: str) -> Kept | None:
    """What is kept of that, its files put where the database is to be."""
    found, path = _kept.get(made_of), _file(url)
    if found is None or path is None:
        return None
    for more, content in found.files.items():
        one = Path(f"{path}{more}")
        one.parent.mkdir(exist_ok=True)
        one.write_bytes(content)
    return found


def _keep(made_of: tuple[object, ...], house: House | TeamsHouse, told: object) -> None:
    """Keep a house that is at rest."""
    path = _file(str(house.database.url))
    if path is None:
        return
    with closing(sqlite3.connect(path)) as connection:
        files = {"": connection.serialize()}
    for one in [path.with_name(f"{path.name}.key"), *path.parent.glob(f"{path.name}.open/*")]:
        if one.is_file():
            files[str(one)[len(str(path)) :]] = one.read_bytes()
    world: Any = house.world
    if isinstance(house, TeamsHouse):
        names, of_hub = IN_TEAMS, {}
        shelves = {"app": vars(world.app), "dialogs": {"open": world.dialogs.open}}
    else:
        names, of_hub = IN_SLACK, {"message_states": house.hub.message_states}
        shelves = {"bot": vars(world.bot), "views": {"stacks": world.views.stacks, "homes": world.views.homes}}
    held = ({name: vars(world)[name] for name in names}, of_hub, shelves)
    _kept[made_of] = Kept(
        house.now,
        files,
        house.database.may_have_remains,
        pickle.dumps(held),
        pickle.dumps(told),
        _addresses(world, house.bot),
    )
    while len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)


def _file(url: str) -> Path | None:
    found = make_url(url)
    return Path(str(found.database)) if found.get_backend_name() == "sqlite" else None


def _addresses(world: Any, bot: Bot) -> list[str]:
    """Where the workspace and the bot are found: in the cards of Teams their pictures are, and each house has its own.
    All are as long as each other, so that one can stand in another's place."""
    return [world.base_url, *([bot.settings.public_url] if bot.settings.public_url else [])]
