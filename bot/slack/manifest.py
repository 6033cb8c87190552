"""The app's manifest for Slack: made of what the bot hears and asks for, so that nothing of it is written twice."""

from __future__ import annotations

from typing import Any

from bot.slack.happenings import EVENTS
from bot.slack.installations import SCOPES
from domain.commands import COMMANDS, Command
from prompts.actions.cards import ActionsShortcut
from prompts.catalog import say
from prompts.home import HomeShortcut
from prompts.offers.cards import OffersShortcut
from prompts.stories.cards import StoriesShortcut

REQUEST_URL = "https://YOUR-HOST/slack/events"
"""The installation's own host goes in its place."""
SHORTCUTS = {
    HomeShortcut.WAITING: "global",
    ActionsShortcut.FROM_MESSAGE: "message",
    OffersShortcut.COULD_HELP: "message",
    StoriesShortcut.FROM_MESSAGE: "message",
}


def manifest() -> dict[str, Any]:
    """As Slack's page for apps takes it."""
    return {
        "display_information": {
            "name": "CoP Bot",
            "description": "Keeps your school network working together",
            "background_color": "#1f4e5f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "CoP Bot", "always_online": True},
            "shortcuts": [_shortcut(str(callback_id), kind) for callback_id, kind in SHORTCUTS.items()],
            "slash_commands": [_command(command) for command in COMMANDS],
        },
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": {
            "event_subscriptions": {"request_url": REQUEST_URL, "bot_events": sorted(EVENTS)},
            "interactivity": {"is_enabled": True, "request_url": REQUEST_URL},
            "org_deploy_enabled": False,
            "socket_mode_enabled": False,
            "token_rotation_enabled": False,
        },
    }


def _shortcut(callback_id: str, kind: str) -> dict[str, Any]:
    feature, _, name = callback_id.partition(".")
    key = f"{feature}.shortcut_{name}"
    about = say(f"{key}_about").plain
    return {"name": say(key).plain, "type": kind, "callback_id": callback_id, "description": about}


def _command(command: Command) -> dict[str, Any]:
    key = f"{command.feature}.command_{command.key}"
    hint = {"usage_hint": say(f"{key}_hint").plain} if command.hint else {}
    return {
        "command": command.name,
        "description": say(key).plain,
        **hint,
        "should_escape": True,  # so that people can be named
        "url": REQUEST_URL,
    }
