"""`cop-bot hold`: add, list, release."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Awaitable, Callable

from bot.app import build_context, open_chats, worker_name
from bot.chat import Chat
from bot.cli.output import print
from bot.cli.person import NobodyFound, line_of, who_is_meant
from bot.clock import system_clock
from bot.settings import Settings, open_database
from facts.person_data import HoldLine
from services import Services
from services import build as build_services
from services.directory import Directory
from services.holds import NotFound
from storage.migrate import upgrade


async def add(settings: Settings, arguments: argparse.Namespace) -> int:
    """Set a hold, and print what it covers."""
    if (arguments.person is None) == (arguments.network is None):
        print("Name a network, a school with its network, or a person.", file=sys.stderr)
        return 2

    async def do(services: Services, chats: list[Chat]) -> list[HoldLine]:
        now, reason = system_clock(), arguments.reason
        if arguments.person is not None:
            who = await who_is_meant(services, chats, arguments.person, arguments.workspace)
            return [await services.holds.hold_person(who.workspace_id, who.person, reason, now)]
        if arguments.school is not None:
            return [await services.holds.hold_school(arguments.school, arguments.network, reason, now)]
        return [await services.holds.hold_network(arguments.network, reason, now)]

    return await _do(settings, do)


async def list_holds(settings: Settings, _arguments: argparse.Namespace) -> int:
    """Print every hold, a line each."""

    async def do(services: Services, _chats: list[Chat]) -> list[HoldLine]:
        return list(await services.holds.all_holds())

    return await _do(settings, do)


async def release(settings: Settings, arguments: argparse.Namespace) -> int:
    """End a hold, and print it."""

    async def do(services: Services, _chats: list[Chat]) -> list[HoldLine]:
        return [await services.holds.release(arguments.id, system_clock())]

    return await _do(settings, do)


async def _do(settings: Settings, do: Callable[[Services, list[Chat]], Awaitable[list[HoldLine]]]) -> int:
    directory = Directory(open_database(settings))
    chats = list(open_chats(settings, directory))
    context = build_context(settings, chats, directory)
    try:
        await upgrade(context.database)
        found = await do(build_services(context, worker_name()), chats)
    except (NotFound, NobodyFound) as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        await context.database.close()
    for hold in found:
        print(line_of(hold))
    if not found:
        print("Nothing is held.")
    return 0
