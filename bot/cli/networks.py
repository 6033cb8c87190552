"""`cop-bot import`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.app import build_ground, worker_name
from bot.clock import system_clock
from bot.settings import Settings
from services import Services
from services import build as build_services
from services.networks.importing import Changes, ImportRefused
from services.networks.roster_files import SourceFile
from services.ports import DeliveryProblem
from storage.migrate import upgrade


async def import_files(settings: Settings, arguments: argparse.Namespace) -> int:
    """Load both files into the database, and print what changed; or print every problem, and change nothing."""
    try:
        networks, members = _read(arguments.networks), _read(arguments.members)
    except OSError as error:
        print(f"{error.filename}: {error.strerror}. Check the path.", file=sys.stderr)
        return 1
    ground = build_ground(settings)
    services = build_services(ground, worker_name())
    try:
        await upgrade(ground.database)
        workspace_id, slack_reason = await _workspace(settings, services)
        try:
            changes = await services.networks.importing.load(
                networks, members, system_clock(), workspace_id=workspace_id, slack_reason=slack_reason
            )
        except ImportRefused as refused:
            for problem in refused.problems:
                print(problem, file=sys.stderr)
            number = len(refused.problems)
            print(f"{number} {'problem' if number == 1 else 'problems'}; nothing was changed.", file=sys.stderr)
            return 1
    finally:
        await ground.database.close()
    _print(changes)
    return 0


def _read(path: Path) -> SourceFile:
    return SourceFile(str(path), path.read_bytes())


async def _workspace(settings: Settings, services: Services) -> tuple[int | None, str]:
    """Our id of the workspace that the token belongs to, or None with the reason why Slack cannot be asked."""
    if not settings.slack_bot_token.get_secret_value():
        return None, "SLACK_BOT_TOKEN is not set"
    try:
        who = await services.ground.messenger.identity()
    except DeliveryProblem as problem:
        print(f"Slack cannot be asked ({problem.reason}), so the files are loaded without it.", file=sys.stderr)
        return None, f"Slack answered {problem.reason}"
    return await services.places.workspace(who.workspace_id, who.name, who.bot_user_id), ""


def _print(changes: Changes) -> None:
    if not changes:
        print("Nothing to change: the database holds what the files say.")
        return
    for word, lines in (("added", changes.added), ("changed", changes.changed), ("ended", changes.ended)):
        for line in lines:
            print(f"{word:8} {line}")
    print(f"{len(changes.added)} added, {len(changes.changed)} changed, {len(changes.ended)} ended.")
