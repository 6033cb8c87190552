"""The app's package for Teams is made of what the bot hears, and is as Microsoft's schema of 1.29 wants it."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from PIL import Image

from bot.app import build
from bot.cli import main
from bot.settings import Settings
from bot.teams.manifest import MOST_COMMANDS, SHORTCUTS, files
from scripts.manifest import EXAMPLE, TEAMS, written_for_teams

SCHEMA = json.loads((Path(__file__).parent / "MicrosoftTeams.schema.json").read_text(encoding="utf-8"))
"""Published at https://github.com/OfficeDev/microsoft-teams-app-schema, under the licence beside it."""
APP = "7c5f1f2e-2a5e-4a7e-9d0b-3d6b1c1e8a01"


def validated(found: dict[str, Any]) -> dict[str, Any]:
    jsonschema.Draft4Validator(SCHEMA).validate(found)
    return found


def test_the_folder_is_as_it_is_made_and_the_schema_takes_it() -> None:
    manifest = (TEAMS / "manifest.json").read_bytes()
    assert manifest == written_for_teams()["manifest.json"], "make manifest"
    validated(json.loads(manifest))
    for name, side in (("color.png", 192), ("outline.png", 32)):
        with Image.open(TEAMS / name) as there, Image.open(io.BytesIO(written_for_teams()[name])) as made:
            assert there.size == made.size == (side, side)


def test_every_command_and_shortcut_that_is_heard_is_offered_and_no_other() -> None:
    settings = Settings(_env_file=None, slack_bot_token="xoxb-x", slack_signing_secret="s")  # type: ignore[arg-type]
    router = build(settings).router
    manifest = validated(json.loads(files(EXAMPLE)["manifest.json"]))
    [bot], [extension] = manifest["bots"], manifest["composeExtensions"]
    team, personal = ([one["title"] for one in offered["commands"]] for offered in bot["commandLists"])
    assert {f"/cop-{title}" for title in (*team, *personal[:-1])} == set(router.commands)
    assert personal[-2:] == ["help", "home"]
    assert "meeting" in personal
    assert max(len(team), len(personal)) <= MOST_COMMANDS
    assert {one["id"] for one in extension["commands"]} == set(router.shortcuts) == {str(one) for one in SHORTCUTS}


def test_permissions_are_asked_for_only_where_the_settings_need_them() -> None:
    usual = json.loads(files(EXAMPLE)["manifest.json"])
    assert not {"authorization", "webApplicationInfo"} & usual.keys()
    reading = validated(json.loads(files(replace(EXAMPLE, reads_history=True))["manifest.json"]))
    assert "ChannelMessage.Read.Group" in json.dumps(reading["authorization"])


def test_the_command_writes_a_package_with_the_settings_ids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in {"TEAMS_APP_ID": APP, "PUBLIC_URL": "https://bot.example.org"}.items():
        monkeypatch.setenv(name, value)
    assert main(["teams-package", "bot.zip", "--developer", "Coburg schools"]) == 0
    with zipfile.ZipFile(tmp_path / "bot.zip") as package:
        manifest = validated(json.loads(package.read("manifest.json")))
        assert sorted(package.namelist()) == ["color.png", "manifest.json", "outline.png"]
    assert (manifest["id"], manifest["validDomains"]) == (APP, ["bot.example.org"])
    monkeypatch.delenv("PUBLIC_URL")
    assert main(["teams-package"]) == 2
