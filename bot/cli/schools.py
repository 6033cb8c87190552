"""`cop-bot schools`: load, rename, merge, move."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Awaitable, Callable

from bot.app import build_context, worker_name
from bot.cli.output import print
from bot.clock import system_clock
from bot.settings import Settings
from services import build as build_services
from services.networks.roster_files import SourceFile
from services.networks.school_changes import ChangeRefused, SchoolChanges
from services.networks.school_places import SOURCE, ListRefused
from storage.migrate import upgrade


async def load_schools(settings: Settings, arguments: argparse.Namespace) -> int:
    """Fill the schools' numbers, types and places from the department's list, and print what changed."""
    try:
        source = SourceFile(str(arguments.file), arguments.file.read_bytes())
    except OSError as error:
        print(f"{error.filename}: {error.strerror}. Check the path.", file=sys.stderr)
        return 1
    context = build_context(settings)
    try:
        await upgrade(context.database)
        services = build_services(context, worker_name())
        taken = await services.networks.school_list.load(source, system_clock())
    except ListRefused as refused:
        for problem in refused.problems:
            print(problem, file=sys.stderr)
        print("Nothing was changed.", file=sys.stderr)
        return 1
    finally:
        await context.database.close()
    for line in taken.changed:
        print(f"changed  {line}")
    for line in taken.ambiguous:
        print(f"left     {line}. Give its number, postcode or town, then load the list again.")
    for line in taken.twice:
        print(f"left     {line}. If both are one school: cop-bot schools merge, or move.")
    counts = f"{taken.known} recognised, {len(taken.changed)} changed, {len(taken.ambiguous)} unclear."
    print(f"{counts} Not in the list: {taken.unknown}.")
    print(f"Source: {SOURCE}.")
    return 0


async def rename_school(settings: Settings, arguments: argparse.Namespace) -> int:
    """Give a school another name, and print what changed."""
    return await _change(
        settings, lambda schools: schools.rename(arguments.network, arguments.old, arguments.new, system_clock())
    )


async def merge_schools(settings: Settings, arguments: argparse.Namespace) -> int:
    """Let two schools be one, and print what changed."""
    return await _change(
        settings,
        lambda schools: schools.merge(
            arguments.network, arguments.gone, arguments.into, system_clock(), from_network=arguments.source
        ),
    )


async def move_school(settings: Settings, arguments: argparse.Namespace) -> int:
    """Let a school be in another network, and print what changed."""
    return await _change(
        settings, lambda schools: schools.move(arguments.network, arguments.school, arguments.to, system_clock())
    )


async def _change(settings: Settings, change: Callable[[SchoolChanges], Awaitable[list[str]]]) -> int:
    context = build_context(settings)
    try:
        await upgrade(context.database)
        lines = await change(build_services(context, worker_name()).networks.school_changes)
    except ChangeRefused as refused:
        print(refused, file=sys.stderr)
        print("Nothing was changed.", file=sys.stderr)
        return 1
    finally:
        await context.database.close()
    for line in lines:
        print(f"changed  {line}")
    if not lines:
        print("Nothing to change: it is so already.")
    return 0
