"""Writes manifest.json, for Slack, and the folder teams/, for Microsoft Teams, anew: `make manifest`."""

from __future__ import annotations

import json
from pathlib import Path

from bot.slack.manifest import manifest
from bot.teams.manifest import Package, files

ROOT = Path(__file__).parent.parent
FILE = ROOT / "manifest.json"
TEAMS = ROOT / "teams"
EXAMPLE = Package(
    app_id="00000000-0000-0000-0000-000000000000",
    public_url="https://YOUR-HOST",
    developer="YOUR ORGANISATION",
    website="https://YOUR-HOST",
    privacy="https://YOUR-HOST",
    terms="https://YOUR-HOST",
)
"""The installation's own goes in its place: `cop-bot teams-package` puts it there."""


def written() -> str:
    """What manifest.json holds."""
    return json.dumps(manifest(), indent=2, ensure_ascii=False) + "\n"


def written_for_teams() -> dict[str, bytes]:
    """What the files in teams/ hold."""
    return files(EXAMPLE)


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
    TEAMS.mkdir(exist_ok=True)
    for name, content in written_for_teams().items():
        (TEAMS / name).write_bytes(content)
