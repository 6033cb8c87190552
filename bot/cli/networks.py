"""`cop-bot import`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.app import build_ground, introduce, worker_name
from bot.cli.output import print
from bot.clock import system_clock
from bot.settings import Settings, SettingsError
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
        workspace_id, slack_reason = await _workspace(settings, services, arguments.workspace)
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


async def _workspace(settings: Settings, services: Services, named: str | None) -> tuple[int | None, str]:
    """Our id of the workspace that the files are for, or None with the reason why Slack cannot be asked.

    named: the Slack id of the workspace, needed only where the bot is installed in several.
    """
    if settings.uses_oauth:
        return await _installed(services, named), ""
    if not settings.slack_bot_token.get_secret_value():
        return None, "SLACK_BOT_TOKEN is not set"
    try:
        return await introduce(settings, services, system_clock()), ""
    except DeliveryProblem as problem:
        print(f"Slack cannot be asked ({problem.reason}), so the files are loaded without it.", file=sys.stderr)
        return None, f"Slack answered {problem.reason}"


async def _installed(services: Services, named: str | None) -> int:
    """Our id of the named workspace, or of the only one. Raises SettingsError where it is not clear which."""
    known = {one.slack_id: one.name for one in await services.workspaces.every()}
    if named is None and len(known) == 1:
        named = next(iter(known))
    if named is None or named not in known:
        names = ", ".join(f"{slack_id} ({name})" for slack_id, name in known.items()) or "none yet; see /slack/install"
        raise SettingsError([f"Say for which workspace, with --workspace ID. The bot is installed in: {names}"])
    return await services.places.workspace(named)


def _print(changes: Changes) -> None:
    if not changes:
        print("Nothing to change: the database holds what the files say.")
        return
    for word, lines in (("added", changes.added), ("changed", changes.changed), ("ended", changes.ended)):
        for line in lines:
            print(f"{word:8} {line}")
    print(f"{len(changes.added)} added, {len(changes.changed)} changed, {len(changes.ended)} ended.")
