"""Settings from the environment or `.env`, each wrong one named in a sentence that says what to do."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.vault import TokenVault
from domain.pairing_weights import WrongWeights, read_weights
from storage.database import Database, database_url

LOOPBACK = ("127.0.0.1", "localhost", "::1")
OBJECT_ID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class SettingsError(Exception):
    """The settings cannot be used; `sentences` says for each what is wrong and what to do."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


class Settings(BaseSettings):
    """What the bot needs to run. Names are the environment's, in small letters."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8-sig", extra="ignore", frozen=True, hide_input_in_errors=True
    )

    slack_bot_token: SecretStr = SecretStr("")
    slack_signing_secret: SecretStr = SecretStr("")
    slack_app_token: SecretStr | None = None
    slack_client_id: str | None = None
    slack_client_secret: SecretStr | None = None
    token_keys: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    answer_keys: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    slack_api_url: str = "https://slack.com/api/"
    teams_app_id: str | None = None
    teams_tenant_id: str | None = None
    teams_app_secret: SecretStr | None = None
    teams_managed_identity_id: str | None = None
    teams_service_url: str = "https://smba.trafficmanager.net/teams"
    public_url: str | None = None
    teams_targeted: bool = False
    teams_read_history: bool = False
    teams_graph: bool = False
    teams_login_url: str = "https://login.microsoftonline.com"
    teams_keys_url: str = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    teams_graph_url: str = "https://graph.microsoft.com/v1.0"
    identity_endpoint: str = "http://169.254.169.254/metadata/identity/oauth2/token"
    identity_header: SecretStr | None = None
    database_url: str = Field(default="sqlite:///var/cop-bot.db", repr=False)
    slack_history: Literal["usual", "slowed"] | None = None
    host: str = "127.0.0.1"
    port: int = Field(default=3000, ge=1, le=65535)
    metrics_port: int | None = Field(default=None, ge=1, le=65535)
    admin_user_ids: Annotated[frozenset[str], NoDecode] = frozenset()
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"
    calendars_dir: Path | None = None
    instrument_file: Path | None = None
    review_weights: str = ""
    keep_days: Annotated[dict[str, int], NoDecode] = {}
    instruments_dir: Path | None = None

    @field_validator(
        "metrics_port",
        "slack_app_token",
        "slack_client_id",
        "slack_client_secret",
        "teams_app_id",
        "teams_tenant_id",
        "teams_app_secret",
        "teams_managed_identity_id",
        "public_url",
        "identity_header",
        mode="before",
    )
    @classmethod
    def _blank_is_absent(cls, value: object) -> object:
        return None if isinstance(value, str) and not value.strip() else value

    @field_validator("calendars_dir", "instrument_file", "instruments_dir", mode="before")
    @classmethod
    def _blank_path_is_absent(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("review_weights")
    @classmethod
    def _are_weights(cls, value: str) -> str:
        try:
            read_weights(value)
        except WrongWeights as error:
            raise ValueError(
                f"“{error.part}” is no weight; they are written as kilometre=500, with the names in docs/operations.md"
            ) from None
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _ends_with_slash(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("it must start with https:// (or http:// for the local workspace)")
        return value if value.endswith("/") else value + "/"

    @field_validator("teams_app_id", "teams_tenant_id", "teams_managed_identity_id")
    @classmethod
    def _is_an_id(cls, value: str | None) -> str | None:
        if value is None:
            return None
        try:
            return str(UUID(value.strip()))
        except ValueError:
            raise ValueError("it is no id such as 8f0e8a3c-0d1b-4c8e-9a57-2f6f1b0c9d11") from None

    @field_validator("teams_service_url", "teams_login_url", "teams_keys_url", "teams_graph_url", "public_url")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        """Of the web, over TLS; only where everything is on this machine, as in tests and the demo, without."""
        if value is None:
            return None
        parts = urlsplit(value.strip())
        if not parts.hostname or parts.username or parts.query or parts.fragment:
            raise ValueError("it is no address such as https://bot.example.org")
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            raise ValueError("it must start with https://")
        return value.strip().rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _usable_database(cls, value: str) -> str:
        database_url(value)
        return value

    @field_validator("admin_user_ids", mode="before")
    @classmethod
    def _split_ids(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        # Object ids of Microsoft's directory are written in capitals here and there, and are known in small letters.
        parts = [part.strip() for part in value.split(",") if part.strip()]
        return frozenset(part.lower() if OBJECT_ID.fullmatch(part) else part for part in parts)

    @field_validator("keep_days", mode="before")
    @classmethod
    def _read_days(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        from domain.retention import kept_days  # most leave it as it is

        return kept_days(value)

    @field_validator("token_keys", "answer_keys", mode="before")
    @classmethod
    def _split_keys(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("token_keys", "answer_keys")
    @classmethod
    def _usable_keys(cls, value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        if not value:
            return value
        try:
            TokenVault([key.get_secret_value() for key in value])
        except ValueError as error:
            raise ValueError("one of them is no key") from error
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("slack_history", mode="before")
    @classmethod
    def _blank_or_small(cls, value: object) -> object:
        return (value.strip().lower() or None) if isinstance(value, str) else value

    @property
    def history_is_slowed(self) -> bool:
        """Whether Slack lets this app look through history once a minute only: so for one that is given to other
        workspaces, unless it is in Slack's marketplace.
        """
        return self.uses_oauth if self.slack_history is None else self.slack_history == "slowed"

    @field_validator("log_format", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @model_validator(mode="after")
    def _figures_have_their_own_port(self) -> Settings:
        if self.metrics_port == self.port:
            raise ValueError("METRICS_PORT is the same as PORT; the figures need a port that the public cannot reach")
        return self

    @property
    def secrets(self) -> list[str]:
        """Every value that may never be shown, whole or as a part of something else."""
        found = [value for value in dict(self).values() if isinstance(value, SecretStr)]
        url = database_url(self.database_url)
        inside = [str(value) for name, value in url.query.items() if "pass" in name or "secret" in name]
        whole = [self.database_url] if url.password or inside else []
        return [*(one.get_secret_value() for one in (*found, *self.token_keys)), *whole, *inside, url.password or ""]

    @property
    def uses_slack(self) -> bool:
        """Whether the bot speaks in Slack: any of Slack's own settings is given."""
        token = self.slack_bot_token.get_secret_value()
        return bool(token or self.uses_oauth or self.slack_app_token or self.slack_signing_secret.get_secret_value())

    @property
    def uses_teams(self) -> bool:
        """Whether the bot speaks in Microsoft Teams: any of what names it there is given."""
        named = (self.teams_app_id, self.teams_tenant_id, self.teams_app_secret, self.teams_managed_identity_id)
        return any(one is not None for one in named)

    @property
    def uses_socket_mode(self) -> bool:
        """Whether the bot fetches events over a websocket instead of serving HTTP for them."""
        return self.slack_app_token is not None

    @property
    def uses_oauth(self) -> bool:
        """Whether the bot is installed into workspaces by OAuth, each with a token of its own."""
        return self.slack_client_id is not None or self.slack_client_secret is not None


HINTS = {
    "answer_keys": "Make a key with cop-bot new-key; separate several by commas, the current one first.",
    "token_keys": "Make a key with cop-bot new-key; separate several by commas, the current one first.",
    "metrics_port": "Set METRICS_PORT to a free port, or leave it out.",
    "port": "Set PORT to a number from 1 to 65535, such as 3000.",
    "keep_days": "Set KEEP_DAYS to kinds of records with days, such as messages=400,meetings=0, or leave it out.",
    "log_level": "Set LOG_LEVEL to DEBUG, INFO, WARNING or ERROR.",
    "slack_history": "Set SLACK_HISTORY to usual or slowed, or leave it out.",
    "log_format": "Set LOG_FORMAT to text or json.",
    "database_url": "Set DATABASE_URL to sqlite:///var/cop-bot.db or postgresql://user:password@host/name.",
    "slack_api_url": "Leave SLACK_API_URL out to use Slack itself.",
    "teams_app_id": "Copy the Microsoft App ID from your Azure Bot's page 'Configuration'.",
    "teams_tenant_id": "Copy the App Tenant ID from your Azure Bot's page 'Configuration'.",
    "teams_managed_identity_id": "Copy the Client ID from the managed identity's page 'Overview'.",
    "teams_service_url": "Leave TEAMS_SERVICE_URL out: Teams says itself where it is to be reached.",
    "teams_login_url": "Leave TEAMS_LOGIN_URL out to use Microsoft's own.",
    "teams_keys_url": "Leave TEAMS_KEYS_URL out to use Microsoft's own.",
    "teams_graph_url": "Leave TEAMS_GRAPH_URL out to use Microsoft's own.",
    "teams_targeted": "Set TEAMS_TARGETED to true or false, or leave it out.",
    "teams_read_history": "Set TEAMS_READ_HISTORY to true or false, or leave it out.",
    "teams_graph": "Set TEAMS_GRAPH to true or false, or leave it out.",
    "public_url": "Set PUBLIC_URL to the address at which the bot is reached, without a path of its own.",
}


def load_settings() -> Settings:
    """The settings as they are. Raises SettingsError where a value is of the wrong form."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError([_sentence(problem["loc"], problem["msg"]) for problem in error.errors()]) from None


def _sentence(location: tuple[int | str, ...], message: str) -> str:
    name = str(location[0]) if location else "settings"
    detail = message.removeprefix("Value error, ")
    return f"{name.upper()}: {detail}. {HINTS.get(name, '')}".strip()


def require_slack(settings: Settings) -> None:
    """Raises SettingsError where what is needed to speak with Slack is missing or of the wrong kind."""
    wrong = wrong_for_oauth(settings)
    token = settings.slack_bot_token.get_secret_value()
    if settings.uses_oauth:
        pass  # each workspace brings its own token
    elif not token:
        wrong.append(
            "SLACK_BOT_TOKEN is not set. Copy the Bot User OAuth Token (xoxb-…) from your Slack app's "
            "'OAuth & Permissions' page."
        )
    elif not token.startswith("xoxb-"):
        wrong.append("SLACK_BOT_TOKEN does not start with xoxb-. Use the Bot User OAuth Token, not another token.")
    if settings.slack_app_token is not None:
        if not settings.slack_app_token.get_secret_value().startswith("xapp-"):
            wrong.append(
                "SLACK_APP_TOKEN does not start with xapp-. Use an App-Level Token with the scope connections:write, "
                "or remove the setting to receive events over HTTP."
            )
    elif not settings.slack_signing_secret.get_secret_value():
        wrong.append(
            "SLACK_SIGNING_SECRET is not set. Copy it from your Slack app's 'Basic Information' page "
            "(or set SLACK_APP_TOKEN to use Socket Mode instead)."
        )
    if wrong:
        raise SettingsError(wrong)


NO_CHAT = (
    "No chat is set up. For Slack set SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET; for Microsoft Teams set TEAMS_APP_ID, "
    "TEAMS_TENANT_ID, TEAMS_APP_SECRET and PUBLIC_URL. docs/install.md says where each value comes from."
)


def require_chats(settings: Settings) -> None:
    """Raises SettingsError where a chat is set up by halves, or none at all; each that is wrong is named."""
    if not settings.uses_slack and not settings.uses_teams:
        raise SettingsError([NO_CHAT])
    wrong = wrong_for_teams(settings)
    if settings.uses_slack:
        try:
            require_slack(settings)
        except SettingsError as error:
            wrong = [*error.sentences, *wrong]
    if wrong:
        raise SettingsError(wrong)


def wrong_for_teams(settings: Settings) -> list[str]:
    """What is missing or contradictory where the bot is to speak in Microsoft Teams."""
    if not settings.uses_teams:
        return []
    page = "your Azure Bot's page 'Configuration'"
    wrong = []
    if settings.teams_app_id is None:
        wrong.append(f"TEAMS_APP_ID is not set. Copy the Microsoft App ID from {page}.")
    if settings.teams_tenant_id is None:
        wrong.append(f"TEAMS_TENANT_ID is not set. Copy the App Tenant ID from {page}.")
    if settings.teams_app_secret is None and settings.teams_managed_identity_id is None:
        wrong.append(
            "TEAMS_APP_SECRET is not set. Make a client secret on the app registration's page 'Certificates & "
            "secrets', or set TEAMS_MANAGED_IDENTITY_ID where the bot runs in Azure under a managed identity."
        )
    if settings.teams_app_secret is not None and settings.teams_managed_identity_id is not None:
        wrong.append("TEAMS_APP_SECRET is set beside TEAMS_MANAGED_IDENTITY_ID. Remove one of them.")
    if settings.public_url is None:
        wrong.append(
            "PUBLIC_URL is not set. Set it to the address at which Teams reaches the bot, such as "
            "https://bot.example.org: pictures and calendar files are fetched there."
        )
    return wrong


def open_database(settings: Settings) -> Database:
    """The settings' database, with the keys that answers are sealed under."""
    return Database(settings.database_url, answer_keys=[key.get_secret_value() for key in settings.answer_keys])


def wrong_for_oauth(settings: Settings) -> list[str]:
    """What is missing or contradictory where the bot is to be installed into many workspaces."""
    if not settings.uses_oauth:
        return []
    wrong = []
    if settings.slack_client_id is None or settings.slack_client_secret is None:
        wrong.append(
            "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET belong together. Copy both from your Slack app's "
            "'Basic Information' page, or remove both to use SLACK_BOT_TOKEN."
        )
    if settings.slack_bot_token.get_secret_value():
        wrong.append(
            "SLACK_BOT_TOKEN is set beside SLACK_CLIENT_ID. Remove SLACK_BOT_TOKEN to let each workspace have its own "
            "token, or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET to serve one workspace."
        )
    if not settings.token_keys:
        wrong.append("TOKEN_KEYS is not set. Tokens are kept encrypted; make a key with: cop-bot new-key")
    if any(":" not in one for one in settings.admin_user_ids):
        wrong.append(
            "ADMIN_USER_IDS names somebody without their workspace. With many workspaces write each as T0123:U0456."
        )
    return wrong
