"""`cop-bot teams-package`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.cli.output import print
from bot.settings import Settings, SettingsError, wrong_for_teams
from bot.teams.manifest import Package, zipped

UNTOLD = "TEAMS_APP_ID is not set. Copy the Microsoft App ID from your Azure Bot's page 'Configuration'."


async def teams_package(settings: Settings, arguments: argparse.Namespace) -> int:
    """Write the app's package with the settings' ids in it, to be uploaded in the Teams admin centre."""
    if settings.teams_app_id is None or settings.public_url is None:
        raise SettingsError(wrong_for_teams(settings) or [UNTOLD])
    website = arguments.website or settings.public_url
    package = Package(
        app_id=settings.teams_app_id,
        public_url=settings.public_url,
        developer=arguments.developer,
        website=website,
        privacy=arguments.privacy or website,
        terms=arguments.terms or website,
        targeted=settings.teams_targeted,
        reads_history=settings.teams_read_history,
    )
    return _write(arguments.file, zipped(package))


def _write(file: Path, content: bytes) -> int:
    try:
        file.write_bytes(content)
    except OSError as error:
        print(f"{file} cannot be written: {error.strerror}.", file=sys.stderr)
        return 1
    print(f"{file} is ready: upload it in the Teams admin centre, under 'Teams apps', 'Manage apps', 'Upload new app'.")
    return 0
