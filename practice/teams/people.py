"""The people of the tenant, and the app among them."""

from dataclasses import dataclass, field
from typing import Any

from practice.teams.ids import chat_user_id, object_id

APP_ID = object_id("cop-bot")
APP_SECRET = "practice-app-secret"  # noqa: S105 (it opens a practice tenant on this machine alone)
BOT = "bot"
"""Who sent a message that the bot sent."""


@dataclass
class User:
    """One person. `id` is the Entra object id, `chat_id` the `29:` id by which the app knows them."""

    id: str
    chat_id: str
    name: str
    upn: str
    email: str
    tenant_id: str
    title: str = ""
    closed: bool = False
    guest: bool = False

    def as_account(self) -> dict[str, Any]:
        """Give the person as the sender of an activity."""
        return {"id": self.chat_id, "name": self.name, "aadObjectId": self.id}

    def as_member(self) -> dict[str, Any]:
        """Give the person as a roster has them."""
        given, _, surname = self.name.partition(" ")
        return {
            "id": self.chat_id,
            "name": self.name,
            "objectId": self.id,
            "givenName": given,
            "surname": surname,
            "email": self.email,
            "userPrincipalName": self.upn,
            "tenantId": self.tenant_id,
            "userRole": "anonymous" if self.guest else "user",
        }


@dataclass
class App:
    """The one app with its bot, and where it may act."""

    app_id: str = APP_ID
    name: str = "CoP Bot"
    secret: str = APP_SECRET
    managed_identity_id: str = ""
    registered: bool = True
    disabled: bool = False
    channel_features: bool = True
    """Whether its manifest says `supportsChannelFeatures`: events of private and shared channels."""
    targeted: bool = True
    """Whether its manifest says `supportsTargetedMessages`."""
    permissions: set[str] = field(default_factory=set)
    """What it may ask of Graph, as an administrator or a team's owner allowed: none from the start."""
    installed_for: set[str] = field(default_factory=set)
    blocked_by: set[str] = field(default_factory=set)

    @property
    def reads_channels(self) -> bool:
        """Whether teams let it read their channels' messages: then it is told of each, whoever is mentioned."""
        return "ChannelMessage.Read.Group" in self.permissions

    @property
    def account_id(self) -> str:
        """The bot's own id in conversations."""
        return f"28:{self.app_id}"

    def as_account(self) -> dict[str, Any]:
        """Give the bot as the recipient of an activity."""
        return {"id": self.account_id, "name": self.name}

    def knows_as(self, person: str) -> str:
        """Give the `29:` id of the person with this object id."""
        return chat_user_id(self.app_id, person)
