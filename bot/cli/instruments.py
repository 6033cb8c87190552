"""`cop-bot instrument`: check a file, and write one to fill in."""

from __future__ import annotations

import argparse
import sys

from bot.cli.output import print
from bot.settings import Settings
from domain.instrument import Instrument
from prompts.instrument import TEMPLATE, load_instrument


async def check(settings: Settings, arguments: argparse.Namespace) -> int:
    """Say that an instrument's file can be used, or everything that is wrong with it."""
    found = load_instrument(arguments.file)
    print(f"{arguments.file} can be used.")
    print(described(found))
    return 0


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


def described(found: Instrument) -> str:
    """ "three-pillars, version 2: Three Pillars. 3 domains, 18 items, levels Emerging, …" """
    scales = " / ".join(dict.fromkeys(item.scale.words for item in found.items))
    domains, items = (
        f"{count} {noun}{'' if count == 1 else 's'}"
        for count, noun in ((len(found.pillars), "domain"), (len(found.items), "item"))
    )
    return f"{found.key}, version {found.version}: {found.title}. {domains}, {items}, levels {scales}."
