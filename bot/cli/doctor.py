"""`cop-bot doctor`: looks at everything that settings alone cannot show, and says what to do about it."""

from __future__ import annotations

import argparse
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.app import build_context
from bot.cli.check import Check
from bot.cli.doctor_sealing import check_sealing
from bot.cli.output import print
from bot.cli.progress import shown
from bot.clock import system_clock
from bot.settings import Settings, wrong_for_oauth
from bot.slack.installations import SCOPES
from bot.slack.side import web_client
from bot.slack.trying_again import code_of, is_trouble
from domain.calendar import in_words, local_day
from prompts import catalog
from prompts.instrument import InstrumentError, load_instrument
from services.context import AppContext
from services.ports import ChannelUnusable, DeliveryProblem
from storage import deliveries, installations
from storage import networks as network_rows
from storage.calendars import CalendarError
from storage.migrate import is_usable, unfinished
from storage.models import Network, Workspace
from storage.postgres import in_words as said

SIGNING_SECRET = re.compile(r"[0-9a-f]{32}")
TIMEOUT_SECONDS = 10
CHECKING = "Checking"
TRY_LATER = "Look at https://slack-status.com, and try again later."


async def doctor(settings: Settings, _arguments: argparse.Namespace) -> int:
    """Print a line for each check; 1 where anything is wrong, else 0."""
    sound, number = True, 0
    with shown() as progress:
        progress(CHECKING, number, None)
        async for check in examine(settings, system_clock()):
            for line in check.lines:
                print(line)
            sound, number = sound and not check.what_to_do, number + 1
            progress(CHECKING, number, None)
    print("All is well." if sound else "Put right what is marked with ✗, then run cop-bot doctor again.")
    return 0 if sound else 1


async def examine(settings: Settings, now: datetime) -> AsyncIterator[Check]:
    """Every check, one after the other; a check that needs what an earlier one found missing is left out."""
    for check in check_settings(settings):
        yield check
    texts = list(check_content(settings))
    for check in texts:
        yield check
    bot_user: str | None = None
    async for check, found in check_token(settings):
        bot_user = found or bot_user
        yield check
    if settings.slack_app_token is not None:
        yield await check_socket_mode(settings)
    if any(check.what_to_do for check in texts):
        return  # the ground cannot be laid without texts and instrument
    if settings.uses_oauth and wrong_for_oauth(settings):
        return
    context = build_context(settings)
    try:
        async for check in check_database(context, bot_user, now):
            yield check
    finally:
        await context.database.close()


def check_settings(settings: Settings) -> Iterator[Check]:
    """Each setting by itself."""
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
    if settings.admin_user_ids:
        yield Check(f"ADMIN_USER_IDS names {len(settings.admin_user_ids)}")
    else:
        yield Check(
            "ADMIN_USER_IDS is empty, so nobody hears when a school calendar runs out",
            "Set it to the Slack user ids of those who look after the bot, separated by commas.",
        )


def check_content(settings: Settings) -> Iterator[Check]:
    """The bot's texts and the instrument."""
    try:
        yield Check(f"{len(catalog.load())} texts can be read")
    except catalog.ContentError as error:
        for line in str(error).splitlines():
            yield Check(f"Text {line}", f"Correct it in {catalog.CONTENT}.")
    try:
        instrument = load_instrument(settings.instrument_file)
        yield Check(f"The instrument “{instrument.title}”, version {instrument.version}, can be read")
    except InstrumentError as error:
        yield Check(
            f"The instrument cannot be used: {error}", "Correct INSTRUMENT_FILE, or leave it out for the default."
        )


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
    return Check(f"Slack refuses the bot's token: {code_of(error)}", "Install the app anew and copy the new token.")


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


async def check_database(context: AppContext, bot_user: str | None, now: datetime) -> AsyncIterator[Check]:
    """The database, what failed in it, and each network's calendar and channel."""
    bots: dict[int, str] = {}
    shown = context.database.shown
    try:
        current = await is_usable(context.database)
    except Exception as error:
        what_to_do = "Check DATABASE_URL, and that the server runs and lets the bot in."
        yield Check(f"The database {shown} cannot be reached: {said(error)}", what_to_do)
        return
    if not current:
        yield Check(f"The database {shown} is not up to date", "Run: cop-bot migrate")
        return
    yield Check(f"The database {shown} is up to date")
    if await unfinished(context.database):
        yield Check(
            "The database keeps what only the version before needs",
            "Once no process of that version runs any more, run: cop-bot migrate --finish",
        )
    async for check in check_sealing(context.database):
        yield check
    async with context.database.read() as session:
        counts = await deliveries.counts(session)
        every = await network_rows.all_networks(session)
        installed = await installations.every(session)
    yield _deliveries(counts.get("failed", 0))
    for installation, workspace in installed:
        bots[workspace.id] = installation.bot_user_id
        yield await _workspace(context, workspace)
    if not every:
        yield Check("There are no networks yet: type /cop-setup in a channel, or run cop-bot import")
    for network in every:
        yield _calendar(context, network, now)
        bot = bots.get(network.workspace_id, bot_user)
        if bot is not None:
            yield await _channel(context, network, bot)


async def _workspace(context: AppContext, workspace: Workspace) -> Check:
    """Whether Slack accepts the token that a workspace gave the bot."""
    try:
        who = await (await context.messenger(workspace.id)).identity()
    except DeliveryProblem as problem:
        what_to_do = "Have its administrator install the bot again, at /slack/install."
        return Check(f"{workspace.name} ({workspace.slack_id}) does not let the bot in: {problem.reason}", what_to_do)
    return Check(f"{who.name} ({who.workspace_id}) lets the bot in")


def _deliveries(failed: int) -> Check:
    if not failed:
        return Check("No message failed")
    messages = "1 message has" if failed == 1 else f"{failed} messages have"
    return Check(f"{messages} failed", "See why with: cop-bot deliveries --failed; try again with: --retry ID")


def _calendar(context: AppContext, network: Network, now: datetime) -> Check:
    try:
        calendar = context.calendar(network.calendar)
    except CalendarError as error:
        return Check(f"{network.name}: {error}", "Correct the calendar, or choose another with /cop-network settings.")
    until = in_words(calendar.known_until)
    if calendar.runs_out_within(local_day(now, ZoneInfo(network.timezone))):
        return Check(
            f"{network.name}: the school calendar “{calendar.name}” ends on {until}",
            "Add the next years' terms to its terms file, and start the bot again.",
        )
    return Check(f"{network.name}: the school calendar “{calendar.name}” reaches to {until}")


async def _channel(context: AppContext, network: Network, bot_user: str) -> Check:
    what_to_do = "Invite the bot into its channel, or type /cop-setup in another channel to move the network there."
    if network.channel_id is None:
        return Check(f"{network.name} has no channel yet", "Type /cop-setup in the channel where its people talk.")
    try:
        members = await (await context.messenger(network.workspace_id)).members(network.channel_id)
    except ChannelUnusable as problem:
        return Check(
            f"{network.name}: the bot cannot use the channel {network.channel_id} ({problem.reason})", what_to_do
        )
    except DeliveryProblem as problem:
        return Check(
            f"{network.name}: Slack did not say who is in {network.channel_id} ({problem.reason})", "Try again later."
        )
    if bot_user not in members:
        return Check(f"{network.name}: the bot is not in its channel {network.channel_id}", what_to_do)
    if network.status == "paused":
        return Check(f"{network.name} is paused ({network.status_reason})", "Type /cop-setup in its channel to go on.")
    return Check(f"{network.name}: the bot is in its channel {network.channel_id}")


def _scopes(headers: Mapping[str, Any]) -> set[str]:
    """The token's scopes from Slack's x-oauth-scopes header."""
    found = next((value for name, value in headers.items() if name.lower() == "x-oauth-scopes"), "")
    text = ",".join(found) if isinstance(found, list) else str(found)
    return {scope.strip() for scope in text.split(",") if scope.strip()}
