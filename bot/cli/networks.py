"""`cop-bot import`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bot.app import build_context, introduce, open_chats, worker_name
from bot.chat import Chat, NotLetIn
from bot.cli.changes import print_changes, print_refused
from bot.cli.database import UP_TO_DATE
from bot.cli.output import print
from bot.cli.progress import shown
from bot.clock import system_clock
from bot.settings import Settings, SettingsError, open_database
from bot.slack.ids import SLACK_IDS
from bot.teams.ids import TEAMS_IDS
from domain.progress import Progress
from services import Services
from services import build as build_services
from services.chat_ids import ChatIds
from services.directory import Directory
from services.networks.roster_changes import Changes, ImportRefused
from services.networks.roster_files import MEMBER_COLUMNS, NETWORK_COLUMNS, SourceFile
from services.ports import DeliveryProblem
from storage.database import Database
from storage.migrate import is_empty, is_usable, upgrade

NOT_THERE = "Name both files: cop-bot import networks.csv members.csv. For files to fill in: cop-bot import --template"

DRY_RUN = "dry-run.db"


class NotReady(Exception):
    """The database cannot be looked at as it is; the message says what to do."""


async def import_files(settings: Settings, arguments: argparse.Namespace) -> int:
    """Load both files into the database, and print what changed; or print every problem, and change nothing."""
    if arguments.template:
        only_teams = settings.uses_teams and not settings.uses_slack
        in_teams = arguments.chat == "teams" or (arguments.chat is None and only_teams)
        files = (arguments.networks or Path("networks.csv"), arguments.members or Path("members.csv"))
        return _write_templates(*files, TEAMS_IDS if in_teams else SLACK_IDS)
    if arguments.networks is None or arguments.members is None:
        raise SettingsError([NOT_THERE])
    try:
        networks, members = _read(arguments.networks), _read(arguments.members)
    except OSError as error:
        print(f"{error.filename}: {error.strerror}. Check the path.", file=sys.stderr)
        return 1
    try:
        with shown() as progress:
            changes = await _load(settings, networks, members, arguments, progress)
    except ImportRefused as refused:
        print_refused(refused)
        return 1
    except NotReady as error:
        print(error, file=sys.stderr)
        return 1
    print_changes(changes, verbose=arguments.verbose)
    if arguments.dry_run:
        print("That was a dry run: nothing was changed.")
    return 0


async def _load(
    settings: Settings, networks: SourceFile, members: SourceFile, arguments: argparse.Namespace, progress: Progress
) -> Changes:
    dry_run: bool = arguments.dry_run
    with _dry_ground(settings, new=dry_run and await _is_new(settings)) as settings:
        directory = Directory(open_database(settings))
        chats = open_chats(settings, directory)
        context = build_context(settings, chats, directory)
        services = build_services(context, worker_name())
        try:
            if not dry_run or settings.database_url.endswith(DRY_RUN):
                progress(UP_TO_DATE, 0, None)
                await upgrade(context.database)
            elif not await is_usable(context.database):
                raise NotReady("The database is not up to date, and a dry run changes nothing. Run: cop-bot migrate")
            chat = _chat(chats, arguments.chat)
            workspace_id, slack_reason = await _workspace(
                settings, chat, services, arguments.workspace, dry_run=dry_run
            )
            asked = None if slack_reason else await chat.messengers.for_workspace(workspace_id or 0)
            return await services.networks.importing.load(
                networks,
                members,
                system_clock(),
                workspace_id=workspace_id,
                chat_ids=chat.ids,
                chat=chat.name,
                messenger=asked,
                slack_reason=slack_reason,
                dry_run=dry_run,
                progress=progress,
            )
        finally:
            await context.database.close()


async def _is_new(settings: Settings) -> bool:
    """Whether nothing has been put into the database yet, or there is none."""
    database = Database(settings.database_url)
    try:
        return _lacks_file(database) or await is_empty(database)
    finally:
        await database.close()


def _lacks_file(database: Database) -> bool:
    return database.is_sqlite and not Path(database.url.database or "").exists()


@contextmanager
def _dry_ground(settings: Settings, *, new: bool) -> Iterator[Settings]:
    """The settings; for a dry run before the first start, with an empty database that is gone afterwards."""
    if not new:
        yield settings
        return
    with tempfile.TemporaryDirectory(prefix="cop-bot-") as folder:
        yield settings.model_copy(update={"database_url": f"sqlite:///{Path(folder) / DRY_RUN}"})


def _read(path: Path) -> SourceFile:
    return SourceFile(str(path), path.read_bytes())


def _chat(chats: Sequence[Chat], named: str | None) -> Chat:
    """The chat that the files are for. Raises SettingsError where it is not clear which."""
    found = [chat for chat in chats if named in (None, chat.name)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise SettingsError([f"The settings for {named} are not there. Run: cop-bot doctor"])
    names = " or ".join(f"--chat {chat.name}" for chat in found)
    raise SettingsError([f"The bot speaks in {len(found)} chats. Say which one the files are for: {names}"])


async def _workspace(
    settings: Settings, chat: Chat, services: Services, named: str | None, *, dry_run: bool
) -> tuple[int | None, str]:
    """Our id of the workspace that the files are for, or None with the reason why the chat cannot be asked.

    named: the Slack id of the workspace, needed only where the bot is installed in several.
    """
    if chat.name == "slack" and settings.uses_oauth:
        return await _installed(services, named), ""
    if chat.name == "slack" and not settings.slack_bot_token.get_secret_value():
        return None, "SLACK_BOT_TOKEN is not set"
    try:
        if dry_run:
            who = await chat.identity()
            return (await services.places.known(who.workspace_id) if who is not None else None), ""
        return (await introduce([chat], services, system_clock()))[chat.name], ""
    except (DeliveryProblem, NotLetIn) as problem:
        print(f"{chat.title} cannot be asked ({problem.reason}), so the files are loaded without it.", file=sys.stderr)
        return None, f"{chat.title} answered {problem.reason}"


async def _installed(services: Services, named: str | None) -> int:
    """Our id of the named workspace, or of the only one. Raises SettingsError where it is not clear which."""
    known = {one.slack_id: one.name for one in await services.installations.every()}
    if named is None and len(known) == 1:
        named = next(iter(known))
    if named is None or named not in known:
        names = ", ".join(f"{slack_id} ({name})" for slack_id, name in known.items()) or "none yet; see /slack/install"
        raise SettingsError([f"Say for which workspace, with --workspace ID. The bot is installed in: {names}"])
    return await services.places.workspace(named)


def _write_templates(networks: Path, members: Path, ids: ChatIds) -> int:
    """Write both files, each with its header and an example; files that are there already stay as they are."""
    zone = "Australia/Melbourne"
    network = ("Example network", "Example area", "Example region", ids.example_channel, "victoria", zone)
    member = ("Example network", "Example Primary School", "primary", ids.example_person, "chair")
    for path, lines in ((networks, (NETWORK_COLUMNS, network)), (members, (MEMBER_COLUMNS, member))):
        try:
            # With the mark at its start, spreadsheet programs take the file for what it is.
            with path.open("x", encoding="utf-8-sig", newline="\r\n") as file:
                file.writelines(f"{','.join(line)}\n" for line in lines)
        except FileExistsError:
            print(f"{path} exists already, and is not overwritten. Name other files, or move it away.", file=sys.stderr)
            return 1
        except OSError as error:
            print(f"{path} cannot be written: {error.strerror}.", file=sys.stderr)
            return 1
        print(f"{path}: {','.join(lines[0])}")
    print("Replace the example line by your own, then try: cop-bot import --dry-run", networks, members)
    return 0
