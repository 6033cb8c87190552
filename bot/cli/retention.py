"""`cop-bot retention`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from bot.app import build_context, worker_name
from bot.cli.output import print
from bot.clock import system_clock
from bot.settings import Settings
from facts.person_data import KeptRecords
from services import build as build_services
from storage.migrate import upgrade


async def retention(settings: Settings, arguments: argparse.Namespace) -> int:
    """Print how long each kind of record is kept, and how many are older; with --erase, erase those first."""
    context = build_context(settings)
    try:
        await upgrade(context.database)
        service = build_services(context, worker_name()).retention
        if arguments.erase:
            gone = await service.erase(system_clock())
            print(f"{gone} {'record was' if gone == 1 else 'records were'} erased; the audit counts them by kind.")
        for line in lines_of(await service.standing(system_clock())):
            print(line)
    finally:
        await context.database.close()
    return 0


def lines_of(standing: Sequence[KeptRecords]) -> list[str]:
    """A line for each kind of record."""
    return [
        f"{one.kind:13} {'for ever' if not one.days else f'{one.days} days':10}"
        + f" {one.older} older, to go"
        + (f"; {one.held} older, held" if one.held else "")
        for one in standing
    ]
