"""`cop-bot import-results`."""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

from bot.app import build_context, worker_name
from bot.cli.changes import print_changes, print_refused
from bot.cli.output import print
from bot.clock import system_clock
from bot.settings import Settings, SettingsError
from domain.earlier_results import COLUMNS
from prompts.instrument import load_instruments
from services import build as build_services
from services.networks import ImportRefused, SourceFile
from storage.migrate import is_usable, upgrade

NOT_THERE = "Name the file: cop-bot import-results RESULTS.csv. For one to fill in: cop-bot import-results --template"
NOT_READY = "The database is not up to date, and a dry run changes nothing. Run: cop-bot migrate"
EXAMPLE = ("Example network", "2024-S1")


async def import_results(settings: Settings, arguments: argparse.Namespace) -> int:
    """Load results from before the bot, and print what changed; or print every problem, and change nothing."""
    if arguments.template:
        return _write_template(settings, arguments.file or Path("results.csv"), arguments.instrument)
    if arguments.file is None:
        raise SettingsError([NOT_THERE])
    try:
        source = SourceFile(str(arguments.file), arguments.file.read_bytes())
    except OSError as error:
        print(f"{error.filename}: {error.strerror}. Check the path.", file=sys.stderr)
        return 1
    context = build_context(settings)
    try:
        if not arguments.dry_run:
            await upgrade(context.database)
        elif not await is_usable(context.database):
            print(NOT_READY, file=sys.stderr)
            return 1
        services = build_services(context, worker_name())
        changes = await services.trends.importing.load(source, system_clock(), dry_run=arguments.dry_run)
    except ImportRefused as refused:
        print_refused(refused)
        return 1
    finally:
        await context.database.close()
    print_changes(changes, verbose=arguments.verbose)
    if arguments.dry_run:
        print("That was a dry run: nothing was changed.")
    return 0


def _write_template(settings: Settings, path: Path, key: str | None) -> int:
    """Write a file with a line for each item; one that is there already stays as it is."""
    known = {one.key: one for one in load_instruments(settings.instrument_file, settings.instruments_dir)}
    if key is not None and key not in known:
        raise SettingsError([f"No instrument has the key {key}. There are: {', '.join(known)}."])
    instrument = known[key] if key is not None else next(iter(known.values()))
    columns = (*COLUMNS.needed, *COLUMNS.optional)
    try:
        # With the mark at its start, spreadsheet programs take the file for what it is.
        with path.open("x", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            for item in instrument.items:
                writer.writerow((*EXAMPLE, item.key, item.scale.names[0], "agreed", "", key or ""))
    except FileExistsError:
        print(f"{path} exists already, and is not overwritten. Name another file, or move it away.", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{path} cannot be written: {error.strerror}.", file=sys.stderr)
        return 1
    print(f"{path}: {','.join(columns)}")
    print("Put your network, half-years and levels into it, then try: cop-bot import-results --dry-run", path)
    return 0
