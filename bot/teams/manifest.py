"""The app's manifest for Teams: made of what the bot hears, so that nothing of it is written twice.

https://learn.microsoft.com/microsoft-365/extensibility/schema/
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

from bot.teams.icons import ACCENT, colour_icon, outline_icon
from bot.teams.side import BOT_NAME
from domain.commands import COMMANDS, Command
from prompts.actions.cards import ActionsShortcut
from prompts.catalog import say
from prompts.home import HomeShortcut
from prompts.offers.cards import OffersShortcut
from prompts.stories.cards import StoriesShortcut

VERSION = "1.29"
MOST_COMMANDS = 12
"""In a list; past that Teams shows none of them."""
SHORTCUTS = {
    HomeShortcut.WAITING: ["compose", "commandBox"],
    ActionsShortcut.FROM_MESSAGE: ["message"],
    OffersShortcut.COULD_HELP: ["message"],
    StoriesShortcut.FROM_MESSAGE: ["message"],
}
READ_HISTORY = "ChannelMessage.Read.Group"
STORE_RESOURCE = "https://RscBasedStoreApp"
"""Teams wants an address here for an app with a permission of its own; nobody calls it."""


@dataclass(frozen=True)
class Package:
    """What is the installation's own in it. public_url: where the bot is reached; website, privacy, terms: pages of
    whoever runs it. targeted, reads_history: as the settings of these names say."""

    app_id: str
    public_url: str
    developer: str
    website: str
    privacy: str
    terms: str
    targeted: bool = False
    reads_history: bool = False


def manifest(package: Package) -> dict[str, Any]:
    """As Teams takes it in a package."""
    found: dict[str, Any] = {
        "$schema": f"https://developer.microsoft.com/json-schemas/teams/v{VERSION}/MicrosoftTeams.schema.json",
        "manifestVersion": VERSION,
        "version": version("cop-bot"),
        "id": package.app_id,
        "developer": {
            "name": package.developer,
            "websiteUrl": package.website,
            "privacyUrl": package.privacy,
            "termsOfUseUrl": package.terms,
        },
        "name": {"short": BOT_NAME, "full": say("teams.app_name").plain},
        "description": {"short": say("teams.app_short").plain, "full": say("teams.app_full").plain},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": ACCENT,
        "bots": [
            {
                "botId": package.app_id,
                "scopes": ["team", "personal"],
                "isNotificationOnly": False,
                "supportsFiles": False,
                "supportsTargetedMessages": package.targeted,
                "commandLists": [
                    {"scopes": ["team"], "commands": _for_team()},
                    {"scopes": ["personal"], "commands": _for_personal()},
                ],
            }
        ],
        "composeExtensions": [
            {
                "botId": package.app_id,
                "commands": [_shortcut(str(callback_id), context) for callback_id, context in SHORTCUTS.items()],
            }
        ],
        "validDomains": [urlsplit(package.public_url).hostname],
        "supportsChannelFeatures": "tier1",
        "defaultInstallScope": "personal",
        "defaultGroupCapability": {"team": "bot"},
    }
    if package.reads_history:
        permission = {"name": READ_HISTORY, "type": "Application"}
        found["authorization"] = {"permissions": {"resourceSpecific": [permission]}}
        found["webApplicationInfo"] = {"id": package.app_id, "resource": STORE_RESOURCE}
    return found


def files(package: Package) -> dict[str, bytes]:
    """What is in the package, by name."""
    written = json.dumps(manifest(package), indent=2, ensure_ascii=False) + "\n"
    return {"manifest.json": written.encode(), "color.png": colour_icon(), "outline.png": outline_icon()}


def zipped(package: Package) -> bytes:
    """The package, to be uploaded in the Teams admin centre."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files(package).items():
            archive.writestr(name, content)
    return written.getvalue()


def _for_team() -> list[dict[str, str]]:
    """What is offered in a channel, after a mention of the bot: all but what is for one's own conversation with it."""
    return [_command(one) for one in COMMANDS if not one.alone][:MOST_COMMANDS]


def _for_personal() -> list[dict[str, str]]:
    """What is offered in the personal chat: that first, then as many others as there is room for; help and Home last.

    Whatever is not offered is heard all the same.
    """
    *others, last = [one for one in COMMANDS if not one.alone]
    offered = [*(one for one in COMMANDS if one.alone), *others][: MOST_COMMANDS - 2]
    return [*(_command(one) for one in (*offered, last)), _home()]


def _command(command: Command) -> dict[str, str]:
    return {"title": command.key, "description": say(f"{command.feature}.command_{command.key}").plain}


def _home() -> dict[str, str]:
    return {"title": "home", "description": say("home.shortcut_waiting_about").plain}


def _shortcut(callback_id: str, context: list[str]) -> dict[str, Any]:
    feature, _, name = callback_id.partition(".")
    return {
        "id": callback_id,
        "type": "action",
        "context": context,
        "title": say(f"{feature}.shortcut_{name}").plain,
        "description": say(f"{feature}.shortcut_{name}_about").plain,
        "fetchTask": True,
    }
