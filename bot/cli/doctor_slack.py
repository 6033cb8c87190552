"""What `cop-bot doctor` looks at where the bot speaks in Slack."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.cli.check import Check
from bot.settings import Settings, wrong_for_oauth
from bot.slack.errors import WHAT_TO_DO
from bot.slack.installations import SCOPES
from bot.slack.side import web_client
from bot.slack.trying_again import code_of, is_trouble

SIGNING_SECRET = re.compile(r"[0-9a-f]{32}")
TRY_LATER = "Look at https://slack-status.com, and try again later."


async def check_slack(settings: Settings) -> AsyncIterator[tuple[Check, str | None]]:
    """Settings, token, scopes and websocket, as far as they are in use; with the bot's user id where Slack tells it."""
    for check in check_settings(settings):
        yield check, None
    async for found in check_token(settings):
        yield found
    if settings.slack_app_token is not None:
        yield await check_socket_mode(settings), None


def check_settings(settings: Settings) -> Iterator[Check]:
    """Each of Slack's settings by itself."""
    token = settings.slack_bot_token.get_secret_value()
    page = "your Slack app's page 'OAuth & Permissions'"
    if settings.uses_oauth:
        for sentence in wrong_for_oauth(settings):
            what, _, what_to_do = sentence.partition(". ")
            yield Check(what, what_to_do)
        yield Check("Each workspace has a token of its own (SLACK_CLIENT_ID is set)")
    elif not token:
        yield Check("SLACK_BOT_TOKEN is not set", f"Copy the Bot User OAuth Token (xoxb-…) from {page}.")
    elif not token.startswith("xoxb-"):
        yield Check(
            "SLACK_BOT_TOKEN is no bot token", f"Use the Bot User OAuth Token, which starts with xoxb-, from {page}."
        )
    else:
        yield Check("SLACK_BOT_TOKEN is set")
    secret = settings.slack_signing_secret.get_secret_value()
    if settings.uses_socket_mode:
        yield Check("Events come over Socket Mode (SLACK_APP_TOKEN is set), so SLACK_SIGNING_SECRET is not needed")
    elif not secret:
        yield Check("SLACK_SIGNING_SECRET is not set", "Copy it from your Slack app's page 'Basic Information'.")
    elif not SIGNING_SECRET.fullmatch(secret):
        yield Check(
            "SLACK_SIGNING_SECRET does not look like one: it has 32 digits and letters from a to f",
            "Copy the Signing Secret, not the Client Secret or the Verification Token, from 'Basic Information'.",
        )
    else:
        yield Check("SLACK_SIGNING_SECRET is set")
    yield check_history(settings)


async def check_token(settings: Settings) -> AsyncIterator[tuple[Check, str | None]]:
    """Whether Slack accepts the token and gives it every scope of the manifest; with the bot's user id."""
    if not settings.slack_bot_token.get_secret_value():
        return
    try:
        answer = await web_client(settings).auth_test()
    except SlackApiError as error:
        yield _refused_token(error), None
        return
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        what_to_do = "Check the network, a proxy, and SLACK_API_URL."
        yield Check(f"Slack cannot be reached at {settings.slack_api_url} ({type(error).__name__})", what_to_do), None
        return
    yield Check(f"Slack knows the bot as {answer.get('user')} in {answer.get('team')}"), str(answer.get("user_id"))
    missing = sorted(set(SCOPES) - _scopes(answer.headers))
    if missing:
        yield (
            Check(
                f"The token lacks the scopes {', '.join(missing)}",
                "Add them on the page 'OAuth & Permissions' (or paste manifest.json again), then reinstall the app.",
            ),
            None,
        )
    else:
        yield Check(f"The token has all {len(SCOPES)} scopes"), None


def _refused_token(error: SlackApiError) -> Check:
    if is_trouble(error):
        return Check("Slack has trouble, so the bot's token cannot be tried", TRY_LATER)
    code = code_of(error)
    if code in WHAT_TO_DO:
        return Check(f"The workspace takes nothing from the bot for now: {code}", WHAT_TO_DO[code])
    return Check(f"Slack refuses the bot's token: {code}", "Install the app anew and copy the new token.")


def check_history(settings: Settings) -> Check:
    """Which kind of app this is to Slack, as far as looking through a channel's history goes."""
    if settings.history_is_slowed:
        return Check(
            "Looking up a message that is in doubt is slow (SLACK_HISTORY): Slack lets an app that is given to other "
            "workspaces outside its marketplace read 15 messages a minute. In the marketplace, set SLACK_HISTORY=usual"
        )
    return Check(
        "Looking up a message that is in doubt is quick: this counts as a workspace's own app, or as one of Slack's "
        "marketplace. If it is given to other workspaces in another way, set SLACK_HISTORY=slowed"
    )


async def check_socket_mode(settings: Settings) -> Check:
    """Whether Slack would open a websocket with the app-level token."""
    token = settings.slack_app_token.get_secret_value() if settings.slack_app_token else ""
    if not token.startswith("xapp-"):
        return Check("SLACK_APP_TOKEN is no app-level token", "Use one that starts with xapp-, or remove the setting.")
    try:
        await web_client(settings).apps_connections_open(app_token=token)
    except SlackApiError as error:
        if is_trouble(error):
            return Check("Slack has trouble, so Socket Mode cannot be tried", TRY_LATER)
        code = code_of(error)
        what_to_do = "Make an App-Level Token with the scope connections:write, and turn Socket Mode on for the app."
        return Check(f"Slack refuses SLACK_APP_TOKEN: {code}", what_to_do)
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return Check(f"Socket Mode cannot be tried ({type(error).__name__})", "Check the network and try again.")
    return Check("Socket Mode works")


def _scopes(headers: Mapping[str, Any]) -> set[str]:
    """The token's scopes from Slack's x-oauth-scopes header."""
    found = next((value for name, value in headers.items() if name.lower() == "x-oauth-scopes"), "")
    text = ",".join(found) if isinstance(found, list) else str(found)
    return {scope.strip() for scope in text.split(",") if scope.strip()}
