"""The composition root: puts settings, database, chats, services and handlers together."""

from __future__ import annotations

import asyncio
import os
import re
import socket
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from starlette.applications import Starlette
from starlette.routing import BaseRoute

import handlers
from bot.chat import Chat, NotLetIn
from bot.clock import Clock, in_utc, system_clock
from bot.connections import Connections
from bot.health import health_routes, metrics_route
from bot.messengers import ChatMessengers
from bot.scheduler import Worker
from bot.settings import Settings, open_database
from domain.pairing_weights import read_weights
from handlers.router import Router
from services import Services
from services import build as build_services
from services.context import AppContext
from services.directory import Directory
from services.ports import DeliveryProblem
from storage.calendars import find_calendar, known_calendars, load_calendar
from storage.database import Database
from storage.rate_limits import LOOK_UP, PACES, SLOWED_LOOK_UP

if TYPE_CHECKING:
    from bot.slack.messenger import Pause
    from bot.slack.side import SlackSide
    from domain.instrument import Instrument


class Bot(Struct, frozen=True):
    """Everything of one process, ready to be started. slack: where it speaks there."""

    settings: Settings
    clock: Clock
    database: Database
    services: Services
    chats: Sequence[Chat]
    slack: SlackSide | None
    router: Router
    worker: Worker
    web: Starlette
    connections: Connections

    async def introduce(self) -> None:
        """Ask each chat who the bot is there, and remember that. Raises NotLetIn."""
        await introduce(self.chats, self.services, self.clock())

    async def close(self) -> None:
        """Let handlers finish what they are doing, and close the database and the connections to the chats."""
        await self.router.finish()
        await self.database.close()
        await self.connections.close()


def open_chats(
    settings: Settings,
    directory: Directory,
    clock: Clock = system_clock,
    pause: Pause = asyncio.sleep,
    connections: Connections | None = None,
) -> Sequence[Chat]:
    """The chats that are set up; Slack where none is, for commands that need no chat."""
    found: list[Chat] = []
    if settings.uses_slack or not settings.uses_teams:
        from bot.slack.side import SlackSide  # where a chat is not set up, its libraries stay away

        found.append(SlackSide(settings, directory, clock, pause, connections))
    if settings.uses_teams:
        from bot.teams.side import TeamsSide

        found.append(TeamsSide(settings, directory, clock, pause, connections))
    return found


def build_context(
    settings: Settings, chats: Sequence[Chat] | None = None, directory: Directory | None = None
) -> AppContext:
    """Database, messengers, calendars and instrument, as the settings say. chats, directory: where they are open."""
    directory = directory or Directory(open_database(settings))
    database = directory.database
    chats = open_chats(settings, directory) if chats is None else chats
    return AppContext(
        directory=directory,
        database=database,
        messengers=ChatMessengers(database, {chat.name: chat.messengers for chat in chats}),
        read_instruments=_instruments(settings),
        calendar=partial(load_calendar, directory=settings.calendars_dir),
        operators=partial(_operators, settings, chats),
        is_of_chat=partial(_is_of_chat, {chat.name: chat.ids.person for chat in chats}),
        calendar_names=partial(known_calendars, settings.calendars_dir),
        find_calendar=partial(find_calendar, directory=settings.calendars_dir),
        review_weights=read_weights(settings.review_weights),
        kept_days=settings.keep_days,
        look_up_pace=SLOWED_LOOK_UP if settings.history_is_slowed else PACES[LOOK_UP],
    )


def _instruments(settings: Settings) -> Callable[[], Sequence[Instrument]]:
    """Reads the instruments: an operator's own at once, so that a start tells what is wrong with them; those that come
    with the bot, when a network is first asked about its practice."""
    read = cache(partial(_read_instruments, settings.instrument_file, settings.instruments_dir))
    if settings.instrument_file or settings.instruments_dir:
        read()
    return read


def _read_instruments(file: Path | None, directory: Path | None) -> Sequence[Instrument]:
    from prompts.instrument import load_instruments

    return load_instruments(file, directory)


def _operators(settings: Settings, chats: Sequence[Chat]) -> frozenset[str]:
    """Those whom the settings name, by their ids where they are named by an address that a chat knows by now."""
    known = {address: chat_id for chat in chats for address, chat_id in chat.addresses.items()}
    return frozenset(known.get(one.lower(), one) for one in settings.admin_user_ids)


def _is_of_chat(forms: Mapping[str, re.Pattern[str]], chat: str, chat_id: str) -> bool:
    return chat in forms and forms[chat].fullmatch(chat_id) is not None


async def introduce(chats: Sequence[Chat], services: Services, now: datetime) -> dict[str, int | None]:
    """Ask each chat who the bot is there, and remember that; where its workspace counted as left, it goes on.

    Returns our ids of the workspaces by chat, None where each workspace has its own token. Raises NotLetIn.
    """
    found: dict[str, int | None] = {}
    for chat in chats:
        try:
            who = await chat.identity()
        except DeliveryProblem as problem:
            raise NotLetIn(chat.title, problem.reason) from problem
        found[chat.name] = None
        if who is not None:
            known = await services.places.workspace(who.workspace_id, who.name, who.bot_user_id, chat=chat.name)
            await services.workspaces.note_back(known, now)
            found[chat.name] = known
            await chat.meet_operators()
    return found


def build(
    settings: Settings,
    clock: Clock = system_clock,
    pause: Pause = asyncio.sleep,
    connections: Connections | None = None,
) -> Bot:
    """The whole bot. Nothing is connected or started yet. connections: its own to the chats, where others are given."""
    clock = in_utc(clock)
    connections = connections or Connections()
    database = open_database(settings)
    directory = Directory(database)
    chats = open_chats(settings, directory, clock, pause, connections)
    services = build_services(build_context(settings, chats, directory), worker_name())
    router = handlers.register(services)
    heard = [route for chat in chats for route in chat.hear(services, router)]
    return Bot(
        settings=settings,
        clock=clock,
        database=database,
        services=services,
        chats=chats,
        slack=_slack_in(chats),
        router=router,
        worker=Worker(services, clock),
        web=Starlette(routes=[*heard, *monitoring(chats, services)]),
        connections=connections,
    )


def _slack_in(chats: Sequence[Chat]) -> SlackSide | None:
    if all(chat.name != "slack" for chat in chats):
        return None
    from bot.slack.side import SlackSide

    return next((chat for chat in chats if isinstance(chat, SlackSide)), None)


def worker_name() -> str:
    """Tells this process from every other that shares the database."""
    return f"{socket.gethostname()}:{os.getpid()}:{os.urandom(4).hex()}"


def monitoring(chats: Sequence[Chat], services: Services) -> Sequence[BaseRoute]:
    """Whether the process lives and is ready, for load balancers; anybody may ask."""
    return health_routes(services, {chat.name: chat.identity for chat in chats})


def figures_app(chats: Sequence[Chat], services: Services, clock: Clock) -> Starlette:
    """What stands at METRICS_PORT: the figures, beside what anybody may ask."""
    return Starlette(routes=[*monitoring(chats, services), metrics_route(services, clock)])
