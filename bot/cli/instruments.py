"""`cop-bot instrument`: list those there are, check a file, and write one to fill in."""

from __future__ import annotations

import argparse
import sys

from bot.app import build_context, worker_name
from bot.cli.output import print
from bot.settings import Settings
from domain.instrument import Instrument
from domain.lineage import is_newer, undeclared
from prompts.instrument import TEMPLATE, load_instrument, load_instruments
from services import build as build_services
from storage.migrate import upgrade

MOST_NAMES = 8
"""Networks that are named; the others are counted."""


async def check(settings: Settings, arguments: argparse.Namespace) -> int:
    """Say that an instrument's file can be used, or everything that is wrong with it."""
    found = load_instrument(arguments.file)
    faults = _against_the_one_in_use(found, settings)
    for fault in faults:
        print(f"{arguments.file}, {fault}", file=sys.stderr)
    if faults:
        return 1
    print(f"{arguments.file} can be used.")
    print(described(found))
    return 0


def _against_the_one_in_use(found: Instrument, settings: Settings) -> list[str]:
    """What is wrong with it as a new version of the instrument in use that has its key."""
    in_use = load_instruments(settings.instrument_file, settings.instruments_dir)
    before = next((one for one in in_use if one.key == found.key), found)
    gone = undeclared(before, found)
    faults = []
    if not is_newer(before, found):
        faults.append(f"version: it differs from the one in use and has its version, {found.version}; raise it.")
    if gone:
        items = ", ".join(gone)
        faults.append(f"history: version {before.version} has items that are gone; say what became of: {items}.")
    return faults


async def template(settings: Settings, arguments: argparse.Namespace) -> int:
    """Write a file to fill in, with an example of everything that it may hold."""
    try:
        with arguments.file.open("x", encoding="utf-8") as file:
            file.write(TEMPLATE.read_text(encoding="utf-8"))
    except OSError as error:
        print(f"{arguments.file}: {error.strerror}. Nothing was written.", file=sys.stderr)
        return 1
    print(f"Wrote {arguments.file}. Fill it in, then: cop-bot instrument check {arguments.file}")
    return 0


async def show(settings: Settings, arguments: argparse.Namespace) -> int:
    """A line for each instrument that networks can use, and one for who uses it."""
    context = build_context(settings)
    try:
        await upgrade(context.database)
        users = await build_services(context, worker_name()).assessments.choosing.users()
    finally:
        await context.database.close()
    for found in context.instruments.values():
        print(described(found))
        names = users[found.key]
        more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
        print(f"  used by {', '.join(names[:MOST_NAMES])}{more}" if names else "  used by no network")
    return 0


def described(found: Instrument) -> str:
    """ "three-pillars, version 2: Three Pillars. 3 domains, 18 items, levels Emerging, …" """
    scales = " / ".join(dict.fromkeys(item.scale.words for item in found.items))
    domains, items = (
        f"{count} {noun}{'' if count == 1 else 's'}"
        for count, noun in ((len(found.pillars), "domain"), (len(found.items), "item"))
    )
    return f"{found.key}, version {found.version}: {found.title}. {domains}, {items}, levels {scales}."
