"""Many workspaces, each with a token of its own: slack_sdk's installation and state stores, and who speaks where."""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.models.bot import Bot
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.settings import Settings
from bot.slack.messenger import HistoryReading, Pause, SlackMessenger
from bot.vault import TokenVault, VaultError
from services.directory import Directory
from services.installations import InstallationService, Installed, find_installed
from services.ports import Messenger, WorkspaceLost

log = logging.getLogger(__name__)

STATE_TIME = timedelta(minutes=10)
"""How long somebody may take from the installation page to Slack's answer."""

SCOPES = (
    "app_mentions:read",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:write",
    "metadata.message:read",
    "mpim:history",
    "mpim:write",
    "users:read",
    "users:read.email",
)
"""What the bot asks for; a test holds it against manifest.json."""


class StoredInstallations(AsyncInstallationStore):
    """slack_sdk's interface on our table. One token a workspace, sealed."""

    def __init__(self, installations: InstallationService, vault: TokenVault, clock: Clock) -> None:
        self._installations = installations
        self._vault = vault
        self._clock = clock

    @property
    def logger(self) -> logging.Logger:
        return log

    async def async_save(self, installation: Installation) -> None:
        slack_id = _slack_id(installation.enterprise_id, installation.team_id, installation.is_enterprise_install)
        await self._installations.install(
            Installed(
                slack_id=slack_id,
                name=installation.team_name or installation.enterprise_name or "",
                sealed=self._vault.seal(slack_id, installation.bot_token or ""),
                bot_id=installation.bot_id or "",
                bot_user_id=installation.bot_user_id or "",
                scopes=tuple(installation.bot_scopes or ()),
                installed_by=installation.user_id,
                installed_at=self._clock(),
            )
        )

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        slack_id = _slack_id(enterprise_id, team_id, is_enterprise_install)
        found = await self._installations.find(slack_id)
        if found is None:
            return None
        try:
            token = self._vault.unseal(slack_id, found.sealed)
        except VaultError as error:
            log.error("a workspace's token cannot be read", extra={"workspace": slack_id, "reason": str(error)})
            return None
        return Bot(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_token=token,
            bot_id=found.bot_id,
            bot_user_id=found.bot_user_id,
            bot_scopes=list(found.scopes),
            is_enterprise_install=bool(is_enterprise_install),
            installed_at=found.installed_at.timestamp(),
        )


class StoredAuthorization(AsyncAuthorize):
    """Which token answers a request, from the store alone: asking Slack each time would cost each click a call."""

    def __init__(self, store: StoredInstallations) -> None:
        self._store = store

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        **_actor: str | None,
    ) -> AuthorizeResult | None:
        bot = await self._store.async_find_bot(
            enterprise_id=enterprise_id, team_id=team_id, is_enterprise_install=context.is_enterprise_install
        )
        if bot is None:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=bot.bot_user_id,
            bot_id=bot.bot_id,
            bot_token=bot.bot_token,
            bot_scopes=list(bot.bot_scopes or ()),
            user_id=user_id,
        )


class SignedStates(AsyncOAuthStateStore):
    """The states that browsers carry to Slack and back: signed, so that nothing is kept for those who only look.

    Each counts once and until it expires, whichever process sees it again; that it was used is kept until then.
    """

    def __init__(self, installations: InstallationService, secret: str, clock: Clock) -> None:
        self._installations = installations
        self._key = hmac.digest(secret.encode(), b"installation state", "sha256")
        self._clock = clock

    @property
    def logger(self) -> logging.Logger:
        return log

    async def async_issue(self, *_args: Any, **_more: Any) -> str:
        expires = int((self._clock() + STATE_TIME).timestamp())
        content = f"{secrets.token_urlsafe(24)}.{expires}"
        return f"{content}.{self._mark(content)}"

    async def async_consume(self, state: str) -> bool:
        content, _, mark = state.rpartition(".")
        if not hmac.compare_digest(mark.encode(), self._mark(content).encode()):
            return False
        now, expires_at = self._clock(), datetime.fromtimestamp(int(content.rpartition(".")[2]), UTC)
        if now >= expires_at:
            return False
        return await self._installations.use_state(hashlib.sha256(state.encode()).hexdigest(), now, expires_at)

    def _mark(self, content: str) -> str:
        return hmac.new(self._key, content.encode(), hashlib.sha256).hexdigest()


class InstalledMessengers:
    """The services' Messengers port: each workspace is spoken to with its own token, read anew each time."""

    def __init__(
        self,
        vault: TokenVault,
        client: Callable[[str], AsyncWebClient],
        pause: Pause,
        history: HistoryReading,
        directory: Directory,
    ) -> None:
        self._directory = directory
        self._vault = vault
        self._client = client
        self._pause = pause
        self._history = history

    async def for_workspace(self, workspace_id: int) -> Messenger:
        found = await find_installed(self._directory.database, workspace_id)
        if found is None:
            raise WorkspaceLost("the bot is not installed in the workspace")
        try:
            token = self._vault.unseal(found.slack_id, found.sealed)
        except VaultError as error:
            raise WorkspaceLost(str(error)) from error
        return SlackMessenger(
            self._client(token),
            self._pause,
            frozenset({found.slack_id}),
            self._history,
            self._directory.within(workspace_id),
        )


def oauth_flow(
    settings: Settings,
    installations: InstallationService,
    store: StoredInstallations,
    client: AsyncWebClient,
    clock: Clock,
) -> AsyncOAuthFlow:
    """The pages /slack/install and /slack/oauth_redirect."""
    secret = settings.slack_client_secret.get_secret_value() if settings.slack_client_secret else ""
    return AsyncOAuthFlow(
        client=client,
        settings=AsyncOAuthSettings(
            client_id=settings.slack_client_id or "",
            client_secret=secret,
            scopes=SCOPES,
            user_scopes=[],
            installation_store=store,
            installation_store_bot_only=True,
            state_store=SignedStates(installations, secret, clock),
            authorization_url=settings.slack_api_url.removesuffix("api/") + "oauth/v2/authorize",
        ),
    )


def _slack_id(enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None) -> str:
    """The id under which a workspace is known here: the enterprise's where the bot is installed for all of it."""
    return (enterprise_id if is_enterprise_install or team_id is None else team_id) or ""
