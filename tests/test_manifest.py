"""manifest.json is written from the registers, and asks Slack for exactly what the bot hears and calls."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from bot.app import build
from bot.settings import Settings
from bot.slack.happenings import EVENTS
from handlers.interaction import Happening
from handlers.router import Router
from scripts.manifest import written
from tests.sources import parsed

ROOT = Path(__file__).parent.parent
MANIFEST: dict[str, Any] = json.loads((ROOT / "manifest.json").read_text())

SCOPES_OF_METHODS = {
    # What each Web API method that the bot calls needs (Slack's method reference).
    "auth.test": set(),
    "chat.postEphemeral": {"chat:write"},
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "conversations.history": {"channels:history", "groups:history", "im:history", "mpim:history"},
    "conversations.replies": {"channels:history", "groups:history", "im:history", "mpim:history"},
    "conversations.members": {"channels:read", "groups:read"},
    "conversations.open": {"im:write", "mpim:write"},
    "files.completeUploadExternal": {"files:write"},
    "files.getUploadURLExternal": {"files:write"},
    "files.info": {"files:read"},
    "users.conversations": {"channels:read", "groups:read"},
    "users.info": {"users:read"},
    "users.lookupByEmail": {"users:read.email", "users:read"},
    "views.open": set(),
    "views.push": set(),
    "views.update": set(),
    "views.publish": set(),
}
SCOPES_OF_FEATURES = {
    "commands",  # slash commands and shortcuts
    "metadata.message:read",  # the delivery id is read back from a channel's history
}
SCOPES_OF_EVENTS = {
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "app_uninstalled": set(),
    "channel_archive": {"channels:read"},
    "channel_id_changed": {"channels:read"},
    "channel_deleted": {"channels:read"},
    "channel_left": {"channels:read"},
    "group_archive": {"groups:read"},
    "group_deleted": {"groups:read"},
    "group_left": {"groups:read"},
    "member_joined_channel": {"channels:read", "groups:read"},
    "member_left_channel": {"channels:read", "groups:read"},
    "message.im": {"im:history"},
    "tokens_revoked": set(),
    "user_change": {"users:read"},
}


@pytest.fixture
def router() -> Router:
    settings = Settings(_env_file=None, slack_bot_token="xoxb-x", slack_signing_secret="s")  # type: ignore[arg-type]
    return build(settings).router


def _methods_called() -> set[str]:
    """Every Web API method named in the code: as a string, or as a method of the client."""
    found = set()
    for path in [*ROOT.glob("bot/**/*.py"), *ROOT.glob("handlers/**/*.py")]:
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in SCOPES_OF_METHODS:
                found.add(node.value)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute | ast.Name):
                owner = node.value.attr if isinstance(node.value, ast.Attribute) else node.value.id
                if owner in ("client", "_client") and "_" in node.attr and node.attr != "api_call":
                    found.add(node.attr.replace("_", ".", 1))
    return found


def test_the_file_holds_what_the_registers_say() -> None:
    assert (ROOT / "manifest.json").read_text() == written(), "write it anew: make manifest"


def test_commands_in_the_manifest_are_those_that_are_heard(router: Router) -> None:
    commands = {command["command"] for command in MANIFEST["features"]["slash_commands"]}
    assert commands == set(router.commands)


def test_every_command_escapes_mentions_so_that_people_can_be_named(router: Router) -> None:
    assert all(command["should_escape"] for command in MANIFEST["features"]["slash_commands"])


def test_shortcuts_in_the_manifest_are_those_that_are_heard(router: Router) -> None:
    assert {s["callback_id"] for s in MANIFEST["features"]["shortcuts"]} == set(router.shortcuts)


def test_events_in_the_manifest_are_those_that_are_heard(router: Router) -> None:
    assert set(EVENTS.values()) == set(Happening) == set(router.happenings)
    assert set(MANIFEST["settings"]["event_subscriptions"]["bot_events"]) == set(EVENTS)


def test_every_method_that_is_called_is_known_here() -> None:
    unknown = _methods_called() - set(SCOPES_OF_METHODS)
    assert not unknown, "add the method and the scopes it needs to SCOPES_OF_METHODS"


def test_scopes_in_the_manifest_are_those_in_use_and_no_more(router: Router) -> None:
    needed = set(SCOPES_OF_FEATURES)
    for method in _methods_called():
        needed |= SCOPES_OF_METHODS[method]
    for event in EVENTS:
        needed |= SCOPES_OF_EVENTS[event]
    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == needed


def test_names_and_descriptions_fit_slacks_limits() -> None:
    assert len(MANIFEST["display_information"]["name"]) <= 35
    assert len(MANIFEST["display_information"]["description"]) <= 140
    for shortcut in MANIFEST["features"]["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150
