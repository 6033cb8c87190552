"""The people of the workspace, and the bot among them."""

from dataclasses import dataclass, field
from typing import Any, Literal

Guest = Literal["", "multi", "single"]
"""A guest sees the channels they were invited to alone: several, or a single one. Both are restricted to Slack."""

DEFAULT_SCOPES = (
    "app_mentions:read",
    "channels:history",
    "channels:join",
    "channels:manage",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "groups:write",
    "im:history",
    "im:read",
    "im:write",
    "metadata.message:read",
    "mpim:history",
    "mpim:read",
    "mpim:write",
    "reactions:read",
    "reactions:write",
    "team:read",
    "users:read",
    "users:read.email",
)


@dataclass
class User:
    """One member of the workspace."""

    id: str
    name: str
    real_name: str
    email: str
    team_id: str
    is_bot: bool = False
    deactivated: bool = False
    tz: str = "Australia/Melbourne"
    title: str = ""
    updated: int = 0
    bot_id: str = ""
    app_id: str = ""
    guest: Guest = ""
    enterprise_id: str = ""

    def as_slack(self, *, with_email: bool = True, is_stranger: bool = False) -> dict[str, Any]:
        """Give the user as Slack's users.info does; the address only where the scope allows it.

        is_stranger: they belong to another workspace, and share no channel with the bot.
        """
        profile: dict[str, Any] = {
            "real_name": self.real_name,
            "real_name_normalized": self.real_name,
            "display_name": self.real_name,
            "display_name_normalized": self.real_name,
            "title": self.title,
            "team": self.team_id,
        }
        if self.is_bot and self.bot_id:
            profile |= {"bot_id": self.bot_id, "api_app_id": self.app_id, "always_active": True}
        elif with_email:
            profile["email"] = self.email
        user: dict[str, Any] = {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "deleted": self.deactivated,
            "profile": profile,
            "is_bot": self.is_bot,
            "is_stranger": is_stranger,
            "is_app_user": False,
            "updated": self.updated,
        }
        if self.enterprise_id:
            user["enterprise_user"] = {
                "id": self.id,
                "enterprise_id": self.enterprise_id,
                "teams": [self.team_id],
            }
        if self.deactivated:
            return user
        return user | {
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": self.tz,
            "is_admin": False,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": self.guest != "",
            "is_ultra_restricted": self.guest == "single",
        }


@dataclass
class Bot:
    """The one app installed in the workspace, and what it was allowed to do."""

    user_id: str = "U0COPBOT"
    bot_id: str = "B0COPBOT"
    app_id: str = "A0COPBOT"
    name: str = "cop-bot"
    real_name: str = "CoP Bot"
    scopes: set[str] = field(default_factory=lambda: set(DEFAULT_SCOPES))
    revoked: bool = False
    installed: bool = True
    tokens: set[str] = field(default_factory=set)
    old_tokens: set[str] = field(default_factory=set)

    def knows(self, token: str) -> bool:
        """Whether this token was given out for the bot here, be it valid or not."""
        return token in self.tokens or token in self.old_tokens

    def profile(self, team_id: str) -> dict[str, Any]:
        """Give the `bot_profile` that Slack adds to each of the bot's messages."""
        return {
            "id": self.bot_id,
            "app_id": self.app_id,
            "user_id": self.user_id,
            "name": self.real_name,
            "icons": {},
            "deleted": False,
            "updated": 0,
            "team_id": team_id,
        }
