"""`cop-bot doctor`: looks at everything that settings alone cannot show, and says what to do about it."""

from __future__ import annotations

import argparse
import re
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.app import build_context, open_chats
from bot.cli.check import Check
from bot.cli.doctor_sealing import check_sealing
from bot.cli.doctor_slack import check_slack
from bot.cli.output import print
from bot.cli.progress import shown
from bot.cli.waiting import waits
from bot.clock import system_clock
from bot.settings import Settings, open_database, wrong_for_oauth
from bot.slack.errors import WHAT_TO_DO
from domain.calendar import in_words, local_day
from prompts import content_files, vocabulary
from prompts.instrument import InstrumentError, load_instruments
from services.context import AppContext
from services.directory import Directory
from services.ports import ChannelUnusable, DeliveryProblem
from services.retention import RetentionService
from storage import deliveries, installations
from storage import networks as network_rows
from storage.calendars import CalendarError
from storage.migrate import is_usable, unfinished
from storage.models import Network, Workspace
from storage.postgres import in_words as said

SIGNING_SECRET = re.compile(r"[0-9a-f]{32}")
TIMEOUT_SECONDS = 10
CHECKING = "Checking"
OVERDUE = timedelta(days=7)
"""After a bot has stood still for so long, records may be older than they should be."""


@dataclass(frozen=True)
class _How:
    """What an operator, or a network's people, do about a channel in one chat. title: the chat's name."""

    title: str
    bring: str
    set_up: str
    calendar: str


HOW = {
    "slack": _How(
        "Slack",
        "Invite the bot into its channel",
        "type /cop-setup",
        "/cop-network settings",
    ),
    "teams": _How(
        "Microsoft Teams",
        "Add the app to its team, and to the channel itself where that is private or shared",
        "say @CoP Bot setup",
        "@CoP Bot network settings",
    ),
}


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
    texts = list(check_content(settings))
    for check in texts:
        yield check
    yield check_operators(settings)
    bots: dict[str, str] = {}
    if settings.uses_slack or not settings.uses_teams:
        async for check, found in check_slack(settings):
            bots |= {"slack": found} if found else {}
            yield check
    if any(check.what_to_do for check in texts):
        return  # the ground cannot be laid without texts and instrument
    if settings.uses_oauth and wrong_for_oauth(settings):
        return
    database = open_database(settings)
    try:
        directory = Directory(database)
        chats = open_chats(settings, directory)
        if settings.uses_teams:
            from bot.cli.doctor_teams import check_teams

            async for check, found in check_teams(settings, chats):
                bots |= {"teams": found} if found else {}
                yield check
        async for check in check_database(
            build_context(settings, chats, directory), bots, [chat.name for chat in chats], now
        ):
            yield check
    finally:
        await database.close()


def check_operators(settings: Settings) -> Check:
    """Who looks after the bot."""
    if settings.admin_user_ids:
        return Check(f"ADMIN_USER_IDS names {len(settings.admin_user_ids)}")
    return Check(
        "ADMIN_USER_IDS is empty, so nobody hears when a school calendar runs out",
        "Set it to those who look after the bot, separated by commas: Slack user ids, or, in Microsoft Teams, object "
        "ids or e-mail addresses.",
    )


def check_content(settings: Settings) -> Iterator[Check]:
    """The bot's texts and the instrument."""
    try:
        yield Check(f"{len(content_files.load())} texts can be read")
        vocabulary.load()
    except content_files.ContentError as error:
        for line in str(error).splitlines():
            yield Check(f"Text {line}", f"Correct it in {content_files.CONTENT}.")
    try:
        for instrument in load_instruments(settings.instrument_file, settings.instruments_dir):
            yield Check(f"The instrument “{instrument.title}”, version {instrument.version}, can be read")
    except InstrumentError as error:
        yield Check(
            f"The instrument cannot be used: {error}", "Correct it, or leave INSTRUMENT_FILE and INSTRUMENTS_DIR out."
        )


async def check_database(
    context: AppContext, by_chat: Mapping[str, str], spoken: Collection[str], now: datetime
) -> AsyncIterator[Check]:
    """The database, what failed in it, and each network's calendar and channel.

    by_chat: the bot's own id in each chat that has told it. spoken: the chats that there are settings for.
    """
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
        waiting = await deliveries.waiting(session)
        every = [network for network in await network_rows.all_networks(session) if not network.has_ended]
        installed = await installations.every(session)
        chats = await network_rows.chats(session)
    yield _deliveries(counts.get("failed", 0))
    for reason, number in waiting:
        yield waits(reason, number)
    yield await _retention(context, now)
    for installation, workspace in installed:
        bots[workspace.id] = installation.bot_user_id
        yield await _workspace(context, workspace)
    if not every:
        ways = " or ".join(HOW[chat].set_up for chat in by_chat or ("slack",))
        yield Check(f"There are no networks yet: {ways} in a channel, or run cop-bot import")
    for network in every:
        chat = chats[network.workspace_id]
        yield _calendar(context, network, HOW[chat], now)
        bot = bots.get(network.workspace_id) or by_chat.get(chat)
        if chat not in spoken:
            what_to_do = f"Set those of {HOW[chat].title} again: see docs/install{'-teams' * (chat == 'teams')}.md."
            yield Check(f"{network.name} is in {HOW[chat].title}, for which there are no settings", what_to_do)
        elif bot is not None:
            yield await _channel(context, network, HOW[chat], bot)


async def _workspace(context: AppContext, workspace: Workspace) -> Check:
    """Whether Slack accepts the token that a workspace gave the bot."""
    try:
        who = await (await context.messenger(workspace.id)).identity()
    except DeliveryProblem as problem:
        what_to_do = WHAT_TO_DO.get(problem.reason, "Have its administrator install the bot again, at /slack/install.")
        return Check(f"{workspace.name} ({workspace.slack_id}) does not let the bot in: {problem.reason}", what_to_do)
    return Check(f"{who.name} ({who.workspace_id}) lets the bot in")


def _deliveries(failed: int) -> Check:
    if not failed:
        return Check("No message failed")
    messages = "1 message has" if failed == 1 else f"{failed} messages have"
    return Check(f"{messages} failed", "See why with: cop-bot deliveries --failed; try again with: --retry ID")


async def _retention(context: AppContext, now: datetime) -> Check:
    """Whether records go when they have been kept long enough."""
    standing = await RetentionService(context).standing(now - OVERDUE)
    late, held = sum(one.older for one in standing), sum(one.held for one in standing)
    if late:
        return Check(
            f"{late} records have been kept for longer than they should be",
            "A worker erases them every few hours while it runs. Do it now: cop-bot retention --erase",
        )
    return Check(
        "No record is kept for longer than it should be" + (f"; {held} are under a legal hold" if held else "")
    )


def _calendar(context: AppContext, network: Network, how: _How, now: datetime) -> Check:
    try:
        calendar = context.calendar(network.calendar)
    except CalendarError as error:
        return Check(f"{network.name}: {error}", f"Correct the calendar, or choose another with {how.calendar}.")
    until = in_words(calendar.known_until)
    if calendar.runs_out_within(local_day(now, ZoneInfo(network.timezone))):
        return Check(
            f"{network.name}: the school calendar “{calendar.name}” ends on {until}",
            "Add the next years' terms to its terms file, and start the bot again.",
        )
    return Check(f"{network.name}: the school calendar “{calendar.name}” reaches to {until}")


async def _channel(context: AppContext, network: Network, how: _How, bot_user: str) -> Check:
    what_to_do = f"{how.bring}, or {how.set_up} in another channel to move the network there."
    begin = how.set_up[0].upper() + how.set_up[1:]
    if network.channel_id is None:
        return Check(f"{network.name} has no channel yet", f"{begin} in the channel where its people talk.")
    bot = await context.directory.person_for(network.workspace_id, bot_user)
    try:
        members = await (await context.messenger(network.workspace_id)).members(network.channel_id)
    except ChannelUnusable as problem:
        return Check(
            f"{network.name}: the bot cannot use the channel {network.channel_id} ({problem.reason})", what_to_do
        )
    except DeliveryProblem as problem:
        return Check(
            f"{network.name}: nobody said who is in {network.channel_id} ({problem.reason})",
            "Try again later.",
        )
    if bot not in members:
        return Check(f"{network.name}: the bot is not in its channel {network.channel_id}", what_to_do)
    if network.status == "paused":
        return Check(f"{network.name} is paused ({network.status_reason})", f"{begin} in its channel to go on.")
    return Check(f"{network.name}: the bot is in its channel {network.channel_id}")
