"""docs/install-teams.md against the code: settings, commands, permissions, addresses and hosts are as it says."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr

from bot.app import build
from bot.cli import build_parser
from bot.settings import Settings, wrong_for_teams
from bot.teams import manifest as made
from bot.teams.identity import SERVICE_DOMAINS, SERVICE_HOSTS
from practice.teams.ids import object_id
from prompts.actions.cards import ActionsShortcut
from prompts.home import HomeShortcut
from prompts.offers.cards import OffersShortcut
from prompts.stories.cards import StoriesShortcut

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "install-teams.md").read_text(encoding="utf-8")
CODE = set(re.findall(r"`([^`\n]+)`", PAGE))
BLOCKS = re.findall(r"```\n(.*?)```", PAGE, re.DOTALL)
EXAMPLE = made.Package(object_id("app"), "https://bot.example.org", "Us", *["https://example.org"] * 3)


def rows(after: str) -> list[list[str]]:
    """The table that follows these words, without its head."""
    table = re.search(r"((?:^\|.*\n)+)", PAGE.partition(after)[2], re.MULTILINE)
    assert table is not None
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[1].splitlines()[2:]]


def test_settings_are_those_that_are_there_and_all_that_are_needed() -> None:
    named = {name for name in re.findall(r"[A-Z]+(?:_[A-Z]+)+", " ".join([*CODE, *BLOCKS])) if name != "YOUR_HOST"}
    assert {name.lower() for name in named} <= Settings.model_fields.keys()
    [in_env] = [block for block in BLOCKS if "TEAMS_APP_ID" in block]
    values = {name.lower(): "x" for name in re.findall(r"^[A-Z_]+", in_env, re.MULTILINE)}
    assert values.keys() <= Settings.model_fields.keys()
    given = Settings.model_construct(**values)
    assert wrong_for_teams(given) == [], "with these alone the bot starts"
    for name in values:
        assert wrong_for_teams(Settings.model_construct(**{**values, name: None})), f"{name} is not needed"
    more = {row[0].strip("`").lower() for row in rows("## 7. More")}
    assert more == {
        name for name, field in Settings.model_fields.items() if name.startswith("teams_") and field.default is False
    }


@pytest.mark.parametrize("command", re.findall(r"cop-bot ((?!teams\.zip)[a-z][^#`\n]*)", PAGE))
def test_commands_are_those_that_are_there(command: str) -> None:
    if not command.startswith(("teams.zip", "-")):
        assert build_parser().parse_args(shlex.split(command))


def test_the_manifest_asks_for_what_the_page_says_and_for_nothing_else() -> None:
    of = {row[0]: row[1] for row in rows("no single sign-on")}
    plain = made.manifest(EXAMPLE)
    [bot], [extension] = plain["bots"], plain["composeExtensions"]
    assert re.findall(r"`([^`]+)`", of["`bots[].scopes`"]) == bot["scopes"]
    actions = {
        HomeShortcut.WAITING,
        ActionsShortcut.FROM_MESSAGE,
        OffersShortcut.COULD_HELP,
        StoriesShortcut.FROM_MESSAGE,
    }
    assert {one["id"] for one in extension["commands"]} == {str(one) for one in actions}
    assert set(re.findall(r"`([^`]+)`", of["`composeExtensions[].commands`"])) == {str(one) for one in actions}
    [nowhere] = [name for name, found in of.items() if found == "not there"]
    absent = {*re.findall(r"`([^`]+)`", nowhere), "authorization", "webApplicationInfo"}
    assert not absent & plain.keys()
    reading = made.manifest(replace(EXAMPLE, reads_history=True))
    asked = reading["authorization"]["permissions"]
    assert list(asked) == ["resourceSpecific"]
    assert [one["name"] for one in asked["resourceSpecific"]] == [made.READ_HISTORY]
    assert made.READ_HISTORY in of["`authorization`, `webApplicationInfo`"]
    permissions = {name for name in CODE if re.fullmatch(r"[A-Za-z]+(\.[A-Z][A-Za-z]+){2,}", name)}
    assert permissions == {made.READ_HISTORY, "User.ReadBasic.All"}
    listed = json.loads((ROOT / "teams" / "manifest.json").read_text(encoding="utf-8"))
    assert listed.keys() == plain.keys()


def test_these_hosts_are_contacted_and_no_others() -> None:
    told = {
        host
        for row in rows("The bot contacts these hosts")
        for host in re.findall(r"`((?:\*\.)?[a-z0-9.]+\.[a-z0-9]+)`", " ".join(row[:2]))
    }
    defaults = [
        str(field.default)
        for name, field in Settings.model_fields.items()
        if name.startswith("teams_") or name == "identity_endpoint"
    ]
    known = {host for one in defaults if (host := urlsplit(one).hostname)}
    assert told == known | set(SERVICE_HOSTS) | {f"*{domain}" for domain in SERVICE_DOMAINS}


async def test_these_addresses_are_the_ones_to_be_passed_on(tmp_path: Path) -> None:
    bot = build(
        Settings(
            _env_file=None,
            teams_app_id=EXAMPLE.app_id,
            teams_tenant_id=object_id("tenant"),
            teams_app_secret=SecretStr("secret"),
            public_url=EXAMPLE.public_url,
            database_url=f"sqlite:///{tmp_path / 'any.db'}",
        )
    )
    heard = {getattr(route, "path", "").partition("{")[0] for route in bot.web.routes}
    await bot.close()
    told = {path.rstrip("…") for path in CODE if path.startswith("/teams/")}
    assert told == {path for path in heard if path.startswith("/teams/")}


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\((?!http)([^)]+)\)", PAGE):
        file, _, anchor = target.partition("#")
        text = (ROOT / "docs" / file).read_text(encoding="utf-8") if file else PAGE
        heads = re.findall(r"^#+ (.+)$", text, re.MULTILINE) if anchor else []
        anchors = {re.sub(r"[^a-z0-9 -]", "", head.lower()).replace(" ", "-") for head in heads}
        assert not anchor or anchor in anchors, target
